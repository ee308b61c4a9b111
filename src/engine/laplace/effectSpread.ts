import type { EffectSpread } from '../collapsed/effectSpread.ts';
import type { LatentLayout } from './layout.ts';
import type { SparseCurvature } from './sparseCurvature.ts';

/** Of every term, the covariances of its levels' z, from the inverse of the curvature as it was last factored. */
export function effectSpreads(layout: LatentLayout, curvature: SparseCurvature): EffectSpread[] {
  const inverse = curvature.inverseOnPattern();
  const { start, column, offset } = layout.pattern;
  return layout.terms.map(({ group, within, k, start: first }) => {
    const { node, size } = layout.groups[group];
    return (level, other) => {
      const out = new Float64Array(k * k);
      const [row, wanted] = [node + Math.max(level, other), node + Math.min(level, other)];
      const block = column.subarray(start[row], start[row + 1]).indexOf(wanted);
      if (block < 0)
        return covarianceOf(curvature, layout.dimension, first + level * k, first + other * k, k);
      const at = offset[start[row] + block] + within * (size + 1);
      for (let a = 0; a < k; a++)
        for (let b = 0; b < k; b++)
          out[a * k + b] = inverse[level >= other ? at + a * size + b : at + b * size + a];
      return out;
    };
  });
}

/** The same of levels that no row has together, which is not on the pattern. */
function covarianceOf(
  curvature: SparseCurvature,
  dimension: number,
  one: number,
  other: number,
  k: number,
): Float64Array {
  const out = new Float64Array(k * k);
  const unit = new Float64Array(dimension);
  for (let b = 0; b < k; b++) {
    unit.fill(0);
    unit[other + b] = 1;
    curvature.solve(unit);
    for (let a = 0; a < k; a++) out[a * k + b] = unit[one + a];
  }
  return out;
}
