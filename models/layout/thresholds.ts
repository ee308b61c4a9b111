import { add, constant, type Expression, exp, mul, neg, sub, sum } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { NamedExpression } from '../../src/engine/program/program.ts';
import { mainPredictor, type Quantity, quantityName } from '../../src/engine/program/quantity.ts';
import type { Thresholds } from '../families/family.ts';
import { type Link, total } from '../families/links.ts';
import type { Outcome } from '../families/responses.ts';
import { studentT } from '../priors/constructors.ts';
import { priorLogDensity } from '../priors/logDensity.ts';
import { describePrior, type Prior, type ScalarPrior, supportOf } from '../priors/prior.ts';

/** What thresholds are laid out with. */
export interface ThresholdBuilder {
  /** The prior that was declared, else the default. */
  prior(quantity: Quantity, fallback: Prior): ScalarPrior;
  /** A new coordinate, unbounded. */
  free(): Expression;
  /** Adds to the log prior. */
  count(logPrior: Expression): void;
}

/**
 * Thresholds as the rows read them. One of them, less than which half of the rows lie or about that, is minus the intercept of
 * the linear predictor, so that all that moves with an intercept moves with it; the density reads the others less that one.
 */
export interface ThresholdLayout {
  readonly intercept: Expression;
  readonly auxiliary: readonly NamedExpression[];
  /** At the predictors' means, the first first. */
  readonly values: readonly Expression[];
}

/** As brms has it. */
const defaultPrior: Prior = studentT(3, 0, 2.5);

/** What a threshold is called among quantities; k counts from 1. */
export const thresholdQuantity = (k: number): Quantity => ({
  kind: 'threshold',
  predictor: mainPredictor,
  number: k,
});

/**
 * Lays thresholds out. Ordered ones have the product of their priors where they ascend, up to a constant; their coordinates are
 * the middle one and the logarithms of the distances from it, up and down.
 */
export function layOutThresholds(
  { names, ordered }: Thresholds,
  starts: ThresholdStarts,
  builder: ThresholdBuilder,
): ThresholdLayout {
  const { at, middle } = starts;
  const coordinates = names.map(() => builder.free());
  const centre = add(at[middle], coordinates[middle]);
  const distances = ordered
    ? ascending(coordinates, starts)
    : coordinates.map((x, k) => sub(add(at[k], x), centre));
  const values = distances.map((distance, k) => (k === middle ? centre : add(centre, distance)));
  values.forEach((value, k) => {
    builder.count(priorLogDensity(thresholdPrior(k + 1, builder), value));
  });
  // d distance / d x is the step, which starts at a constant
  if (ordered) builder.count(sum(coordinates.filter((_, k) => k !== middle)));
  return {
    intercept: neg(centre),
    auxiliary: names.map((name, k) => ({ name, expression: k === middle ? constant(0) : distances[k] })),
    values,
  };
}

/** Distances from the middle one, step by step. */
function ascending(coordinates: readonly Expression[], { at, middle }: ThresholdStarts): Expression[] {
  const distances = coordinates.map(() => constant(0));
  const step = (k: number, other: number): Expression =>
    mul(Math.max(leastStep, Math.abs(at[k] - at[other])), exp(coordinates[k]));
  for (let k = middle + 1; k < distances.length; k++) distances[k] = add(distances[k - 1], step(k, k - 1));
  for (let k = middle - 1; k >= 0; k--) distances[k] = sub(distances[k + 1], step(k, k + 1));
  return distances;
}

/** Of thresholds that no row lies between. */
const leastStep = 0.1;

function thresholdPrior(k: number, builder: ThresholdBuilder): ScalarPrior {
  const quantity = thresholdQuantity(k);
  const prior = builder.prior(quantity, defaultPrior);
  if ((supportOf(prior)?.kind ?? 'real') === 'real') return prior;
  throw new InputError(
    `prior: ${quantityName(quantity)} needs a prior on the real line, got ${describePrior(prior)}; try ${describePrior(defaultPrior)}`,
  );
}

/** Where thresholds start: where they would lie without predictors; the middle one most nearly halves the rows it is asked of. */
export interface ThresholdStarts {
  readonly at: readonly number[];
  readonly middle: number;
}

export function thresholdStarts(
  { names, staysBelow }: Thresholds,
  link: Link,
  { y }: Outcome,
  offset: Float64Array | null,
): ThresholdStarts {
  const shift = offset === null ? 0 : total(offset) / offset.length;
  const asked = names.map((_, k) =>
    Float64Array.from(
      [...y].flatMap((value) => {
        const stays = staysBelow(value, k + 1);
        return stays === null ? [] : [stays ? 1 : 0];
      }),
    ),
  );
  const imbalance = asked.map((stays) => Math.abs(total(stays) - stays.length / 2));
  return {
    at: asked.map((stays) => (link.locateThreshold?.({ y: stays, trials: null }) ?? 0) + shift),
    middle: imbalance.indexOf(Math.min(...imbalance)),
  };
}

/** Throws InputError for a formula without an intercept: thresholds stand in its place. */
export function demandIntercept(family: string, intercept: boolean): void {
  if (intercept) return;
  throw new InputError(
    `${family}: thresholds stand in the intercept's place, so there is none to leave out; write the formula without "0 +" or "- 1"`,
  );
}
