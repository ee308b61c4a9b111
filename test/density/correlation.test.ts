import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  correlationCount,
  correlationEntry,
  correlationFactor,
  lkjLogDensity,
} from '../../models/covariance/correlation.ts';
import { compile, type Expression, gradient, variable } from '../../src/engine/autodiff/index.ts';
import { determinant, differences, integrate, logGamma, relativeError } from '../property/numeric.ts';

/** Numbers of a k x k correlation at a point: the matrix L, the log Jacobian, the LKJ density and their gradients. */
function evaluator(k: number, eta: number) {
  const names = Array.from({ length: correlationCount(k) }, (_, i) => `x${i}`);
  const correlation = correlationFactor(k, names.map(variable));
  const lkj = lkjLogDensity(eta, correlation);
  const entry = (i: number, j: number): Expression =>
    correlationEntry(correlation, Math.max(i, j), Math.min(i, j));
  const pairs = Array.from({ length: k * k }, (_, at) => [Math.floor(at / k), at % k] as const);
  const roots = [
    lkj,
    correlation.logJacobian,
    ...pairs.map(([i, j]) => correlation.factor[i][j] ?? variable('zero')),
    ...pairs.map(([i, j]) => entry(i, j)),
    ...gradient(lkj, names),
    ...gradient(correlation.logJacobian, names),
  ];
  const run = compile(roots, [...names, 'zero']);
  const out = new Float64Array(roots.length);
  return (x: readonly number[]) => {
    run([...x, 0], out);
    const rows = (from: number): number[][] =>
      Array.from({ length: k }, (_, i) => [...out.subarray(from + i * k, from + (i + 1) * k)]);
    const slopes = 2 + 2 * k * k;
    return {
      lkj: out[0],
      logJacobian: out[1],
      factor: rows(2),
      matrix: rows(2 + k * k),
      lkjGradient: [...out.subarray(slopes, slopes + names.length)],
      jacobianGradient: [...out.subarray(slopes + names.length)],
    };
  };
}

for (const k of [2, 3, 4, 5]) {
  const count = correlationCount(k);
  const within = (limit: number): fc.Arbitrary<number[]> =>
    fc.array(fc.double({ min: -limit, max: limit, noNaN: true }), { minLength: count, maxLength: count });

  describe(`${k} x ${k} correlations`, () => {
    const at = evaluator(k, 1.7);

    property.prop([within(3)])(
      "rows of the factor have unit length; L L' is the matrix, 1 on its diagonal",
      (x) => {
        const { factor, matrix } = at(x);
        for (let i = 0; i < k; i++)
          for (let j = 0; j < k; j++) {
            const product = factor[i].reduce((s, value, m) => s + value * factor[j][m], 0);
            // a handful of roundings
            expect(Math.abs(product - (i === j ? 1 : matrix[i][j]))).toBeLessThan(1e-14);
            if (i === j) expect(factor[i][i]).toBeGreaterThan(0);
            else expect(Math.abs(matrix[i][j])).toBeLessThan(1 + 1e-15);
          }
      },
    );

    property.prop([within(2)], { numRuns: 50 })('gradients agree with differences', (x) => {
      const { lkjGradient, jacobianGradient } = at(x);
      const expected = differences((y) => at(y).lkj, x, 0.02);
      const expectedJacobian = differences((y) => at(y).logJacobian, x, 0.02);
      for (let i = 0; i < count; i++) {
        expect(relativeError(lkjGradient[i], expected[i])).toBeLessThan(1e-8);
        expect(relativeError(jacobianGradient[i], expectedJacobian[i])).toBeLessThan(1e-8);
      }
    });

    property.prop([within(1.5)], { numRuns: 30 })(
      'the log Jacobian is the log determinant of d (elements below the diagonal) / d x',
      (x) => {
        const below = (y: readonly number[]): number[] => at(y).factor.flatMap((row, i) => row.slice(0, i));
        const jacobian = below(x).map((_, e) => differences((y) => below(y)[e], x, 0.02));
        expect(at(x).logJacobian).toBeCloseTo(Math.log(Math.abs(determinant(jacobian))), 7);
      },
    );

    property.prop([within(50)])('everything is finite at |x| up to 50, gradients too', (x) => {
      const { lkj, logJacobian, factor, lkjGradient, jacobianGradient } = at(x);
      const all = [lkj, logJacobian, ...factor.flat(), ...lkjGradient, ...jacobianGradient];
      expect(all.every(Number.isFinite)).toBe(true);
    });
  });
}

