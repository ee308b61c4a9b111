import { weightedDistance } from '../../diagnostics/jensenShannon.ts';
import { psis } from '../../diagnostics/psis.ts';
import { exp, expm1, log, log1p } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { isFixed, isIndividual } from '../../src/engine/program/quantity.ts';
import { pointDraws } from '../accuracy/index.ts';
import { isLaplaceFit } from '../arguments.ts';
import type { LaplaceResult } from '../likelihood/laplace.ts';
import { refusePriorOnly } from '../posterior/priorOnly.ts';
import { drawsOfQuantity } from '../predict/drawsOfQuantity.ts';
import { type Posterior, posteriorOf } from '../predict/index.ts';
import { inOne } from '../predict/parameters.ts';
import { type PriorBlock, priorBlocks } from './priorBlocks.ts';

/** How much a power of a part of the posterior moves a quantity. */
export interface Sensitivity {
  /** Distance of its distribution a doubling of the power: from 0.05 on it is worth a look. */
  readonly distance: number;
  /** Shift of its mean a doubling, in posterior sds. */
  readonly shift: number;
}

export type SensitivityVerdict =
  /** The prior hardly matters. */
  | 'robust'
  /** Prior and data both matter: they disagree, or the prior is meant to say much. */
  | 'conflict'
  /** The prior matters and the data hardly do. */
  | 'priorDominates';

/** Of one quantity of the population. */
export interface QuantitySensitivity {
  readonly name: string;
  readonly prior: Sensitivity;
  /** Null where the log likelihood of rows is not there. */
  readonly likelihood: Sensitivity | null;
  readonly verdict: SensitivityVerdict;
  /** Where the prior matters: blocks of priors by their distances, the largest first. */
  readonly blocks: readonly (Sensitivity & { readonly name: string; readonly prior: string })[];
}

/** What `priorSensitivity` finds. */
export interface PriorSensitivity {
  readonly quantities: readonly QuantitySensitivity[];
  /** Priors that no power was taken of, and why. */
  readonly left: readonly string[];
  /** Why the likelihood has no power; null where it has. */
  readonly withoutLikelihood: string | null;
  /** The largest Pareto k-hat of the weights: above 0.7 they cannot be relied on. */
  readonly paretoK: number;
}

/** The same bits on every engine. */
const arithmetic = { exp, expm1, log, log1p };

/** From this distance on a quantity is sensitive, as in priorsense. */
export const sensitiveFrom = 0.05;
/** Powers that the derivative is taken between. */
const [lowerPower, upperPower] = [0.99, 1.01];

/**
 * Power-scaling sensitivity: how the posterior of each quantity would change if all priors, each block of them, or the likelihood were
 * raised to a power, by importance weights and without another fit. The density of group effects given their covariance belongs to the
 * model: neither power touches it. Priors are taken as densities of what they were declared for, sds at the predictors' means say.
 * Takes fits of `sample` and `laplace`, loaded ones too.
 * Throws InputError for several imputed data sets, and where no prior is left to take a power of.
 * Source: Kallioinen, Paananen, Bürkner & Vehtari 2024 (Statistics and Computing 34:57); measures as R priorsense's.
 */
