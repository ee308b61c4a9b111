import type { DistinctLevels } from './distinctLevels.ts';
import { effectDerivatives } from './effectDerivatives.ts';

/** About where each level's conditional density of z has its top, and how wide it is there. */
export interface LevelModes {
  readonly z: Float64Array;
  /** 1 / sqrt of the curvature, at most 1: the prior alone has 1. */
  readonly sd: Float64Array;
  /** Fills them, from the fixed parts of the linear predictors. */
  find(fixed: readonly Float64Array[], auxiliary: Float64Array, factor: number): void;
}

const mostSteps = 60;
/** Sds from the top that are near enough: nodes reach as far as they are needed wherever they begin. */
const nearEnough = 1;
/** Longest step, in sds of the prior: where a likelihood is flat, Newton's step can be far too long. */
const longestStep = 2;

/** Newton's method on all levels side by side, from 0, halving where it would leave what holds the top: the same for the same arguments, whatever came before. */
export function levelModes({ program, from }: DistinctLevels): LevelModes {
  const [{ columns, predictors }] = program.terms;
  const [column] = columns;
  const moving = predictors[0];
  const derivatives = effectDerivatives(program);
  const { eta, slope, curvature } = derivatives;
  const levels = from.length - 1;
  const [z, sd, low, high] = Array.from({ length: 4 }, () => new Float64Array(levels));
  const byRow = (i: number): number => (column === null ? 1 : column[i]);

  /** One step of every level; returns the longest, in sds. */
  function step(factor: number): number {
    let longest = 0;
    for (let c = 0; c < levels; c++) {
      let [g, h] = [-z[c], 1];
      for (let i = from[c]; i < from[c + 1]; i++) {
        const by = factor * byRow(i);
        g += by * slope[i];
        h -= by * by * curvature[i];
      }
      h = Math.max(1, h);
      sd[c] = 1 / Math.sqrt(h);
      const before = z[c];
      if (g > 0) low[c] = before;
      else high[c] = before;
      const newton = before + Math.min(longestStep, Math.max(-longestStep, g / h));
      z[c] = newton >= low[c] && newton <= high[c] ? newton : (low[c] + high[c]) / 2;
      longest = Math.max(longest, Math.abs(z[c] - before) / sd[c]);
    }
    return longest;
  }

  return {
    z,
    sd,
    find(fixed, auxiliary, factor) {
      z.fill(0);
      low.fill(Number.NEGATIVE_INFINITY);
      high.fill(Number.POSITIVE_INFINITY);
      for (let s = 0; s < mostSteps; s++) {
        for (let c = 0; c < levels; c++)
          for (let i = from[c]; i < from[c + 1]; i++) eta[i] = fixed[moving][i] + factor * byRow(i) * z[c];
        derivatives.find(fixed, auxiliary);
        if (step(factor) < nearEnough) break;
      }
    },
  };
}
