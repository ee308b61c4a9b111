import { InputError } from '../../src/engine/errors.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { describeArgument } from '../arguments.ts';
import { checkLevel } from '../likelihood/waldIntervals.ts';
import { defaultLevel } from '../posterior/summaries.ts';
import { type Posterior, posteriorOf } from '../predict/index.ts';
import { latentParts } from './latentParts.ts';
import { observedParts } from './observedParts.ts';
import type { VarianceParts } from './parts.ts';
import { type Uncertain, uncertain } from './spreadOfDraws.ts';

/** Of `varianceShares`. */
export interface VarianceOptions {
  /** That of the linear predictor, or the outcome's own; "latent" if left out. */
  readonly scale?: VarianceScale;
  /** Of the intervals; 0.95 if left out. */
  readonly level?: number;
}

/** On which variance is shared out: that of the linear predictor, or of the outcome. */
export type VarianceScale = 'latent' | 'observed';

const optionKinds: OptionKinds<VarianceOptions> = { scale: 'text', level: 'a number' };

/** What one part of a model brings to the variance. */
export interface VarianceShare {
  readonly kind: 'fixed' | 'term' | 'together' | 'residual';
  /** `fixed effects`, `DID`, `Subject (Intercept, Days)`, `residual`. */
  readonly name: string;
  readonly variance: Uncertain;
  /** Of all parts together, which sum to 1. */
  readonly share: Uncertain;
  /** Of what fixed effects do not explain: the intraclass correlation of a random intercept; null for other parts. */
  readonly icc: Uncertain | null;
}

/** Where a model's variance comes from. */
export interface VarianceShares {
  readonly scale: VarianceScale;
  readonly level: number;
  /** How many draws it rests on. */
  readonly draws: number;
  readonly parts: readonly VarianceShare[];
  /** What the scale is, and how the parts are meant, a sentence each. */
  readonly statements: readonly string[];
}

/**
 * Where an outcome's variance comes from: fixed effects, each random term, and what is left, with the intraclass correlation of each
 * term, draw by draw; a random slope's variance is its average over the rows.
 * On the latent scale all is of the linear predictor, with the residual variance that the link implies; on the observed scale of the
 * outcome itself, Var E(y | b) against Var y.
 * Takes a fit of `sample` or `laplace`, or one that was loaded. Throws InputError for a model that has no variance on the scale.
 * Source: Nakagawa, Johnson & Schielzeth 2017, J. R. Soc. Interface 14:20170213; Goldstein, Browne & Rasbash 2002, Understanding
 * Statistics 1:223, method B (simulation), by quadrature here.
 * @example varianceShares(fit, { scale: 'observed' })
 */
export function varianceShares(fit: unknown, options: VarianceOptions = {}): VarianceShares {
  checkOptions('varianceShares', options, optionKinds);
  const { scale = 'latent', level = defaultLevel } = options;
  checkLevel(level, 'variance');
  if (!Object.hasOwn(partsOn, scale))
    throw new InputError(`variance: scale is "latent" or "observed", got ${describeArgument(scale)}`);
  const posterior = posteriorOf('variance', fit);
  refuseImputed(posterior);
  return sharesOf(partsOn[scale](posterior), scale, level);
}

const partsOn: Readonly<Record<VarianceScale, (posterior: Posterior) => VarianceParts>> = {
  latent: latentParts,
  observed: observedParts,
};

/** Throws InputError for fits of several data sets, which have no rows in common. */
export function refuseImputed({ imputations }: Posterior): void {
  if (imputations !== undefined)
    throw new InputError(
      'variance: a fit of several imputed data sets has no rows of its own; fit one of them to ask for shares of its variance',
    );
}

function sharesOf({ parts, statements }: VarianceParts, scale: VarianceScale, level: number): VarianceShares {
  const count = parts[0].variance.length;
  const sumOf = (chosen: VarianceParts['parts']): Float64Array =>
    Float64Array.from({ length: count }, (_, d) =>
      chosen.reduce((sum, { variance }) => sum + variance[d], 0),
    );
  const total = sumOf(parts);
  refuseInfinite(total);
  const unexplained = sumOf(parts.filter(({ kind }) => kind !== 'fixed'));
  const over = (variance: Float64Array, whole: Float64Array): Uncertain =>
    uncertain(
      variance.map((x, d) => x / whole[d]),
      level,
    );
  return {
    scale,
    level,
    draws: count,
    parts: parts.map(({ kind, name, variance }) => ({
      kind,
      name,
      variance: uncertain(variance, level),
      share: over(variance, total),
      icc: kind === 'term' ? over(variance, unexplained) : null,
    })),
    statements,
  };
}

function refuseInfinite(total: Float64Array): void {
  const without = total.filter((x) => !Number.isFinite(x)).length;
  if (without > 0)
    throw new InputError(
      `variance: in ${without} of ${total.length} draws the outcome has no finite variance, so there is none to share out`,
    );
}
