import { quantileOfSorted } from '../../diagnostics/quantile.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { stream } from '../../src/engine/rng.ts';
import { wholeNumber } from '../../src/engine/wholeNumber.ts';
import { checkLaplaceFit } from '../arguments.ts';
import { fitWith, type LaplaceResult, laplaceResult } from './laplace.ts';
import {
  checkComparable,
  isLower,
  type LikelihoodRatio,
  likelihoodRatio,
  statisticError,
  statisticOf,
} from './likelihoodRatio.ts';
import { outcomeSimulator, withOutcome } from './simulateFit.ts';
import { checkLevel } from './waldIntervals.ts';

/** Of `bootstrap` and `bootstrapRatio`. */
export interface BootstrapOptions {
  /** Simulated data sets, default 1000. */
  readonly replicates?: number;
  /** Same seed, same replicates; default '1'. */
  readonly seed?: string | number;
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** Called after every replicate. */
  readonly onProgress?: (done: number, total: number) => void;
}

const ratioKinds: OptionKinds<Omit<BootstrapOptions, 'level'>> = {
  replicates: 'a number',
  seed: 'a number or text',
  onProgress: 'a function',
};
const optionKinds: OptionKinds<BootstrapOptions> = { ...ratioKinds, level: 'a number' };

/** A parameter over the replicates that converged. */
export interface BootstrapInterval {
  readonly name: string;
  /** Of the fit itself. */
  readonly estimate: number;
  /** Standard deviation over the replicates. */
  readonly se: number;
  /** Quantiles of the replicates: a percentile interval. */
  readonly lower: number;
  readonly upper: number;
}

/** A parametric bootstrap of a fit. */
export interface Bootstrap {
  readonly seed: string;
  readonly level: number;
  readonly replicates: number;
  /** Replicates whose fit did not converge; they are left out. */
  readonly failed: number;
  /** Replicates with a singular fit; they count, an sd at 0 being one the model may well give. */
  readonly singular: number;
  readonly intervals: readonly BootstrapInterval[];
  /** Estimates of the replicates that converged, in the order of `intervals`. */
  readonly estimates: readonly Float64Array[];
}

/** What one replicate of a bootstrap came to; plain data. */
export interface BootstrapReplicate {
  readonly converged: boolean;
  readonly singular: boolean;
  readonly estimates: Float64Array;
}

/**
 * Parametric bootstrap: outcomes simulated from the fit, group effects anew, each refitted in the same way from the
 * fitted parameters (from a cold start where the fit is singular). Deterministic in the seed; replicate r does not depend
 * on how many there are.
 * Throws InputError for a family that cannot be drawn from, case weights, a level outside 0..1, too few replicates.
 */
export function bootstrap(result: LaplaceResult, options: BootstrapOptions = {}): Bootstrap {
  checkLaplaceFit('bootstrap', result);
  checkOptions('bootstrap', options, optionKinds);
  const settings = settingsOf(options);
  return bootstrapOf(result, made(bootstrapReplicates(result, settings.seed), settings), settings);
}

/** Makes replicate r of a bootstrap, which depends on the fit, the seed and r alone. Throws InputError as `bootstrap` does. */
export function bootstrapReplicates(
  result: LaplaceResult,
  seed: string,
): (replicate: number) => BootstrapReplicate {
  const simulate = outcomeSimulator(result);
  return (r) => {
    const { certificate, singular, population } = refitted(result, simulate(stream(seed, 'bootstrap', r)));
    return {
      converged: certificate.converged,
      singular: singular.length > 0,
      estimates: population.estimates,
    };
  };
}

/** The bootstrap that replicates 0, 1, 2, ... make up. */
export function bootstrapOf(
  result: LaplaceResult,
  replicates: readonly BootstrapReplicate[],
  { seed, level }: { readonly seed: string; readonly level: number },
): Bootstrap {
  const kept = replicates.filter(({ converged }) => converged);
  const estimates = kept.map((refit) => refit.estimates);
  return {
    seed,
    level,
    replicates: replicates.length,
    failed: replicates.length - kept.length,
    singular: kept.filter(({ singular }) => singular).length,
    intervals: result.population.names.map((name, i) => ({
      name,
      estimate: result.population.estimates[i],
      ...spread(
        estimates.map((e) => e[i]),
        level,
      ),
    })),
    estimates,
  };
}

/** All replicates, one after the other. */
function made<Replicate>(
  make: (replicate: number) => Replicate,
  { replicates, onProgress }: Pick<BootstrapOptions, 'onProgress'> & { readonly replicates: number },
): Replicate[] {
  return Array.from({ length: replicates }, (_, r) => {
    const replicate = make(r);
    onProgress?.(r + 1, replicates);
    return replicate;
  });
}

