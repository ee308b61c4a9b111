import type { LogDensity } from '../../src/engine/logDensity.ts';
import type { Rng } from '../../src/engine/rng.ts';
import { differences, relativeError } from '../property/numeric.ts';

/** Worst relative error of a gradient against Richardson differences over a few random points. */
export function worstError(target: LogDensity, rng: Rng, points = 3): number {
  const gradient = new Float64Array(target.dimension);
  const unused = new Float64Array(target.dimension);
  let worst = 0;
  for (let k = 0; k < points; k++) {
    const at = Array.from(gradient, () => 0.4 * rng.normal());
    const expected = differences((x) => target.logDensityAndGradient(x, unused), at, 4e-3);
    target.logDensityAndGradient(at, gradient);
    expected.forEach((slope, i) => {
      worst = Math.max(worst, relativeError(gradient[i], slope));
    });
  }
  return worst;
}
