import { expect, test } from 'vitest';
import { binomialCdf, poissonCdf } from '../../src/engine/elementary/distributions.ts';

// mpmath 1.3.0, 40 digits, 2026-11: gammainc(y + 1, mu, inf, regularized=True), Pr(Y <= y)
const poisson = [
  [3, 2.5, 0.7575761331330659],
  [40, 12, 0.9999999999548094],
  [7, 80, 8.219666300304895e-26],
  [10003000, 1e7, 0.8286506992134705],
  [9995000, 1e7, 0.056932186064340085],
] as const;

// sums of exact fractions, the two with a million trials by sums of 40 digits
const binomial = [
  [0, 9, 0.125, 0.30065780133008957],
  [3, 12, 0.25, 0.6487786173820496],
  [11, 12, 0.75, 0.9683236479759216],
  [90, 1000, 0.125, 0.0002964607710238607],
  [2, 40, 0.9375, 1.2049319378225811e-43],
  [960, 1000, 0.9375, 0.9992888334601774],
  [499000, 1000000, 0.5, 0.02280414993269104],
  [500500, 1000000, 0.5, 0.8415865958480424],
] as const;

// exp(k log h - h - lgamma(k + 1)) rounds at the size of its terms, 1.6e8 for a mean of 1e7
test.each(poisson)('poissonCdf(%d, %d)', (y, mu, expected) => {
  expect(Math.abs(poissonCdf(y, mu) / expected - 1)).toBeLessThan(Math.max(1e-13, 1e-15 * mu * Math.log(mu)));
});

test.each(binomial)('binomialCdf(%d, %d, %d)', (y, n, p, expected) => {
  expect(Math.abs(binomialCdf(y, n, p) / expected - 1)).toBeLessThan(
    Math.max(1e-13, 1e-15 * n * Math.log(n)),
  );
});

test('ends, and what is none', () => {
  expect([-1, 0, 0.5, Number.POSITIVE_INFINITY].map((y) => poissonCdf(y, 0))).toEqual([0, 1, 1, 1]);
  expect([-0.1, 4, 9].map((y) => binomialCdf(y, 4, 0.3))).toEqual([0, 1, 1]);
  expect([binomialCdf(0, 4, 0), binomialCdf(3, 4, 0), binomialCdf(3, 4, 1)]).toEqual([1, 1, 0]);
  expect([binomialCdf(1, 4, 1.1), poissonCdf(3, Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
});
