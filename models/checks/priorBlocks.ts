import { log } from '../../src/engine/elementary.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import { quantityName } from '../../src/engine/program/quantity.ts';
import type { Model } from '../glmm.ts';
import { scalarLogPrior } from '../priors/draw.ts';
import { describePrior, isShrinkage, type ScalarPrior } from '../priors/prior.ts';
import { rowOf } from '../priors/resolve.ts';
import { type ClassPlace, type PriorLayout, priorLayout, shiftOfMeans } from '../simulate/priorLayout.ts';
import type { ResidualPlaces } from '../simulate/residual.ts';

/** Values of what a model reports of its population, in its order. */
type Values = ArrayLike<number>;

/** A prior, several that were declared as one, or those of a term's covariance together. */
export interface PriorBlock {
  /** What it was declared for, `b`, or the parameter itself; `covariance of DID` for that of a term. */
  readonly name: string;
  /** As the table of priors has it. */
  readonly prior: string;
  /** Log density at these values, up to a constant. */
  readonly logDensity: (values: Values) => number;
}

export interface PriorBlocks {
  readonly blocks: readonly PriorBlock[];
  /** Priors that are not among them, and why. */
  readonly left: readonly string[];
}

/**
 * A model's priors block by block, in terms of what it reports. The density of group effects given their covariance is the model's
 * own and no prior here. Left out are flat priors, which weigh nothing, and those that coefficients share by scales that no draw keeps.
 */
export function priorBlocks(model: Model): PriorBlocks {
  const layout = priorLayout(model);
  const scalars = scalarPriors(layout).map((one) => ({ ...one, name: declaredName(model, one.at) }));
  const kept = scalars.filter(({ prior }) => prior.kind !== 'flat' && prior.kind !== 'constant');
  const flat = scalars.filter(({ prior }) => prior.kind === 'flat').map(({ name }) => `${name} is flat`);
  const shared = layout.predictors
    .flatMap(({ slopes }) => slopes.map(({ prior }) => prior))
    .filter(isShrinkage)
    .map((prior) => `${describePrior(prior)} has scales of its own that no draw keeps`);
  const parts: PriorBlock[] = [
    ...kept.map(({ name, prior, value }) => {
      const of = scalarLogPrior(prior);
      return { name, prior: describePrior(prior), logDensity: (values: Values) => of(value(values)) };
    }),
    ...layout.terms.flatMap(({ classes }) => classes).map((place) => covarianceBlock(model, place)),
    ...(layout.residual === null || layout.residual.pairs.length === 0 ? [] : [pairsBlock(layout.residual)]),
  ];
  return { blocks: joined(parts), left: [...new Set([...flat, ...shared])] };
}

interface ScalarPart {
  readonly at: number;
  readonly prior: ScalarPrior;
  /** What the prior is of: intercepts and thresholds at the predictors' means. */
  readonly value: (values: Values) => number;
}

function scalarPriors({ predictors, auxiliary, thresholds, residual }: PriorLayout): ScalarPart[] {
  const itself = ({ at, prior }: { readonly at: number; readonly prior: ScalarPrior }): ScalarPart => ({
    at,
    prior,
    value: (values) => values[at],
  });
  return [
    ...predictors.flatMap((place) =>
      place.intercept === null
        ? []
        : [{ ...itself(place.intercept), value: atMeans(place.intercept.at, place.slopes) }],
    ),
    ...thresholds
      .flatMap(({ each }) => each)
      .map((one) => ({
        ...itself(one),
        value: (values: Values) => values[one.at] - shiftOfMeans(predictors[0], values),
      })),
    ...predictors.flatMap(({ slopes }) =>
      slopes.flatMap(({ at, prior }) => (isShrinkage(prior) ? [] : [itself({ at, prior })])),
    ),
    ...[...predictors.flatMap(({ monotone }) => monotone), ...auxiliary, ...(residual?.scalars ?? [])].map(
      ({ at, prior }) => itself({ at, prior }),
    ),
  ];
}

function atMeans(
  at: number,
  slopes: readonly { readonly at: number; readonly mean: number }[],
): (values: Values) => number {
  return (values) => slopes.reduce((sum, slope) => sum + values[slope.at] * slope.mean, values[at]);
}

/** The row of the table of priors that a reported number's stands in. */
function declaredName({ program, priors }: Model, at: number): string {
  const { quantity } = program.reported[at];
  return rowOf(priors, quantity)?.parameter ?? quantityName(quantity);
}

/** sds and correlations of a term, or of a class of its levels. */
function covarianceBlock({ priors }: Model, { term, priors: own, parameters }: ClassPlace): PriorBlock {
  const { structure } = term;
  const of = (structure.declaredLogPrior ?? structure.logPrior)(term, own);
  const declared = parameters.flatMap(({ quantity, prior }) => rowOf(priors, prior ?? quantity) ?? []);
  const whole = own.whole(term);
  const words =
    whole === null
      ? [...new Set(declared.map((row) => row.prior))].map(describePrior)
      : [describePrior(whole)];
  return {
    name:
      parameters.length === 1
        ? (declared[0]?.parameter ?? quantityName(parameters[0].quantity))
        : `covariance of ${term.block} by ${term.group}`,
    prior: [...new Set(words)].join(', '),
    logDensity(values) {
      const g = term.structure.covariance(
        term.coefs.length,
        parameters.map(({ at }) => values[at]),
      );
      return of(g);
    },
  };
}

/** LKJ of the correlations of every two time points: (eta - 1) log |correlations|, up to a constant. */
function pairsBlock({ pairs, eta, design }: ResidualPlaces): PriorBlock {
  const k = design.points.length;
  return {
    name: 'correlations of residuals',
    prior: `lkj(${eta})`,
    logDensity(values) {
      const matrix = new Float64Array(k * k);
      for (let i = 0, p = 0; i < k; i++) {
        matrix[i * (k + 1)] = 1;
        for (let j = 0; j < i; j++, p++) {
          matrix[i * k + j] = values[pairs[p]];
          matrix[j * k + i] = matrix[i * k + j];
        }
      }
      const factor = cholesky(matrix, k);
      if (factor === null) return Number.NEGATIVE_INFINITY;
      let sum = 0;
      for (let i = 0; i < k; i++) sum += 2 * (eta - 1) * log(factor[i * (k + 1)]);
      return sum;
    },
  };
}

/** Priors of one name are one block. */
function joined(parts: readonly PriorBlock[]): PriorBlock[] {
  const names = [...new Set(parts.map(({ name }) => name))];
  return names.map((name) => {
    const own = parts.filter((part) => part.name === name);
    return {
      name,
      prior: [...new Set(own.map(({ prior }) => prior))].join(', '),
      logDensity: (values) => own.reduce((sum, { logDensity }) => sum + logDensity(values), 0),
    };
  });
}
