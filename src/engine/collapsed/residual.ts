import type { Program } from '../program/program.ts';
import type { ResidualWeights } from '../residual/form.ts';
import { residualForm } from '../residual/forms.ts';
import { expectedForms } from './forms.ts';
import type { Covariances, Marginal } from './marginal.ts';
import { scheduledSums, scheduleOf } from './schedule.ts';
import { emptySums, setsPay, sumsOfSets, weighSets } from './sets.ts';
import type { GaussianStatistics, SetSums } from './statistics.ts';

/** What a residual structure adds to a collapsed density. */
export interface ResidualPart {
  /** At values of its parameters: the sums with C^-1 in the place of W; null where C is not positive definite. */
  place(parameters: Float64Array): GaussianStatistics | null;
  /** log |C| at the last values placed. */
  logDeterminant(): number;
  /** d log p(y) / d parameters at the last values placed. */
  gradient(covariances: Covariances, marginal: Marginal): Float64Array;
}

/** Statistics of a program with a residual structure: the sums of its sets, where that pays. */
export function withSets(program: Program, s: GaussianStatistics): GaussianStatistics {
  if (program.residual === undefined) return s;
  const form = residualForm(program.residual);
  return { ...s, classes: null, sets: setsPay(program, form, s) ? sumsOfSets(program, form, s) : [] };
}

/**
 * The residual part of a program. By Fisher's identity d log p / d weight_k = -E[e'A_k e] / (2 sigma^2), so its gradient
 * costs one more look at every level a set; where the sums of sets are not kept, a pass over the rows a point.
 */
export function residualPart(program: Program, s: GaussianStatistics): ResidualPart {
  if (program.residual === undefined) throw new RangeError('residual: residuals are independent');
  const form = residualForm(program.residual);
  const isKept = s.sets.length > 0;
  const schedule = isKept ? null : scheduleOf(program, form, s);
  const sums = emptySums(s);
  let found: ResidualWeights | null = null;
  let placed: GaussianStatistics = s;
  let slopes: readonly SetSums[] = [];
  return {
    place(parameters) {
      found = form.evaluate(parameters);
      if (found === null) return null;
      if (schedule === null) placed = { ...s, ...sums, yy: weighSets(s.sets, found.weights, sums) };
      else {
        placed = { ...s, ...scheduledSums(schedule, s, found.weights) };
        slopes = found.slopes.map((weights) => scheduledSums(schedule, s, weights));
      }
      return placed;
    },
    logDeterminant: () => found?.logDeterminant ?? Number.NaN,
    gradient({ sigma, factors }, marginal) {
      if (found === null) throw new RangeError('residual: no values were placed');
      const l = s.leading < 0 ? null : factors[s.leading];
      const forms = expectedForms(placed, isKept ? s.sets : slopes, sigma, l, marginal);
      const { slopes: ofWeights, determinantSlopes } = found;
      return determinantSlopes.map((slope, p) => {
        const expected = isKept ? dot(ofWeights[p], forms) : forms[p];
        return -0.5 * (slope + expected / (sigma * sigma));
      });
    },
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
