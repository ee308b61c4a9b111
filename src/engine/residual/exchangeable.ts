import { log } from '../elementary.ts';
import type { ResidualProgram } from '../program/residual.ts';
import { distinct } from './distinct.ts';
import type { ResidualForm } from './form.ts';

/**
 * Correlation rho of every two rows of a block. A block of m rows has the eigenvalue 1 + (m - 1) rho for the mean and
 * 1 - rho for what deviates from it:
 *   e'C^-1 e = sum_i e_i^2 / (1 - rho) + (block total)^2 / m (1 / (1 + (m - 1) rho) - 1 / (1 - rho)).
 * Sets: all rows; then for every distinct m the block totals over sqrt(m).
 */
export function exchangeableForm({ starts }: ResidualProgram): ResidualForm {
  const blocks = starts.length - 1;
  const sizeOf = (block: number): number => starts[block + 1] - starts[block];
  const { values: sizes, counts } = distinct(Array.from({ length: blocks }, (_, b) => sizeOf(b)));
  const setOf = new Map(Array.from(sizes, (m, s) => [m, 1 + s]));
  const sets = 1 + sizes.length;
  return {
    sets,
    visit(block, combiner) {
      const m = sizeOf(block);
      for (let i = starts[block]; i < starts[block + 1]; i++) {
        combiner.add(i, 1);
        combiner.end(0);
      }
      for (let i = starts[block]; i < starts[block + 1]; i++) combiner.add(i, 1 / Math.sqrt(m));
      combiner.end(setOf.get(m) ?? 0);
    },
    evaluate([rho]) {
      const within = 1 - rho;
      if (!(within > 0)) return null;
      const weights = new Float64Array(sets);
      const slope = new Float64Array(sets);
      weights[0] = 1 / within;
      slope[0] = 1 / (within * within);
      let [logDeterminant, determinantSlope] = [0, 0];
      for (let s = 0; s < sizes.length; s++) {
        const others = sizes[s] - 1;
        const mean = 1 + others * rho;
        if (!(mean > 0)) return null;
        weights[1 + s] = 1 / mean - 1 / within;
        slope[1 + s] = -others / (mean * mean) - 1 / (within * within);
        logDeterminant += counts[s] * (others * log(within) + log(mean));
        determinantSlope += counts[s] * others * (1 / mean - 1 / within);
      }
      return {
        weights,
        slopes: [slope],
        logDeterminant,
        determinantSlopes: Float64Array.of(determinantSlope),
      };
    },
    draw(rng, [rho], out) {
      for (let b = 0; b < blocks; b++) {
        const m = sizeOf(b);
        let mean = 0;
        for (let i = starts[b]; i < starts[b + 1]; i++) {
          out[i] = rng.normal();
          mean += out[i] / m;
        }
        const [within, between] = [Math.sqrt(1 - rho), Math.sqrt(1 + (m - 1) * rho)];
        for (let i = starts[b]; i < starts[b + 1]; i++) out[i] = within * (out[i] - mean) + between * mean;
      }
    },
  };
}
