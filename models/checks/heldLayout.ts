import { type Quantity, quantityName } from '../../src/engine/program/quantity.ts';
import type { Rng } from '../../src/engine/rng.ts';
import { covarianceAtPrior } from '../covariance/full.ts';
import { readParameter } from '../covariance/readParameter.ts';
import type { CovariancePriors } from '../covariance/structure.ts';
import { isShrinkage, type ScalarPrior } from '../priors/prior.ts';
import { drawParameters } from '../simulate/prior.ts';
import {
  type ClassPlace,
  type PriorLayout,
  type ScalarPlace,
  shiftOfMeans,
  type TermPlace,
} from '../simulate/priorLayout.ts';

/** Draws that the middle of a prior is taken from. */
const middleDraws = 301;
/** An LKJ shape that leaves no correlation. */
const noCorrelation = 1e8;

/** What of a layout stays random. */
export interface Free {
  /** Whether a quantity's prior is one that is looked at. */
  readonly is: (quantity: Quantity) => boolean;
  /** By its place in the layout. */
  readonly at: (place: number) => boolean;
  /** Whether it is of how a group's coefficients go together, which shows only where they vary. */
  readonly correlations: boolean;
}

/**
 * The layout with all priors but the free ones held: coefficients, thresholds and the family's own parameters at the middles of theirs,
 * group effects at 0. Where correlations are looked at, sds are held at their middles.
 */
export function heldLayout(rng: Rng, layout: PriorLayout, free: Free): PriorLayout {
  const middles = middlesOf(rng, layout);
  const held = <P extends ScalarPlace>(place: P): P =>
    free.at(place.at) ? place : { ...place, prior: constant(centreOf(place.prior) ?? middles[place.at]) };
  // alike by their priors, they are apart only once they are in order
  const heldThreshold = <P extends ScalarPlace>(place: P): P =>
    free.at(place.at) ? place : { ...place, prior: constant(middles[place.at]) };
  return {
    ...layout,
    predictors: layout.predictors.map((predictor) => ({
      ...predictor,
      intercept: predictor.intercept === null ? null : held(predictor.intercept),
      slopes: predictor.slopes.map((slope) =>
        free.at(slope.at)
          ? slope
          : {
              ...slope,
              prior: constant(isShrinkage(slope.prior) ? 0 : (centreOf(slope.prior) ?? middles[slope.at])),
            },
      ),
      monotone: predictor.monotone.map(held),
    })),
    thresholds: layout.thresholds.map(({ ordered, each }) => ({ ordered, each: each.map(heldThreshold) })),
    auxiliary: layout.auxiliary.map(held),
    terms: layout.terms.map((term) => heldTerm(term, free, middles)),
  };
}

function heldTerm(term: TermPlace, free: Free, middles: Float64Array): TermPlace {
  const heldClass = (one: ClassPlace): ClassPlace => {
    const middleOf = (quantity: Quantity): number => {
      const name = quantityName(quantity);
      const found = one.parameters.find((parameter) => quantityName(parameter.quantity) === name);
      return found === undefined ? 0 : middles[found.at];
    };
    const priors: CovariancePriors = {
      scalar(quantity) {
        if (free.is(quantity)) return one.priors.scalar(quantity);
        return constant(free.correlations ? middleOf(quantity) : 0);
      },
      lkj: (quantity) => (free.is(quantity) ? one.priors.lkj(quantity) : noCorrelation),
      correlation: (quantity) => (free.is(quantity) ? one.priors.correlation(quantity) : constant(0)),
      whole: one.priors.whole,
    };
    return { ...one, priors };
  };
  return { ...term, classes: term.classes.map(heldClass) };
}

/** The median of a prior that is symmetric; null for others. */
function centreOf(prior: ScalarPrior): number | null {
  if (prior.kind === 'normal') return prior.mean;
  return prior.kind === 'studentT' || prior.kind === 'cauchy' ? prior.location : null;
}

const constant = (value: number): ScalarPrior => ({ kind: 'constant', value });

/** The median of each place in draws of all, where their priors speak of them. */
function middlesOf(rng: Rng, layout: PriorLayout): Float64Array {
  const empty = withoutLevels(layout);
  const drawn = Array.from({ length: middleDraws }, () => drawParameters(rng, empty));
  const places = layout.names.length - levelEffects(layout);
  return Float64Array.from({ length: places }, (_, at) => {
    const sorted = Float64Array.from(drawn, (values) => valueAtPrior(layout, values, at)).sort();
    return sorted[sorted.length >> 1];
  });
}

/** A reported value where its prior speaks of it: of an intercept, a threshold, an sd or correlation of a group at the predictors' means. */
export function valueAtPrior(layout: PriorLayout, values: Float64Array, place: number): number {
  const predictor = layout.predictors.find(({ intercept }) => intercept?.at === place);
  if (predictor !== undefined) return values[place] + shiftOfMeans(predictor, values);
  const isThreshold = layout.thresholds.some(({ each }) => each.some(({ at }) => at === place));
  if (isThreshold) return values[place] - shiftOfMeans(layout.predictors[0], values);
  const moved = layout.terms
    .flatMap(({ classes }) => classes)
    .filter(({ term }) => term.origins.some((origin) => origin.place === 'means'));
  const own = moved.find(({ parameters }) => parameters.some(({ at }) => at === place));
  return own === undefined ? values[place] : covarianceValueAtPrior(own, values, place);
}

function covarianceValueAtPrior(
  { term, parameters }: ClassPlace,
  values: Float64Array,
  place: number,
): number {
  const k = term.coefs.length;
  // what does not vary has no correlation
  const reported = parameters.map(({ at }) => (Number.isNaN(values[at]) ? 0 : values[at]));
  const g = term.structure.covariance(k, reported);
  const [parameter] = parameters.filter(({ at }) => at === place);
  return readParameter(parameter, covarianceAtPrior(term, g), k);
}

const levelEffects = ({ terms }: PriorLayout): number =>
  terms.reduce((count, { levels, columns }) => count + levels * columns.length, 0);

/** Without members no effects are drawn: what is reported of a term does not need them. */
const withoutLevels = (layout: PriorLayout): PriorLayout => ({
  ...layout,
  terms: layout.terms.map((term) => ({
    ...term,
    root: null,
    classes: term.classes.map((one) => ({ ...one, members: [] })),
  })),
});
