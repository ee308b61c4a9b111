import { log } from '../elementary.ts';
import type { ResidualProgram } from '../program/residual.ts';
import type { ResidualForm } from './form.ts';

/** Independent rows with an sd a stratum: e'C^-1 e = sum over strata of (sum of squares) / sd^2. Sets: the strata. */
export function strataForm({ starts, place, places, condensed }: ResidualProgram): ResidualForm {
  const counts = condensed?.counts ?? new Float64Array(places);
  if (condensed === undefined) for (const stratum of place) counts[stratum]++;
  return {
    sets: places,
    visit(block, combiner) {
      for (let i = starts[block]; i < starts[block + 1]; i++) {
        combiner.add(i, 1);
        combiner.end(place[i]);
      }
    },
    evaluate(sds) {
      if (!sds.every((sd) => sd > 0)) return null;
      return {
        weights: Float64Array.from(sds, (sd) => 1 / (sd * sd)),
        slopes: Array.from(sds, (sd, s) => new Float64Array(places).fill(-2 / (sd * sd * sd), s, s + 1)),
        logDeterminant: sds.reduce((sum, sd, s) => sum + 2 * counts[s] * log(sd), 0),
        determinantSlopes: Float64Array.from(sds, (sd, s) => (2 * counts[s]) / sd),
      };
    },
    draw(rng, sds, out) {
      for (let i = 0; i < place.length; i++) out[i] = sds[place[i]] * rng.normal();
    },
  };
}