export function priorSensitivity(fit: unknown): PriorSensitivity {
  const posterior = posteriorOf('check', fit);
  const { model, draws, imputations } = posterior;
  if (imputations !== undefined)
    throw new InputError(
      'check: a fit of several imputed data sets has a posterior for each; ask for the sensitivity of one set',
    );
  if (isLaplaceFit(fit) && (fit as LaplaceResult).method !== 'map')
    throw new InputError('check: a fit by maximum likelihood has no priors');
  refusePriorOnly('check', fit);
  const { blocks, left } = priorBlocks(model);
  if (blocks.length === 0) throw new InputError(`check: no prior to take a power of (${left.join('; ')})`);
  const densities = blockDensities(posterior, blocks);
  const whole = densities[0].map((_, d) => densities.reduce((sum, own) => sum + own[d], 0));
  const ofPrior = powerOf(whole);
  const rows = likelihoodOf(posterior);
  const ofRows = typeof rows === 'string' ? null : powerOf(rows);
  const ofBlocks = densities.map(powerOf);
  const quantities = draws.quantities.flatMap((quantity, q) => {
    if (isIndividual(quantity) || isFixed(quantity)) return [];
    const values = inOne(draws.values.map((chain) => chain.subarray(q * draws.draws, (q + 1) * draws.draws)));
    const prior = ofPrior.of(values);
    const likelihood = ofRows?.of(values) ?? null;
    const isSensitive = prior.distance >= sensitiveFrom;
    return [
      {
        name: draws.names[q],
        prior,
        likelihood,
        verdict: verdictOf(prior, likelihood),
        blocks: isSensitive
          ? blocks
              .map(({ name, prior: words }, b) => ({ name, prior: words, ...ofBlocks[b].of(values) }))
              .sort((a, b) => b.distance - a.distance)
          : [],
      },
    ];
  });
  return {
    quantities,
    left,
    withoutLikelihood: typeof rows === 'string' ? rows : null,
    paretoK: Math.max(ofPrior.paretoK, ofRows?.paretoK ?? Number.NEGATIVE_INFINITY),
  };
}

function verdictOf(prior: Sensitivity, likelihood: Sensitivity | null): SensitivityVerdict {
  if (!(prior.distance >= sensitiveFrom)) return 'robust';
  return likelihood !== null && likelihood.distance < sensitiveFrom ? 'priorDominates' : 'conflict';
}

/** Log prior of each block, a value a draw, chain after chain. */
function blockDensities({ model, draws }: Posterior, blocks: readonly PriorBlock[]): Float64Array[] {
  const find = drawsOfQuantity(draws);
  const columns = model.program.reported.map(({ quantity }) => inOne(find(quantity)));
  const values = new Float64Array(columns.length);
  const out = blocks.map(() => new Float64Array(find.count));
  for (let d = 0; d < find.count; d++) {
    for (let q = 0; q < columns.length; q++) values[q] = columns[q][d];
    for (let b = 0; b < blocks.length; b++) out[b][d] = blocks[b].logDensity(values);
  }
  return out;
}

/** Log likelihood of all rows, a value a draw; or why there is none. */
function likelihoodOf(posterior: Posterior): Float64Array | string {
  const { residual } = posterior.model.design;
  // those of rows, each given the others, do not add up to that of all
  if (residual !== null) return `rows are not independent under residual "${residual.syntax.text}"`;
  try {
    const found = pointDraws(posterior, { unit: 'row' });
    const count = found.chains * found.draws;
    const [sum, one] = [new Float64Array(count), new Float64Array(count)];
    for (let point = 0; point < found.points; point++) {
      found.fill(point, point + 1, one);
      for (let d = 0; d < count; d++) sum[d] += one[d];
    }
    return sum;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

interface Power {
  readonly of: (values: Float64Array) => Sensitivity;
  readonly paretoK: number;
}

/** What powers of a density, whose logs at the draws these are, do to quantities. */
function powerOf(logDensity: Float64Array): Power {
  const [lower, upper] = [lowerPower, upperPower].map((power) => {
    const { logWeights, paretoK } = psis(
      logDensity.map((x) => (power - 1) * x),
      { arithmetic },
    );
    return { weights: logWeights.map(exp), paretoK };
  });
  const doublings = (2 * log(upperPower)) / Math.LN2;
  return {
    paretoK: Math.max(lower.paretoK, upper.paretoK),
    of(values) {
      const far = (weights: Float64Array): number => weightedDistance(values, weights, arithmetic);
      const mean = (weights: Float64Array): number => values.reduce((sum, x, d) => sum + weights[d] * x, 0);
      return {
        distance: (far(lower.weights) + far(upper.weights)) / doublings,
        shift: (mean(upper.weights) - mean(lower.weights)) / doublings / sdOf(values),
      };
    },
  };
}

function sdOf(values: Float64Array): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (values.length - 1));
}
