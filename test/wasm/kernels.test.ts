import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePlainKernel } from '../../bench/plainKernel.ts';
import { builtinFamilies } from '../../models/families/builtin.ts';
import type { Family } from '../../models/families/family.ts';
import {
  add,
  compile,
  div,
  exp,
  expm1,
  gradient,
  lgamma,
  log,
  mul,
  neg,
  sub,
  trigamma,
  variable,
} from '../../src/engine/autodiff/index.ts';
import { compileRowForce, compileRowKernel, compileRowValue } from '../../src/engine/density/rowKernel.ts';
import { compileRowDerivatives } from '../../src/engine/laplace/rowDerivatives.ts';
import { distance, type ProgramSpec, runKernel, type Trial, trialOf } from './programs.ts';

/** Counts with a lgamma that no built-in family asks of a row's parameters. */
const negativeBinomial: Family = {
  name: 'negative binomial of a user',
  response: 'count',
  parameters: [{ name: 'shape', support: { kind: 'positive' } }],
  links: {
    log: ({ y, eta }, { shape }) =>
      add(
        sub(lgamma(add(y, shape)), add(lgamma(shape), lgamma(add(y, 1)))),
        sub(mul(y, eta), mul(add(y, shape), log(add(exp(eta), shape)))),
      ),
  },
  defaultLink: 'log',
  notation: '',
};

/** Binary with the complementary log-log link: a select-free use of expm1 and of log near 0. */
const cloglog: Family = {
  name: 'cloglog of a user',
  response: 'binary',
  parameters: [],
  links: {
    cloglog: ({ y, eta }) => sub(mul(y, log(neg(expm1(neg(exp(eta)))))), mul(sub(1, y), exp(eta))),
  },
  defaultLink: 'cloglog',
  notation: '',
};

const families: readonly Family[] = [...builtinFamilies, negativeBinomial, cloglog];

const term = fc.record({
  levels: fc.integer({ min: 1, max: 40 }),
  k: fc.integer({ min: 1, max: 3 }),
  sorted: fc.boolean(),
});

const arbitrarySpec: fc.Arbitrary<ProgramSpec> = fc.record({
  family: fc.constantFrom(...families),
  rows: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 200, max: 1100 })),
  width: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 15, max: 45 })),
  hasIntercept: fc.boolean(),
  weights: fc.boolean(),
  offset: fc.boolean(),
  terms: fc.array(term, { maxLength: 3 }),
  seed: fc.string({ maxLength: 5 }),
});

/** Sums of up to 1100 terms, each within some ulp, added in another order: 1e-13 seen. */
const tolerance = 1e-12;

function compare(trial: Trial): void {
  const expected = runKernel(compilePlainKernel(trial.program), trial);
  const ours = runKernel(compileRowKernel(trial.program), trial);
  const scale = Math.max(1, Math.abs(expected.value as number), trial.program.rows.count);
  expect(Math.abs((ours.value as number) - (expected.value as number)) / scale).toBeLessThan(tolerance);
  const alone = compileRowValue(trial.program)(trial.linear, trial.auxiliary, trial.effects);
  expect(Math.abs(alone - (expected.value as number)) / scale).toBeLessThan(tolerance);
  expect(distance(ours.linear, expected.linear)).toBeLessThan(tolerance);
  expect(distance(ours.auxiliary, expected.auxiliary)).toBeLessThan(tolerance);
  ours.effects.forEach((b, t) => {
    expect(distance(b, expected.effects[t])).toBeLessThan(tolerance);
  });
}

