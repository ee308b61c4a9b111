import { normalCdf } from './erf.ts';
import { exp } from './exp.ts';

/** Gauss-Legendre, five nodes on -1..1, over this many panels: exact to rounding for every h that counts. */
const PANELS = 16;
const NEAR = Math.sqrt(5 - 2 * Math.sqrt(10 / 7)) / 3;
const FAR = Math.sqrt(5 + 2 * Math.sqrt(10 / 7)) / 3;
const RULE = [
  [0, 128 / 225],
  [-NEAR, (322 + 13 * Math.sqrt(70)) / 900],
  [NEAR, (322 + 13 * Math.sqrt(70)) / 900],
  [-FAR, (322 - 13 * Math.sqrt(70)) / 900],
  [FAR, (322 - 13 * Math.sqrt(70)) / 900],
] as const;

/** The integral of exp(-h^2 (1 + x^2) / 2) / (1 + x^2) over 0..a <= 1. */
function integral(h: number, a: number): number {
  const half = a / (2 * PANELS);
  let sum = 0;
  for (let panel = 0; panel < PANELS; panel++)
    for (const [node, weight] of RULE) {
      const x = half * (2 * panel + 1 + node);
      sum += (weight * exp(-0.5 * h * h * (1 + x * x))) / (1 + x * x);
    }
  return half * sum;
}

/**
 * Owen's T function: Pr(X > h and 0 < Y < a X) for independent standard normal X and Y. Absolute error about 1e-15.
 * Source: Owen 1956, "Tables for computing bivariate normal probabilities", equations 2.1 and 2.3.
 */
export function owensT(h: number, a: number): number {
  if (Number.isNaN(h) || Number.isNaN(a)) return Number.NaN;
  if (a < 0) return -owensT(h, -a);
  const size = Math.abs(h);
  if (size > 40) return 0;
  if (a <= 1) return integral(size, a) / (2 * Math.PI);
  const [one, other] = [normalCdf(-size), normalCdf(-a * size)];
  return 0.5 * (one + other) - one * other - owensT(a * size, 1 / a);
}
