import { exp, log } from '../elementary.ts';
import type { ResidualProgram } from '../program/residual.ts';
import { distinct } from './distinct.ts';
import type { ResidualForm } from './form.ts';

/**
 * Correlation rho^|t - t'|: a Markov chain, so that with r = rho^d for neighbours d apart
 *   e'C^-1 e = sum_i e_i^2 + sum over neighbours of (e_i - r e_(i-1))^2 / (1 - r^2) - e_i^2
 *            = sum_i e_i^2 + sum over neighbours of r / (1 - r^2) (e_i - e_(i-1))^2 - r / (1 + r) (e_i^2 + e_(i-1)^2),
 * and log |C| is the sum of log(1 - r^2) over neighbours. By differences, nothing cancels as r goes to 1. Sets: all rows; for
 * every distinct gap d the differences of neighbours that far apart, and e_i^2 as often as row i has such a neighbour: for
 * the commonest gap the rows that lack one or two, what is left of twice all rows.
 */
export function decayForm({ starts, place, condensed }: ResidualProgram): ResidualForm {
  const blocks = starts.length - 1;
  function* neighbours(): Generator<number> {
    for (let b = 0; b < blocks; b++)
      for (let i = starts[b] + 1; i < starts[b + 1]; i++) yield place[i] - place[i - 1];
  }
  const { values: gaps, counts } =
    condensed === undefined ? distinct(neighbours()) : { values: condensed.gaps, counts: condensed.counts };
  const commonest = commonestOf(counts);
  const numberOf = new Map(Array.from(gaps, (gap, g) => [gap, g]));
  // the gap before each row; none before the first of a block
  const gapBefore = new Int32Array(place.length + 1).fill(-1);
  for (let b = 0; b < blocks; b++)
    for (let i = starts[b] + 1; i < starts[b + 1]; i++)
      gapBefore[i] = numberOf.get(place[i] - place[i - 1]) ?? -1;
  const sets = 1 + 2 * gaps.length;
  return {
    sets,
    visit(block, combiner) {
      const square = (row: number, set: number, times: number): void => {
        combiner.add(row, Math.sqrt(times));
        combiner.end(set);
      };
      for (let i = starts[block]; i < starts[block + 1]; i++) {
        const [before, after] = [gapBefore[i], gapBefore[i + 1]];
        const missing = 2 - (before === commonest ? 1 : 0) - (after === commonest ? 1 : 0);
        square(i, 0, 1);
        if (missing > 0 && commonest >= 0) square(i, 1 + 2 * commonest, missing);
        if (before >= 0 && before !== commonest) square(i, 1 + 2 * before, 1);
        if (after >= 0 && after !== commonest) square(i, 1 + 2 * after, 1);
        if (before < 0) continue;
        combiner.add(i, 1);
        combiner.add(i - 1, -1);
        combiner.end(2 + 2 * before);
      }
    },
    evaluate([rho]) {
      if (!(Math.abs(rho) < 1)) return null;
      const weights = new Float64Array(sets);
      const slope = new Float64Array(sets);
      weights[0] = 1;
      let [logDeterminant, determinantSlope] = [0, 0];
      for (let g = 0; g < gaps.length; g++) {
        const r = power(rho, gaps[g]);
        const dr = gaps[g] * power(rho, gaps[g] - 1);
        const left = (1 - r) * (1 + r);
        if (!(left > 0)) return null;
        const own = -r / (1 + r);
        const ownSlope = -dr / ((1 + r) * (1 + r));
        const isCommonest = g === commonest;
        weights[1 + 2 * g] = isCommonest ? -own : own;
        slope[1 + 2 * g] = isCommonest ? -ownSlope : ownSlope;
        if (isCommonest) {
          weights[0] = (1 - r) / (1 + r); // 1 + 2 own
          slope[0] = 2 * ownSlope;
        }
        weights[2 + 2 * g] = r / left;
        slope[2 + 2 * g] = (dr * (1 + r * r)) / (left * left);
        logDeterminant += counts[g] * log(left);
        determinantSlope -= (counts[g] * 2 * r * dr) / left;
      }
      return {
        weights,
        slopes: [slope],
        logDeterminant,
        determinantSlopes: Float64Array.of(determinantSlope),
      };
    },
    draw(rng, [rho], out) {
      for (let b = 0; b < blocks; b++)
        for (let i = starts[b]; i < starts[b + 1]; i++) {
          const r = i === starts[b] ? 0 : power(rho, place[i] - place[i - 1]);
          out[i] = r * (i === starts[b] ? 0 : out[i - 1]) + Math.sqrt((1 - r) * (1 + r)) * rng.normal();
        }
    },
  };
}

/** The first of the largest counts; -1 where there are none. */
export function commonestOf(counts: Float64Array): number {
  return counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
}

/** rho^d; of a negative rho for whole d only. */
export function power(rho: number, d: number): number {
  if (d === 0) return 1;
  if (rho === 0) return d > 0 ? 0 : Number.POSITIVE_INFINITY;
  const size = exp(d * log(Math.abs(rho)));
  return rho < 0 && d % 2 !== 0 ? -size : size;
}
