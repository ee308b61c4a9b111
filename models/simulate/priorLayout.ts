import { InputError } from '../../src/engine/errors.ts';
import { type SparseRows, timesBlocks } from '../../src/engine/linalg/sparse.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import { type Quantity, quantityName } from '../../src/engine/program/quantity.ts';
import type { CovarianceParameter, CovariancePriors } from '../covariance/structure.ts';
import { classTerms, type StructuredTerm, structuredTerm } from '../covariance/term.ts';
import type { Design, TermDesign } from '../design/design.ts';
import { groupsOf } from '../design/terms.ts';
import type { Model } from '../glmm.ts';
import { shareQuantities, stepQuantity } from '../layout/monotone.ts';
import { isStepOf } from '../layout/rows.ts';
import { thresholdSets } from '../layout/thresholds.ts';
import { isScalar, isShrinkage, type Prior, type ScalarPrior } from '../priors/prior.ts';
import { rowOf, type WrittenPriors, writtenIn } from '../priors/resolve.ts';
import type { ShrinkagePrior } from '../priors/shrinkage.ts';
import { type ResidualPlaces, residualPlaces } from './residual.ts';

/** Where every parameter of a model stands among what it reports, and its prior: the model on the user's scale. */
export interface PriorLayout {
  readonly names: readonly string[];
  /** The mean's linear predictor, then those of the family's own parameters. */
  readonly predictors: readonly PredictorPlace[];
  /** Random terms of all linear predictors. */
  readonly terms: readonly TermPlace[];
  /** The family's own parameters that have no linear predictor. */
  readonly auxiliary: readonly (ScalarPlace & { readonly name: string; readonly residualScale: boolean })[];
  /** In the place of the mean's intercept, by stratum; none for most. */
  readonly thresholds: readonly ThresholdPlace[];
  /** Of the design. */
  readonly rows: number;
  /** Null where residuals are independent. */
  readonly residual: ResidualPlaces | null;
}

/** The population's part of a linear predictor. */
export interface PredictorPlace {
  /** `mu` for the mean's. */
  readonly predictor: string;
  /** Null without an intercept. Its prior is for its value at the predictors' means. */
  readonly intercept: ScalarPlace | null;
  readonly slopes: readonly SlopePlace[];
  readonly monotone: readonly MonotonePlace[];
  /** Where what is reported of a prior that slopes share stands; null where there is none. */
  readonly overall: number | null;
  readonly offset: Float64Array | null;
}

export interface ScalarPlace {
  readonly at: number;
  readonly prior: ScalarPrior;
}

/** Thresholds by what the family calls them; priors are for their values at the predictors' means. */
export interface ThresholdPlace {
  readonly ordered: boolean;
  readonly each: readonly (ScalarPlace & { readonly name: string })[];
}

export interface SlopePlace {
  readonly at: number;
  /** Its own, or one that it shares with all that have the same. */
  readonly prior: ScalarPrior | ShrinkagePrior;
  readonly column: Float64Array;
  /** Mean of the column, or 0 where there is no intercept. */
  readonly mean: number;
}

/** A monotonic effect: b where `at` says, and the share of each column's step. */
export interface MonotonePlace extends ScalarPlace {
  readonly shares: readonly number[];
  readonly columns: readonly Float64Array[];
}

export interface TermPlace {
  /** The linear predictor that each coefficient enters. */
  readonly predictors: readonly string[];
  readonly levels: number;
  /** Of each class of levels; of all in one where they have none. */
  readonly classes: readonly ClassPlace[];
  /** Sets of levels that rows belong to, and the root of a known covariance, as a group's design has them; null without. */
  readonly sets: SparseRows | null;
  readonly root: SparseRows | null;
  /** Effect of coefficient c in level j stands at `effects + c * levels + j`. */
  readonly effects: number;
  readonly index: Int32Array;
  /** The user's. */
  readonly columns: readonly Float64Array[];
}

