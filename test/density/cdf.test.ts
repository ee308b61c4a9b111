import { expect, test } from 'vitest';
import { binomialCdf, poissonCdf } from '../../src/engine/elementary/distributions.ts';
import { betaCdf, studentTCdf } from '../../src/engine/elementary/incompleteBeta.ts';
import { gammaCdf } from '../../src/engine/elementary/incompleteGamma.ts';
import { owensT } from '../../src/engine/elementary/owensT.ts';

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

// mpmath 1.3.0, 40 digits, 2026-11: gammainc(a, 0, x, regularized=True), betainc(a, b, 0, x, regularized=True), and for
// Owen's T the integral that defines it
const gammas = [
  [0.3, 0.5, 0.5614219739190002],
  [2.5, 3, 0.45618688411667047],
  [1e-8, 0.01, 0.8365102546852333],
  [40, 12, 0.9999999391579728],
  [80, 120, 1.81902164157567e-5],
  [1003, 1000, 0.5419359483174725],
  [99000, 100000, 0.0007574199211747679],
  [30, 2, 0.9999999999970991],
] as const;

const betas = [
  [0.25, 0.5, 0.5, 0.3333333333333333],
  [0.75, 3, 2, 0.73828125],
  [0.01, 20, 0.5, 1.2597199925095978e-41],
  [0.9375, 100, 4, 0.10847222424457369],
  [0.5, 1000, 1010, 0.5882698275437275],
  [1e-6, 0.01, 7, 0.8924994867948295],
  [0.125, 2.5, 40, 0.9461704932054686],
] as const;

const students = [
  [-2.5, 1, 0.1211189415908434],
  [0.5, 3, 0.6742760175759245],
  [4, 0.7, 0.8833277397073144],
  [-30, 4.5, 1.1719871493942602e-6],
  [1.5, 200, 0.9324043393864825],
] as const;

const owens = [
  [0.5, 0.3, 0.040786707344250106],
  [2, 1, 0.011116281722259822],
  [0, 5, 0.2185835209054994],
  [-1.5, 4, 0.03340360062965086],
  [6, 0.9, 4.932938044017462e-10],
  [0.01, -70, -0.24719116182175763],
] as const;

// the log gammas of the largest arguments round at 1e-12 of the whole
test.each(gammas)('gammaCdf(%d, %d)', (x, a, expected) => {
  expect(Math.abs(gammaCdf(x, a) / expected - 1)).toBeLessThan(1e-13 * Math.max(1, Math.sqrt(a)));
});

test.each(betas)('betaCdf(%d, %d, %d)', (x, a, b, expected) => {
  expect(Math.abs(betaCdf(x, a, b) / expected - 1)).toBeLessThan(1e-13 * Math.max(1, a + b));
});

test.each(students)('studentTCdf(%d, %d)', (t, df, expected) => {
  expect(Math.abs(studentTCdf(t, df) / expected - 1)).toBeLessThan(1e-12);
});

test.each(owens)('owensT(%d, %d)', (h, a, expected) => {
  expect(Math.abs(owensT(h, a) - expected)).toBeLessThan(2e-15);
});

test("ends of the gamma, the beta and Student's t", () => {
  expect([-1, 0, Number.POSITIVE_INFINITY].map((x) => gammaCdf(x, 2))).toEqual([0, 0, 1]);
  expect([-1, 0, 1, 2].map((x) => betaCdf(x, 2, 3))).toEqual([0, 0, 1, 1]);
  expect([Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY].map((t) => studentTCdf(t, 3))).toEqual([
    0, 0.5, 1,
  ]);
  expect([gammaCdf(1, 0), gammaCdf(Number.NaN, 1), betaCdf(0.5, -1, 1)]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
});
