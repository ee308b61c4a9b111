import { InputError } from '../../src/engine/errors.ts';
import type { RowDistribution, RowFunctions } from '../families/family.ts';
import { responseCheck } from '../families/responses.ts';
import type { Model } from '../glmm.ts';

/** The chance that a row's outcome is above a value. Throws InputError for a family without a distribution function. */
export function chanceAbove(model: Model, value: number): (row: RowDistribution) => number {
  if (typeof value !== 'number' || Number.isNaN(value))
    throw new InputError(`predict: "above" takes a number, got ${value}`);
  const cdf = cdfOf(model);
  return (row) => 1 - cdf(value, row);
}

/**
 * The least value that a row's outcome is below or at with chance p: of whole numbers one of these, of others to 12 digits. Throws
 * InputError for a family without a distribution function, and for p not between 0 and 1.
 */
export function quantileOf(model: Model, p: number): (row: RowDistribution) => number {
  if (!(p > 0 && p < 1)) throw new InputError(`predict: a quantile is between 0 and 1, got ${p}`);
  const cdf = cdfOf(model);
  const isWhole = responseCheck(model.family.chosen.family.response).whole === true;
  return (row) => leastAt((y) => cdf(y, row) >= p, isWhole);
}

function cdfOf({ family }: Model): NonNullable<RowFunctions['cdf']> {
  const { name, cdf } = family.chosen.family;
  if (cdf !== undefined) return cdf;
  throw new InputError(
    `predict: family ${name} does not say its distribution function; add cdf: (y, { mu, trials, parameters }) => Pr(Y <= y) to it`,
  );
}

const mostDoublings = 1030;

/** The least value for which `holds`, which stays true from there on: a bracket by doubling, then bisection. */
function leastAt(holds: (y: number) => boolean, isWhole: boolean): number {
  let [low, high] = [-1, 1];
  for (let n = 0; holds(low); n++, low *= 2) {
    if (n > mostDoublings) return Number.NEGATIVE_INFINITY;
    high = low;
  }
  for (let n = 0; !holds(high); n++, high *= 2) {
    if (n > mostDoublings) return Number.POSITIVE_INFINITY;
    low = high;
  }
  const isClose = (): boolean =>
    isWhole ? high - low <= 1 : high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high), 1e-12);
  while (!isClose()) {
    const middle = isWhole ? Math.floor((low + high) / 2) : (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
