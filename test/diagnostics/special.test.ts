import fc from 'fast-check';
import { expect, test } from 'vitest';
import { betaCdf, betaQuantile } from '../../diagnostics/beta.ts';
import { normalQuantile } from '../../diagnostics/normalQuantile.ts';

// Recipe: mpmath 1.3.0 at 60 digits, sqrt(2) * erfinv(2p - 1), p the double nearest to the decimal.
const NORMAL = [
  [1e-12, -7.034483825301132],
  [0.001, -3.0902323061678136],
  [0.0749, -1.4402382675279637],
  [0.0751, -1.43882539275254],
  [0.3, -0.5244005127080408],
  [0.5, 0],
  [0.8413447, 0.999999809611106],
  [0.99999, 4.264890793923841],
];

test.each(NORMAL)('normalQuantile: at %d it is mpmath’s', (p, z) => {
  expect(Math.abs(normalQuantile(p) - z)).toBeLessThan(1e-15 * (Math.abs(z) || 1)); // a few last bits
});

// Recipe: mpmath 1.3.0 at 40 digits, betainc(a, b, 0, x, regularized=True) inverted by bisection;
// the two largest: scipy 1.17.1, special.betaincinv(a, b, p).
const BETA_QUANTILES = [
  [0.1586553, 1, 1, 0.1586553],
  [0.1586553, 1, 21, 0.008192629024113666],
  [0.8413447, 46.84, 872.96, 0.05815129602792707],
  [0.1586553, 459.9, 459.9, 0.4835137016523993],
  [0.8413447, 2.5, 1.25, 0.8960136793422894],
  [1e-6, 3, 4, 0.003694265299405909],
  [0.999999, 3, 4, 0.9838264867050579],
  [0.1586553, 1001, 19001, 0.04850353218720519],
  [0.8413447, 50001.5, 950001.5, 0.05021929674285297],
];

test.each(BETA_QUANTILES)('betaQuantile: %d of Beta(%d, %d) is the known value', (p, a, b, x) => {
  // log gammas of 1e6 lose seven of sixteen digits; the quantile's spread there is 1e-3 of its value
  expect(Math.abs(betaQuantile(p, a, b) - x)).toBeLessThan(1e-11 * x);
});

test('betaCdf: for whole a and b it is a binomial tail', () => {
  // I_x(2, 5) = P(Binomial(6, x) >= 2) = 1 - (1 - x)^6 - 6 x (1 - x)^5
  for (const x of [0.01, 0.3, 0.5, 0.9]) {
    expect(betaCdf(x, 2, 5)).toBeCloseTo(1 - (1 - x) ** 6 - 6 * x * (1 - x) ** 5, 14);
  }
});

test('betaQuantile: undoes betaCdf', () => {
  const shape = fc.double({ min: 1, max: 5000, noNaN: true });
  const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
  fc.assert(
    fc.property(probability, shape, shape, (p, a, b) => {
      expect(Math.abs(betaCdf(betaQuantile(p, a, b), a, b) - p)).toBeLessThan(1e-10); // digits lost as above
    }),
  );
});

test('betaQuantile: ends and NaN', () => {
  expect(betaQuantile(0, 2, 3)).toBe(0);
  expect(betaQuantile(1, 2, 3)).toBe(1);
  expect(betaQuantile(0.5, Number.NaN, 3)).toBeNaN();
});
