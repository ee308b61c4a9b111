import { log, pow } from '../elementary.ts';
import type { Rng } from '../rng.ts';

/**
 * A gamma variate with the given shape > 0 and scale 1. May round to 0 for shapes below about 0.01. An infinite shape
 * gives Infinity; any other shape that is not positive gives NaN.
 * Source: Marsaglia & Tsang 2000, "A simple method for generating gamma variables", with their advice for shapes below
 * 1: gamma(a) = gamma(a + 1) U^(1/a).
 */
export function gamma(rng: Rng, shape: number): number {
  if (!(shape > 0 && shape < Infinity)) return shape > 0 ? shape : NaN;
  if (shape < 1) return gamma(rng, shape + 1) * pow(rng.uniform(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = rng.uniform();
    const x2 = x * x;
    if (u < 1 - 0.0331 * x2 * x2 || log(u) < 0.5 * x2 + d * (1 - v + log(v))) return d * v;
  }
}