/** Levels that have one covariance. */
export interface ClassPlace {
  readonly term: StructuredTerm;
  readonly priors: CovariancePriors;
  /** Where the structure's parameters stand, in their order. */
  readonly parameters: readonly PlacedParameter[];
  readonly members: readonly number[];
}

export type PlacedParameter = CovarianceParameter & { readonly at: number };

/** Reads a model's declaration back: names, priors and design columns, nothing of how it is sampled. */
export function priorLayout({ program, design, priors, family }: Model): PriorLayout {
  const isResidualScale = (parameter: string): boolean =>
    family.chosen.family.parameters.some(
      ({ name, residualScale }) => name === parameter && residualScale === true,
    );
  const names = quantitiesOf(program).map(quantityName);
  const places = new Map(names.map((name, at) => [name, at]));
  const placeOf = (quantity: Quantity): number => {
    const at = places.get(quantityName(quantity));
    if (at === undefined) throw new InputError(`simulate: the model has no ${quantityName(quantity)}`);
    return at;
  };
  const priorOf = (quantity: Quantity): Prior => {
    const row = rowOf(priors, quantity);
    if (row === null) throw new InputError(`simulate: the model has no prior for ${quantityName(quantity)}`);
    return row.prior;
  };
  const noSingle = (quantity: Quantity): InputError =>
    new InputError(`simulate: ${quantityName(quantity)} is no single parameter of the model`);
  const priorsOf: CovariancePriors = {
    scalar(quantity) {
      const prior = priorOf(quantity);
      if (isScalar(prior)) return prior;
      throw noSingle(quantity);
    },
    lkj(quantity) {
      const prior = priorOf(quantity);
      if (prior.kind === 'lkj') return prior.eta;
      throw new InputError(`simulate: ${quantityName(quantity)} has no lkj prior`);
    },
    correlation(quantity) {
      const prior = priorOf(quantity);
      if (prior.kind !== 'invWishart' && !isShrinkage(prior)) return prior;
      throw new InputError(`simulate: ${quantityName(quantity)} has no prior of its own`);
    },
    whole: writtenIn(priors).covariance,
  };
  const scalar = (quantity: Quantity): ScalarPlace => ({
    at: placeOf(quantity),
    prior: priorsOf.scalar(quantity),
  });
  const { thresholds } = family.chosen.family;
  const slope = (quantity: Quantity): Pick<SlopePlace, 'at' | 'prior'> => {
    const prior = priorOf(quantity);
    return isShrinkage(prior) ? { at: placeOf(quantity), prior } : scalar(quantity);
  };
  const predictorPlace = (
    predictor: string,
    { fixed, offset }: Pick<Design, 'fixed' | 'offset'>,
    hasThresholds = false,
  ): PredictorPlace => ({
    predictor,
    offset,
    intercept: fixed.intercept && !hasThresholds ? scalar({ kind: 'intercept', predictor }) : null,
    overall: overallOf(program.reported, predictor),
    slopes: fixed.names.flatMap((coef, j) =>
      fixed.monotone.some((one) => isStepOf(one, j))
        ? []
        : {
            ...slope({ kind: 'coefficient', predictor, coef }),
            column: fixed.columns[j],
            mean: fixed.intercept ? fixed.columns[j].reduce((s, x) => s + x, 0) / fixed.columns[j].length : 0,
          },
    ),
    monotone: fixed.monotone.map((one) => ({
      ...scalar(stepQuantity(predictor, one)),
      shares: shareQuantities(predictor, one).map(placeOf),
      columns: fixed.columns.slice(one.first, one.first + one.steps),
    })),
  });
  let effects = program.reported.length;
  return {
    names,
    rows: design.rows,
    predictors: [
      predictorPlace(design.predictor, design, thresholds !== undefined),
      ...design.further.map((one) => predictorPlace(one.parameter, one)),
    ],
    terms: groupsOf(design).map((group) => {
      const start = effects;
      effects += group.levels.length * group.coefs.length;
      return termPlace(group, start, placeOf, priorsOf, writtenIn(priors));
    }),
    auxiliary: program.reported.flatMap(({ name, quantity }) =>
      quantity.kind === 'auxiliary'
        ? [{ name, ...scalar(quantity), residualScale: isResidualScale(name) }]
        : [],
    ),
    thresholds:
      thresholds === undefined
        ? []
        : thresholdSets(thresholds).map(({ names: own, quantities }) => ({
            ordered: thresholds.ordered,
            each: quantities.map((quantity, k) => ({ name: own[k], ...scalar(quantity) })),
          })),
    residual: design.residual === null ? null : residualPlaces(design.residual, placeOf, priorsOf),
  };
}

