import { covarianceDraws } from '../predict/covarianceDraws.ts';
import { drawsOfQuantity } from '../predict/drawsOfQuantity.ts';
import { posteriorOf, rowsAt } from '../predict/index.ts';
import { inOne } from '../predict/parameters.ts';

/** How far a level's effect is drawn to the population's. */
export interface LevelShrinkage {
  readonly level: string;
  /** Of the data; null where rows belong to several levels. */
  readonly rows: number | null;
  /** Of its effect. */
  readonly mean: number;
  readonly sd: number;
  /**
   * Variance of the effect, with the data, over its variance among levels: near 0 where the level's rows say all, 1 where they say
   * nothing. May exceed 1 a little, since both are estimates.
   */
  readonly shrinkage: number;
}

/** Of one coefficient of a term. */
export interface TermShrinkage {
  readonly group: string;
  readonly coef: string;
  readonly predictor: string;
  /** Of all levels together: Gelman & Pardoe's pooling factor. */
  readonly pooling: number;
  readonly levels: readonly LevelShrinkage[];
}

/**
 * Shrinkage of every level of every grouping factor: how much of what is said of a level is the population's. Curves are no
 * groups. Takes fits of `sample` and `laplace`, loaded ones too; NaN where a sd is 0 in all draws.
 * Source: Gelman & Pardoe 2006 (Technometrics 48:241), equation 6, for `pooling`.
 */
export function shrinkage(fit: unknown): TermShrinkage[] {
  const { model, draws } = posteriorOf('check', fit);
  const find = drawsOfQuantity(draws);
  const { terms } = rowsAt(model, null, { groups: 'given', newLevels: 'error' });
  return terms
    .filter(({ smooth }) => smooth === undefined)
    .flatMap((term) => {
      const { coefs, levels, group, predictors, classes } = term;
      const k = coefs.length;
      const covariances = (classes === null ? [''] : classes.names).map((_, one) =>
        covarianceDraws(term, one, find),
      );
      const rows = term.members === undefined ? countRows(term.index, levels.length) : null;
      return coefs.map((coef, c): TermShrinkage => {
        const variances = covariances.map((g) => meanEvery(g, k * k, c * k + c));
        const effects = levels.map((level) =>
          inOne(find({ kind: 'groupEffect', predictor: predictors[c], group, level, coef })),
        );
        return {
          group,
          coef,
          predictor: predictors[c],
          pooling: poolingOf(effects),
          levels: levels.map((level, j) => {
            const { mean, variance } = momentsOf(effects[j]);
            return {
              level,
              rows: rows?.[j] ?? null,
              mean,
              sd: Math.sqrt(variance),
              shrinkage: variance / variances[classes === null ? 0 : classes.of[j]],
            };
          }),
        };
      });
    });
}

function countRows(index: Int32Array, levels: number): Int32Array {
  const counts = new Int32Array(levels);
  for (const level of index) counts[level]++;
  return counts;
}

function meanEvery(values: Float64Array, step: number, from: number): number {
  let [sum, count] = [0, 0];
  for (let at = from; at < values.length; at += step) {
    sum += values[at];
    count++;
  }
  return sum / count;
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  return { mean, variance: squares / (values.length - 1) };
}

/** 1 less the variance over levels of the means, over the mean of the variance over levels. */
function poolingOf(effects: readonly Float64Array[]): number {
  if (effects.length < 2) return Number.NaN;
  const means = Float64Array.from(effects, (own) => momentsOf(own).mean);
  const ofDraws = effects[0].map((_, d) => momentsOf(Float64Array.from(effects, (own) => own[d])).variance);
  return 1 - momentsOf(means).variance / momentsOf(ofDraws).mean;
}
