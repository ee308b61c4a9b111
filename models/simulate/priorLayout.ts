import { InputError } from '../../src/engine/errors.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import { mainPredictor, type Quantity, quantityName } from '../../src/engine/program/quantity.ts';
import type { CovarianceParameter, CovariancePriors } from '../covariance/structure.ts';
import { type StructuredTerm, structuredTerm } from '../covariance/term.ts';
import type { Design } from '../design/design.ts';
import type { Model } from '../glmm.ts';
import type { Prior, ScalarPrior } from '../priors/prior.ts';
import { rowOf, writtenIn } from '../priors/resolve.ts';
import { type ResidualPlaces, residualPlaces } from './residual.ts';

/** Where every parameter of a model stands among what it reports, and its prior: the model on the user's scale. */
export interface PriorLayout {
  readonly names: readonly string[];
  /** Null without an intercept. Its prior is for its value at the predictors' means. */
  readonly intercept: ScalarPlace | null;
  readonly slopes: readonly SlopePlace[];
  readonly terms: readonly TermPlace[];
  /** The family's own parameters. */
  readonly auxiliary: readonly (ScalarPlace & { readonly name: string })[];
  /** Null where residuals are independent. */
  readonly residual: ResidualPlaces | null;
}

export interface ScalarPlace {
  readonly at: number;
  readonly prior: ScalarPrior;
}

export interface SlopePlace extends ScalarPlace {
  readonly column: Float64Array;
  /** Mean of the column, or 0 where there is no intercept. */
  readonly mean: number;
}

export interface TermPlace {
  readonly term: StructuredTerm;
  readonly priors: CovariancePriors;
  readonly levels: number;
  /** Where the structure's parameters stand, in their order. */
  readonly parameters: readonly PlacedParameter[];
  /** Effect of coefficient c in level j stands at `effects + c * levels + j`. */
  readonly effects: number;
  readonly index: Int32Array;
  /** The user's. */
  readonly columns: readonly Float64Array[];
}

export type PlacedParameter = CovarianceParameter & { readonly at: number };

/** Reads a model's declaration back: names, priors and design columns, nothing of how it is sampled. */
export function priorLayout({ program, design, priors }: Model): PriorLayout {
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
  const priorsOf: CovariancePriors = {
    scalar(quantity) {
      const prior = priorOf(quantity);
      if (prior.kind !== 'lkj') return prior;
      throw new InputError(`simulate: ${quantityName(quantity)} is no single parameter of the model`);
    },
    lkj(quantity) {
      const prior = priorOf(quantity);
      if (prior.kind === 'lkj') return prior.eta;
      throw new InputError(`simulate: ${quantityName(quantity)} has no lkj prior`);
    },
    correlation: priorOf,
  };
  const scalar = (quantity: Quantity): ScalarPlace => ({
    at: placeOf(quantity),
    prior: priorsOf.scalar(quantity),
  });
  const { intercept, names: slopeNames, columns } = design.fixed;
  let effects = program.reported.length;
  return {
    names,
    intercept: intercept ? scalar({ kind: 'intercept', predictor: mainPredictor }) : null,
    slopes: slopeNames.map((coef, j) => ({
      ...scalar({ kind: 'coefficient', predictor: mainPredictor, coef }),
      column: columns[j],
      mean: intercept ? columns[j].reduce((s, x) => s + x, 0) / columns[j].length : 0,
    })),
    terms: design.groups.map((group) => {
      const start = effects;
      effects += group.levels.length * group.coefs.length;
      return termPlace(group, start, placeOf, priorsOf, writtenIn(priors));
    }),
    auxiliary: program.reported.flatMap(({ name, quantity }) =>
      quantity.kind === 'auxiliary' ? [{ name, ...scalar(quantity) }] : [],
    ),
    residual: design.residual === null ? null : residualPlaces(design.residual, placeOf, priorsOf),
  };
}

function termPlace(
  group: Design['groups'][number],
  effects: number,
  placeOf: (quantity: Quantity) => number,
  priors: CovariancePriors,
  written: (quantity: Quantity) => ScalarPrior | null,
): TermPlace {
  const term = structuredTerm(group, written);
  const parameters = term.structure.parameters(term).map((p) => ({ ...p, at: placeOf(p.quantity) }));
  const { levels, index, columns } = group;
  return { term, priors, levels: levels.length, parameters, effects, index, columns };
}

/** eta at every design row for the reported values: what the formula says, without any internal scaling. */
export function linearPredictor(
  layout: PriorLayout,
  design: Design,
  values: ArrayLike<number>,
): Float64Array {
  const start = layout.intercept === null ? 0 : values[layout.intercept.at];
  const eta = Float64Array.from({ length: design.rows }, (_, i) => start + (design.offset?.[i] ?? 0));
  for (const { at, column } of layout.slopes)
    for (let i = 0; i < eta.length; i++) eta[i] += values[at] * column[i];
  for (const { effects, levels, index, columns } of layout.terms)
    columns.forEach((column, c) => {
      for (let i = 0; i < eta.length; i++) eta[i] += values[effects + c * levels + index[i]] * column[i];
    });
  return eta;
}