/** A likelihood-ratio test whose reference distribution is simulated. */
export interface BootstrapRatio {
  readonly statistic: number;
  /** (1 + replicates at least as extreme) / (1 + replicates that are left); NaN if none is. */
  readonly p: number;
  readonly seed: string;
  readonly replicates: number;
  /** Replicates where a fit did not converge, or the larger model's ended below the smaller's; they are left out. */
  readonly failed: number;
  readonly singular: number;
  /** Statistics of the replicates that are left. */
  readonly statistics: Float64Array;
  /** The test by the chi-square distribution or a mixture of two. */
  readonly asymptotic: LikelihoodRatio;
}

/** What one replicate of a bootstrapped test came to; plain data. */
export interface RatioReplicate {
  readonly converged: boolean;
  readonly singular: boolean;
  readonly statistic: number;
}

/**
 * Likelihood-ratio test of nested fits by parametric bootstrap from the smaller: right also for sds at the edge of their
 * range and for few groups. Throws InputError as `likelihoodRatio` and `bootstrap` do.
 */
export function bootstrapRatio(
  small: LaplaceResult,
  large: LaplaceResult,
  options: Omit<BootstrapOptions, 'level'> = {},
): BootstrapRatio {
  checkOptions('bootstrapRatio', options, ratioKinds);
  const asymptotic = likelihoodRatio(small, large);
  const settings = settingsOf(options);
  return bootstrapRatioOf(asymptotic, made(ratioReplicates(small, large, settings.seed), settings), settings);
}

/** Makes replicate r of a bootstrapped test, which depends on the fits, the seed and r alone. */
export function ratioReplicates(
  small: LaplaceResult,
  large: LaplaceResult,
  seed: string,
): (replicate: number) => RatioReplicate {
  const simulate = outcomeSimulator(small);
  const translate = translator(small, large);
  return (r) => {
    const y = simulate(stream(seed, 'bootstrap', r));
    const fits = [refitted(small, y), refitted(large, translate(y))];
    const gain = 2 * (fits[1].logLik - fits[0].logLik);
    return {
      converged:
        fits.every(({ certificate }) => certificate.converged) &&
        !isLower(gain + 3 * statisticError(...fits)),
      singular: fits.some(({ singular }) => singular.length > 0),
      statistic: statisticOf(gain),
    };
  };
}

/** The test that replicates 0, 1, 2, ... make up. */
export function bootstrapRatioOf(
  asymptotic: LikelihoodRatio,
  replicates: readonly RatioReplicate[],
  { seed }: { readonly seed: string },
): BootstrapRatio {
  const kept = replicates.filter(({ converged }) => converged);
  const extreme = kept.filter(({ statistic }) => statistic >= asymptotic.statistic).length;
  return {
    statistic: asymptotic.statistic,
    p: kept.length === 0 ? Number.NaN : (1 + extreme) / (1 + kept.length),
    seed,
    replicates: replicates.length,
    failed: replicates.length - kept.length,
    singular: kept.filter(({ singular }) => singular).length,
    statistics: Float64Array.from(kept, ({ statistic }) => statistic),
    asymptotic,
  };
}

/** From outcomes in the order of one fit's program to those in the order of another's. */
function translator(from: LaplaceResult, to: LaplaceResult): (y: Float64Array) => Float64Array {
  checkComparable(from, to);
  const there = to.model.order;
  const place = new Int32Array(there.length);
  from.model.order.forEach((row, p) => {
    place[row] = p;
  });
  return (y) => Float64Array.from(there, (row) => y[place[row]]);
}

function refitted(result: LaplaceResult, y: Float64Array): LaplaceResult {
  const model = withOutcome(result.model, y);
  const start = result.latent.flat.length === 0 ? result.latent.alpha : undefined;
  return laplaceResult(model, result, fitWith(model, result, start));
}

/** Fewer have no quantiles to speak of. */
const fewest = 20;
const most = 1_000_000;

/** Throws InputError for too few or too many replicates. */
export function checkReplicates(replicates: number): void {
  wholeNumber('bootstrap: replicates', replicates, fewest, most);
}

function settingsOf(
  options: BootstrapOptions,
): Required<Omit<BootstrapOptions, 'onProgress' | 'seed'>> &
  Pick<BootstrapOptions, 'onProgress'> & { readonly seed: string } {
  const { replicates = 1000, level = 0.95, onProgress } = options;
  checkLevel(level);
  checkReplicates(replicates);
  return {
    replicates,
    seed: String(options.seed ?? 1),
    level,
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}

/**
 * Standard deviation, and quantiles at the ends of the middle share `level` (Hyndman & Fan 1996, type 7). NaN for none, the
 * standard deviation also for one.
 */
function spread(values: readonly number[], level: number): Pick<BootstrapInterval, 'se' | 'lower' | 'upper'> {
  const sorted = Float64Array.from(values).sort();
  const mean = sorted.reduce((sum, x) => sum + x, 0) / sorted.length;
  const squares = sorted.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  return {
    se: sorted.length < 2 ? Number.NaN : Math.sqrt(squares / (sorted.length - 1)),
    lower: quantileOfSorted(sorted, (1 - level) / 2),
    upper: quantileOfSorted(sorted, (1 + level) / 2),
  };
}
