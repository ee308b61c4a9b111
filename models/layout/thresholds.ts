import { add, constant, type Expression, exp, mul, neg, sub, sum } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { NamedExpression } from '../../src/engine/program/program.ts';
import { mainPredictor, type Quantity, quantityName } from '../../src/engine/program/quantity.ts';
import { countOf } from '../design/counted.ts';
import type { Design } from '../design/design.ts';
import type { Thresholds } from '../families/family.ts';
import { type Link, total } from '../families/links.ts';
import { counted, meanOfOffset } from '../families/outcome.ts';
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
  readonly values: readonly (readonly [Quantity, Expression])[];
}

/** As brms has it. */
const defaultPrior: Prior = studentT(3, 0, 2.5);

/** What a threshold is called among quantities; k counts from 1. */
export const thresholdQuantity = (k: number, stratum: string | null = null): Quantity => ({
  kind: 'threshold',
  predictor: mainPredictor,
  number: k,
  ...(stratum === null ? {} : { stratum }),
});

/** Thresholds that are for the same rows. */
export interface ThresholdSet {
  /** Of the stratum; null for all rows. */
  readonly label: string | null;
  readonly names: readonly string[];
  readonly quantities: readonly Quantity[];
}

/** The thresholds of each stratum, or those of all rows. */
export function thresholdSets({ names, strata }: Thresholds): ThresholdSet[] {
  const sets = strata ?? [{ label: null, names }];
  return sets.map((set) => ({
    ...set,
    quantities: set.names.map((_, k) => thresholdQuantity(k + 1, set.label)),
  }));
}

/** What else thresholds start from: offsets of the rows, and how many rows each stands for. */
type OffsetRows = Pick<Design, 'offset' | 'counts'>;

/** Outcomes of a stratum, or all where there is none, with how many rows each stands for. */
function ofStratum({ y, strata }: Outcome, counts: Float64Array | undefined, s: number): Outcome {
  if (!strata) return counted({ y, trials: null }, counts);
  const isIn = (_: unknown, i: number): boolean => strata.codes[i] === s;
  return counted({ y: y.filter(isIn), trials: null }, counts?.filter(isIn));
}

/** Lays the thresholds of all rows out: the intercept is that of the first stratum, the others count from it. */
export function layOutThresholds(
  thresholds: Thresholds,
  link: Link,
  outcome: Outcome,
  rows: OffsetRows,
  builder: ThresholdBuilder,
): ThresholdLayout {
  const shift = meanOfOffset(rows.offset, rows.counts);
  const sets = thresholdSets(thresholds).map((set, s) => {
    const starts = thresholdStarts(
      thresholds,
      set.names.length,
      link,
      ofStratum(outcome, rows.counts, s),
      shift,
    );
    return { ...set, ...layOutSet(set, thresholds.ordered, starts, builder) };
  });
  const [{ centre }] = sets;
  return {
    intercept: neg(centre),
    auxiliary: sets.flatMap(({ names, distances, centre: own }) =>
      names.map((name, k) => ({
        name,
        expression: own === centre ? distances[k] : add(sub(own, centre), distances[k]),
      })),
    ),
    values: sets.flatMap(({ quantities, distances, centre: own }) =>
      quantities.map((quantity, k) => [quantity, add(own, distances[k])] as const),
    ),
  };
}

/**
 * The thresholds of one set of rows, as distances from the middle one. Ordered ones have the product of their priors where they
 * ascend, up to a constant; their coordinates are the middle one and the logarithms of the distances, those downwards with a minus.
 */
function layOutSet(
  { names, quantities }: ThresholdSet,
  ordered: boolean,
  starts: ThresholdStarts,
  builder: ThresholdBuilder,
): { readonly centre: Expression; readonly distances: readonly Expression[] } {
  const { at, middle } = starts;
  const coordinates = names.map(() => builder.free());
  const centre = add(at[middle], coordinates[middle]);
  const distances = ordered
    ? ascending(coordinates, starts)
    : coordinates.map((x, k) => (k === middle ? constant(0) : sub(add(at[k], x), centre)));
  quantities.forEach((quantity, k) => {
    builder.count(priorLogDensity(thresholdPrior(quantity, builder), add(centre, distances[k])));
  });
  // d distance / d x is the step, exp(x) or exp(-x) times a constant
  if (ordered) builder.count(sub(sum(coordinates.slice(middle + 1)), sum(coordinates.slice(0, middle))));
  return { centre, distances };
}

/** Distances from the middle one, step by step; each threshold rises with its own coordinate, which profiles rely on. */
function ascending(coordinates: readonly Expression[], { at, middle }: ThresholdStarts): Expression[] {
  const distances = coordinates.map(() => constant(0));
  const step = (k: number, other: number, logarithm: Expression): Expression =>
    mul(Math.max(leastStep, Math.abs(at[k] - at[other])), exp(logarithm));
  for (let k = middle + 1; k < distances.length; k++)
    distances[k] = add(distances[k - 1], step(k, k - 1, coordinates[k]));
  for (let k = middle - 1; k >= 0; k--)
    distances[k] = sub(distances[k + 1], step(k, k + 1, neg(coordinates[k])));
  return distances;
}

/** Of thresholds that no row lies between. */
const leastStep = 0.1;

function thresholdPrior(quantity: Quantity, builder: ThresholdBuilder): ScalarPrior {
  const prior = builder.prior(quantity, defaultPrior);
  if ((supportOf(prior)?.kind ?? 'real') === 'real') return prior;
  throw new InputError(
    `prior: ${quantityName(quantity)} needs a prior on the real line, got ${describePrior(prior)}; try ${describePrior(defaultPrior)}`,
  );
}

/** Where thresholds start: where they would lie without predictors; the middle one most nearly halves the rows it is asked of. */
interface ThresholdStarts {
  readonly at: readonly number[];
  readonly middle: number;
}

function thresholdStarts(
  { staysBelow }: Thresholds,
  count: number,
  link: Link,
  { y, counts }: Outcome,
  shift: number,
): ThresholdStarts {
  const asked = Array.from({ length: count }, (_, k): Outcome => {
    const stays = Array.from(y, (value) => staysBelow(value, k + 1));
    const isAsked = (_: unknown, i: number): boolean => stays[i] !== null;
    const of = { y: Float64Array.from(stays.filter(isAsked), (one) => (one === true ? 1 : 0)), trials: null };
    return counted(of, counts?.filter(isAsked));
  });
  const imbalance = asked.map((one) =>
    Math.abs(total(one.y, one.counts) - countOf(one.y.length, one.counts) / 2),
  );
  return {
    at: asked.map((one) => (link.locateThreshold?.(one) ?? 0) + shift),
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