/** Where what is reported of a prior that a predictor's slopes share stands. */
function overallOf(reported: Model['program']['reported'], predictor: string): number | null {
  const at = reported.findIndex(
    ({ quantity }) => quantity.kind === 'shrinkage' && quantity.predictor === predictor,
  );
  return at < 0 ? null : at;
}

function termPlace(
  group: TermDesign,
  effects: number,
  placeOf: (quantity: Quantity) => number,
  priors: CovariancePriors,
  written: WrittenPriors,
): TermPlace {
  const { levels, index, columns, predictors, classes } = group;
  const places = classTerms(group).map((plain, c): ClassPlace => {
    const term = structuredTerm(plain, written);
    const parameters = term.structure.parameters(term).map((p) => ({ ...p, at: placeOf(p.quantity) }));
    const members = [...levels.keys()].filter((j) => classes === null || classes.of[j] === c);
    return { term, priors, parameters, members };
  });
  const [sets, root] = [group.members?.sets ?? null, group.known?.root ?? null];
  return { predictors, levels: levels.length, classes: places, sets, root, effects, index, columns };
}

/** What rows may have of a coefficient's effects: those of the levels, or of the sets of levels that they belong to. */
function effectsOfRows(
  { effects, levels, sets }: TermPlace,
  c: number,
  values: ArrayLike<number>,
): Float64Array {
  const own = Float64Array.from({ length: levels }, (_, j) => values[effects + c * levels + j]);
  if (sets === null) return own;
  const mixed = new Float64Array(sets.rows);
  timesBlocks(sets, 1, own, mixed);
  return mixed;
}

/** Where the numbers stand that a row's density and simulator read of the family, by their names. */
export function familyPlaces({ auxiliary, thresholds }: PriorLayout): { name: string; at: number }[] {
  return [...auxiliary, ...thresholds.flatMap(({ each }) => each)].map(({ name, at }) => ({ name, at }));
}

/** How far thresholds and the intercept are from their values at the predictors' means, for slopes with these values. */
export function shiftOfMeans({ slopes }: PredictorPlace, values: ArrayLike<number>): number {
  return slopes.reduce((s, { at, mean }) => s + values[at] * mean, 0);
}

/**
 * Every linear predictor at the design's rows for the reported values, the mean's first: what the formulas say, without any
 * internal scaling.
 */
export function linearPredictors(
  { predictors, terms }: PriorLayout,
  { rows }: Design,
  values: ArrayLike<number>,
): Float64Array[] {
  return predictors.map(({ predictor, intercept, slopes, monotone, offset }) => {
    const start = intercept === null ? 0 : values[intercept.at];
    const eta = Float64Array.from({ length: rows }, (_, i) => start + (offset?.[i] ?? 0));
    for (const { at, column } of slopes)
      for (let i = 0; i < eta.length; i++) eta[i] += values[at] * column[i];
    for (const { at, shares, columns } of monotone)
      columns.forEach((column, c) => {
        const step = shares.length * values[at] * values[shares[c]];
        for (let i = 0; i < eta.length; i++) eta[i] += step * column[i];
      });
    for (const term of terms)
      term.columns.forEach((column, c) => {
        if (term.predictors[c] !== predictor) return;
        const effects = effectsOfRows(term, c, values);
        for (let i = 0; i < eta.length; i++) eta[i] += effects[term.index[i]] * column[i];
      });
    return eta;
  });
}