describe('lkj', () => {
  test('is normalised over correlation matrices, k = 2', () => {
    for (const eta of [0.6, 1, 2, 7.5]) {
      const at = evaluator(2, eta);
      const total = integrate(
        (x) => Math.exp(at([x]).lkj + at([x]).logJacobian),
        Number.NEGATIVE_INFINITY,
        Number.POSITIVE_INFINITY,
      );
      expect(total, `eta ${eta}`).toBeCloseTo(1, 9); // tanh-sinh with 400 nodes: 1e-12
    }
  });

  test('is normalised over correlation matrices, k = 3, by sums on a grid in all three coordinates', () => {
    // the integrand is analytic and falls like exp(-2 |x|) or faster, so the trapezoid rule at 0.4 converges to 1e-6
    for (const eta of [1, 2.5]) {
      const at = evaluator(3, eta);
      const grid = Array.from({ length: 61 }, (_, i) => -12 + 0.4 * i);
      let total = 0;
      for (const a of grid)
        for (const b of grid)
          for (const c of grid) {
            if (Math.abs(a) + Math.abs(b) + Math.abs(c) > 14) continue;
            const { lkj, logJacobian } = at([a, b, c]);
            total += Math.exp(lkj + logJacobian) * 0.4 ** 3;
          }
      expect(total, `eta ${eta}`).toBeCloseTo(1, 5);
    }
  });

  test('a correlation of k has the marginal 2 Beta(a, a) - 1 with a = eta - 1 + k / 2', () => {
    // the first row's x is atanh of the correlation, and x's are independent: its own marginal is the density's slice
    for (const k of [2, 3, 4, 5])
      for (const eta of [1, 2, 4.5]) {
        const at = evaluator(k, eta);
        const rest = new Array<number>(correlationCount(k) - 1).fill(0.3);
        const log = (x: number): number => at([x, ...rest]).lkj + at([x, ...rest]).logJacobian;
        const a = eta - 1 + k / 2;
        const beta = (x: number): number => {
          const r = Math.tanh(x);
          const logBeta = 2 * logGamma(a) - logGamma(2 * a);
          return (a - 1) * Math.log((1 - r * r) / 4) - logBeta + Math.log((1 - r * r) / 2);
        };
        // equal up to the constant that the other coordinates contribute
        const constant = log(0) - beta(0);
        for (const x of [-2, -0.4, 0.7, 1.5]) expect(log(x) - beta(x)).toBeCloseTo(constant, 9);
      }
  });

  test('is log det(R)^(eta - 1) up to a constant, once the Jacobian from L to R is added', () => {
    for (const k of [2, 3, 4]) {
      const eta = 3.3;
      const at = evaluator(k, eta);
      const point = (seed: number): number[] =>
        Array.from({ length: correlationCount(k) }, (_, i) => Math.sin(seed * 7 + i * 3));
      const excess = (x: readonly number[]): number => {
        const { lkj, factor, matrix } = at(x);
        // d R / d L below the diagonal: product of L_jj^(k - 1 - j), j counted from 0
        const jacobian = factor.reduce((s, row, j) => s + (k - 1 - j) * Math.log(row[j]), 0);
        return lkj - jacobian - (eta - 1) * Math.log(determinant(matrix));
      };
      const constant = excess(point(1));
      for (const seed of [2, 3, 4]) expect(excess(point(seed))).toBeCloseTo(constant, 9);
    }
  });
});
