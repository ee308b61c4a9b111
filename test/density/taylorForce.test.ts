import { describe, expect, test } from 'vitest';
import { exp, lgamma, variable } from '../../src/engine/autodiff/index.ts';
import { compileRowKernel } from '../../src/engine/density/rowKernel.ts';
import { hasTaylorSums, taylorForce, taylorSums } from '../../src/engine/density/taylorForce.ts';
import { distance, trialOf } from '../wasm/programs.ts';

const spec = {
  rows: 600,
  width: 3,
  weights: true,
  offset: true,
  terms: [{ levels: 7, k: 1, sorted: true }],
  seed: 'taylor',
};

/** Slopes in the coefficients and the effects, one behind the other. */
type Slopes = (linear: Float64Array, effects: Float64Array) => Float64Array;

function slopesBy(kernel: (...args: Parameters<ReturnType<typeof compileRowKernel>>) => void): Slopes {
  return (linear, effects) => {
    const [linearOut, effectsOut] = [linear.map(() => 0), effects.map(() => 0)];
    kernel(linear, new Float64Array(0), [effects], linearOut, new Float64Array(0), [effectsOut]);
    return Float64Array.of(...linearOut, ...effectsOut);
  };
}

describe.each(['bernoulli', 'poisson', 'binomial'])('sums of %s rows', (family) => {
  describe.each([true, false])('intercept: %s', (hasIntercept) => {
    const { program, linear, effects } = trialOf({ ...spec, family, hasIntercept });
    const { rows, terms } = program;
    const first = hasIntercept ? 1 : 0;
    const eta = rows.y.map((_, i) => {
      let at = (rows.offset?.[i] ?? 0) + (hasIntercept ? linear[0] : 0) + effects[0][terms[0].index[i]];
      for (let c = 0; c < rows.width; c++) at += rows.x[i * rows.width + c] * linear[first + c];
      return at;
    });
    const exact = slopesBy(compileRowKernel(program));
    const bySums = slopesBy(taylorForce(program, taylorSums(program, eta, linear, effects[0])));
    /** How far the slopes from number `from` on are off where the coefficients have moved by `ofLinear` and the effects by `ofEffects`. */
    const errorAt = (ofLinear: number, ofEffects: number, from = 0): number => {
      const moved = linear.map((b, c) => b + ofLinear * (c < first ? 1 : (-1) ** c));
      const levels = effects[0].map((b, j) => b + ofEffects * (1 + (j % 3)));
      return distance(bySums(moved, levels).slice(from), exact(moved, levels).slice(from));
    };

    test('where they were made they are the rows', () => {
      expect(errorAt(0, 0)).toBeLessThan(1e-13);
    });

    test('effects alone: their slopes err by the fifth order in how far they moved, others by the third', () => {
      const ofEffects = (by: number): number => errorAt(0, by, linear.length);
      expect(errorAt(0, 0.1)).toBeLessThan(1e-3);
      expect(errorAt(0, 0.01) / errorAt(0, 0.02)).toBeLessThan(1.2 / 8);
      expect(ofEffects(0.05) / ofEffects(0.1)).toBeLessThan(1.5 / 32);
    });

    test('coefficients and effects: the error is of second order', () => {
      expect(errorAt(0.01, 0.02)).toBeLessThan(1e-3);
      expect(errorAt(0.005, 0.01) / errorAt(0.01, 0.02)).toBeLessThan(1.2 / 4);
    });
  });
});

test('only rows with one intercept a level, and many of them, are summed', () => {
  const { program } = trialOf({ ...spec, family: 'bernoulli', hasIntercept: true });
  const many = { ...program, rows: { ...program.rows, count: 1e6 } };
  expect(hasTaylorSums(program)).toBe(false);
  expect(hasTaylorSums(many)).toBe(true);
  expect(hasTaylorSums({ ...many, terms: [...many.terms, ...many.terms] })).toBe(false);
  const [term] = many.terms;
  expect(hasTaylorSums({ ...many, terms: [{ ...term, columns: [new Float64Array(600)] }] })).toBe(false);
  // a user's own density may have fewer derivatives than the sums need: the rows serve then
  const short = lgamma(exp(variable('eta')));
  expect(hasTaylorSums({ ...many, rows: { ...many.rows, density: short } })).toBe(false);
});
