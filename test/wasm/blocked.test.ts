/** Where the platform has no WebAssembly, or none of our own: kernels are interpreted, with the same bits. */
import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { exp, lgamma, log1p, mul, variable } from '../../src/engine/autodiff/index.ts';
import * as rowKernel from '../../src/engine/density/rowKernel.ts';
import * as rowLoop from '../../src/engine/density/rowLoop.ts';
import { heavyTails, negativeBinomial } from '../laplace/models.ts';
import { type ProgramSpec, runKernel, type Trial, trialOf } from './programs.ts';

let interpretedKernel: typeof rowKernel;
let interpretedLoop: typeof rowLoop;

beforeAll(async () => {
  vi.stubGlobal('WebAssembly', undefined);
  vi.resetModules();
  interpretedKernel = await import('../../src/engine/density/rowKernel.ts');
  interpretedLoop = await import('../../src/engine/density/rowLoop.ts');
  vi.unstubAllGlobals();
});

afterAll(() => vi.resetModules());

const specs: fc.Arbitrary<ProgramSpec> = fc.record({
  family: fc.constantFrom(...builtinFamilies, negativeBinomial, heavyTails),
  rows: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 200, max: 600 })),
  width: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 15, max: 20 })),
  hasIntercept: fc.boolean(),
  weights: fc.boolean(),
  offset: fc.boolean(),
  terms: fc.array(
    fc.record({
      levels: fc.integer({ min: 1, max: 40 }),
      k: fc.integer({ min: 1, max: 3 }),
      sorted: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  seed: fc.string({ maxLength: 5 }),
});

/** Out of the ordinary ranges of the vector functions, so that odd lanes are mended. */
const wild = (trial: Trial): Trial => ({ ...trial, linear: trial.linear.map((b) => 900 * b) });

describe('without WebAssembly, bit for bit,', () => {
  property.prop([specs, fc.boolean()], { numRuns: 25 })('value, gradient and force', (spec, isWild) => {
    const trial = isWild ? wild(trialOf(spec)) : trialOf(spec);
    // its rows are found by identity: kernels of the two kinds must not meet
    const copy = { ...trial, program: { ...trial.program, rows: { ...trial.program.rows } } };
    expect(runKernel(interpretedKernel.compileRowKernel(copy.program), copy)).toEqual(
      runKernel(rowKernel.compileRowKernel(trial.program), trial),
    );
    expect(runKernel(interpretedKernel.compileRowForce(copy.program), copy)).toEqual(
      runKernel(rowKernel.compileRowForce(trial.program), trial),
    );
  });

  test('passes over arrays', () => {
    const x = Float64Array.from({ length: 301 }, (_, i) => (i - 150) / 7);
    const outcomes = [rowLoop, interpretedLoop].map(({ openArrayLoop }) => {
      const v = variable('x');
      const loop = openArrayLoop(301, ['a'], ['x'], [exp(v), lgamma(exp(v))], [log1p(mul(v, v))]);
      loop.inputs[0].set(x);
      loop.run(Float64Array.of(2));
      return [...loop.outputs.flatMap((out) => [...out]), loop.sums[0]];
    });
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[0].every(Number.isFinite)).toBe(true);
  });
});
