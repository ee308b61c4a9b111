import { describe, expect, test } from 'vitest';
import {
  chiSquareUpper,
  normalHalfWidth,
  normalQuantile,
  twoSidedP,
} from '../../src/engine/elementary/distributions.ts';

// R 4.2.2: sprintf("%.17g", qnorm(p)), pchisq(x, df, lower = FALSE), 2 * pnorm(-abs(z))
const quantiles = [
  [1e-300, -37.047096299361201],
  [1e-20, -9.2623400897984052],
  [1e-5, -4.2648907939228256],
  [0.025, -1.9599639845400538],
  [0.2, -0.84162123357291418],
  [0.4999999, -2.5066282747031068e-7],
  [0.975, 1.9599639845400536],
  [0.995, 2.5758293035488999],
] as const;

const upperTails = [
  [0.001, 1, 0.97477287936996038],
  [0.3, 2, 0.86070797642505781],
  [1, 3, 0.80125195690120077],
  [3.84, 1, 0.050043521248705224],
  [10, 5, 0.075235246146512197],
  [50, 7, 1.4444852779215407e-8],
  [300, 4, 1.083439491947826e-63],
  [1400, 1000, 7.0321456418285883e-16],
  [1.2, 500, 1],
  [1000, 1001, 0.50297421726812952],
] as const;

const twoSided = [
  [0, 1],
  [0.5, 0.61707507745197387],
  [1.96, 0.049995790296440856],
  [-3, 0.0026997960632601892],
  [8, 1.244192114854357e-15],
  [-20, 5.5072482372124675e-89],
  [37, 1.1451142445049154e-299],
] as const;

describe('distributions agree with R, far out too', () => {
  test.each(quantiles)('normalQuantile(%d)', (p, expected) => {
    expect(Math.abs(normalQuantile(p) / expected - 1)).toBeLessThan(p === 0.4999999 ? 1e-9 : 1e-14);
  });

  // exp(k log h - h - lgamma(k + 1)) rounds at the size of its exponent, 1e3 here at most
  test.each(upperTails)('chiSquareUpper(%d, %d)', (x, df, expected) => {
    expect(Math.abs(chiSquareUpper(x, df) / expected - 1)).toBeLessThan(2e-12);
  });

  test.each(twoSided)('twoSidedP(%d)', (z, expected) => {
    expect(Math.abs(twoSidedP(z) / expected - 1)).toBeLessThan(1e-14);
  });

  test('odd values', () => {
    expect([0, 1, -0.1, Number.NaN].map(normalQuantile)).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      Number.NaN,
    ]);
    expect([0, -1].map((x) => chiSquareUpper(x, 3))).toEqual([1, 1]);
    expect([chiSquareUpper(2, 0), chiSquareUpper(Number.NaN, 1)]).toEqual([0, Number.NaN]);
    expect(twoSidedP(Number.NaN)).toBeNaN();
    expect(Math.abs(normalHalfWidth(0))).toBeLessThan(1e-15);
  });
});