describe('any rows', () => {
  property.prop([arbitrarySpec], { numRuns: 70 })(
    'value and gradient agree with the plain kernel',
    (spec) => {
      compare(trialOf(spec));
    },
  );

  property.prop([arbitrarySpec], { numRuns: 40 })(
    'the force agrees with the gradient to single precision',
    (spec) => {
      const trial = trialOf(spec);
      const expected = runKernel(compileRowKernel(trial.program), trial);
      const force = runKernel(compileRowForce(trial.program), trial);
      expect(force.value).toBeUndefined();
      expect(distance(force.linear, expected.linear)).toBeLessThan(1e-4);
      expect(distance(force.auxiliary, expected.auxiliary)).toBeLessThan(1e-4);
      force.effects.forEach((b, t) => {
        expect(distance(b, expected.effects[t])).toBeLessThan(1e-4);
      });
    },
  );

  property.prop([arbitrarySpec], { numRuns: 30 })('passes over arrays are those of the density', (spec) => {
    const { program, auxiliary } = trialOf(spec);
    const { rows } = program;
    const names = program.auxiliary.map((a) => a.name);
    const numbers = (phase: number): Float64Array =>
      Float64Array.from({ length: rows.count }, (_, i) => 2 * ((((i + phase) * 37) % 101) / 101) - 1);
    const [eta, u, h] = [numbers(0), numbers(1), numbers(2)];
    const out = [0, 1, 2].map(() => new Float64Array(rows.count));
    const auxiliaryOut = new Float64Array(names.length).fill(1);
    const passes = compileRowDerivatives(program);
    const value = passes.slopes([eta], auxiliary, [out[0]], [out[1]]) + passes.level(auxiliary);
    passes.third([eta], auxiliary, [out[2]]);
    passes.adjoint([eta], auxiliary, [u], [h], auxiliaryOut);

    const orders = [rows.density];
    for (let order = 1; order <= 3; order++) orders.push(gradient(orders[order - 1], ['eta'])[0]);
    const traced = add(
      orders[0],
      add(mul(variable('u'), orders[1]), mul(mul(0.5, variable('h')), orders[2])),
    );
    const roots = [...orders, ...gradient(traced, names)];
    const plain = compile(roots, ['y', 'trials', 'eta', 'u', 'h', ...names]);
    const sums = new Float64Array(roots.length);
    const row = new Float64Array(roots.length);
    for (let i = 0; i < rows.count; i++) {
      plain([rows.y[i], rows.trials?.[i] ?? 1, eta[i], u[i], h[i], ...auxiliary], row);
      const weighted = row.map((x) => x * (rows.weights?.[i] ?? 1));
      for (let k = 0; k < sums.length; k++) sums[k] += weighted[k];
      // a division by a parameter is a product with its reciprocal here: some ulp
      expect(
        distance(
          out.map((array) => array[i]),
          weighted.slice(1, 4),
        ),
      ).toBeLessThan(1e-13);
    }
    const scale = Math.max(rows.count, Math.abs(sums[0]));
    expect(Math.abs(value - sums[0]) / scale).toBeLessThan(tolerance);
    const slopes = sums.slice(4).map((x) => x + 1);
    expect(distance(auxiliaryOut, slopes)).toBeLessThan(10 * tolerance);
  });
});

const plainSpec: ProgramSpec = {
  family: 'bernoulli',
  rows: 700,
  width: 3,
  hasIntercept: true,
  weights: false,
  offset: false,
  terms: [{ levels: 30, k: 1, sorted: true }],
  seed: '1',
};

describe.each(families.map((family) => family.name))('%s', (name) => {
  const family = families.find((f) => f.name === name) as Family;

  test.each([
    ['as it is', {}],
    ['with weights and an offset', { weights: true, offset: true }],
    ['without intercept, predictors or terms', { hasIntercept: false, width: 0, terms: [] }],
    ['with 40 predictors', { width: 40 }],
    [
      'with nested, crossed and slope terms',
      {
        terms: [
          { levels: 90, k: 2, sorted: true },
          { levels: 9, k: 1, sorted: true },
          { levels: 11, k: 3, sorted: false },
        ],
      },
    ],
    ['with a level a row', { terms: [{ levels: 700, k: 1, sorted: true }] }],
    ['of one row', { rows: 1 }],
    ['of exactly a block', { rows: 256 }],
  ])('%s', (_, change) => {
    compare(trialOf({ ...plainSpec, family, ...change }));
  });
});

describe('odd rows', () => {
  test('linear predictors far out are as exact as near ones', () => {
    const trial = trialOf({ ...plainSpec, terms: [] });
    for (const size of [30, 300, 800, 1e4, 1e200]) {
      trial.linear[1] = size;
      compare(trial);
    }
  });

  test('a predictor that is not a number makes the value so, whatever the rest', () => {
    const trial = trialOf(plainSpec);
    trial.linear[1] = Number.NaN;
    expect(runKernel(compileRowKernel(trial.program), trial).value).toBeNaN();
  });

  test('no rows: nothing, and no memory', () => {
    const trial = trialOf({ ...plainSpec, rows: 0 });
    expect(runKernel(compileRowKernel(trial.program), trial).value).toBe(0);
    expect(compileRowDerivatives(trial.program).level(trial.auxiliary)).toBe(0);
    runKernel(compileRowForce(trial.program), trial);
  });

  test('a second call starts afresh', () => {
    const trial = trialOf(plainSpec);
    const kernel = compileRowKernel(trial.program);
    expect(runKernel(kernel, trial)).toEqual(runKernel(kernel, trial));
  });

  test('two kernels of one program do not disturb each other', () => {
    const trial = trialOf(plainSpec);
    const [a, b] = [compileRowKernel(trial.program), compileRowKernel(trial.program)];
    const other = { ...trial, linear: trial.linear.map((x) => 2 * x) };
    const first = runKernel(a, trial);
    runKernel(b, other);
    expect(runKernel(a, trial)).toEqual(first);
  });

  test('a variable that no row has is refused', () => {
    const trial = trialOf({
      ...plainSpec,
      family: { ...negativeBinomial, links: { log: ({ eta }) => trigamma(div(eta, 1)) } },
    });
    expect(() => compileRowDerivatives(trial.program)).toThrow('no derivative of tetragamma');
  });
});
