import { mcseSd, type Summary, summarise } from '../../diagnostics/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import { isFixed, isIndividual, type Quantity } from '../../src/engine/program/quantity.ts';
import { columnAt, type Draws } from '../posterior/draws.ts';

/** Estimates with their standard errors, from wherever: a Laplace fit, another program, a paper. */
export interface Estimates {
  readonly names: readonly string[];
  readonly estimates: ArrayLike<number>;
  /** NaN where there is none. */
  readonly standardErrors: ArrayLike<number>;
  /** Monte Carlo standard errors of both, where they come from draws themselves. */
  readonly monteCarloErrors?: {
    readonly estimates: ArrayLike<number>;
    readonly standardErrors: ArrayLike<number>;
  };
}

/** Draws, and what they are worth where they look better than that: resampled ones look independent. */
export interface WeighedDraws extends Draws {
  /** No quantity's effective draws are more; no bound if left out. */
  readonly effectiveDraws?: number | undefined;
}

/** One quantity by an approximation and by the posterior's draws. */
export interface ComparedParameter {
  readonly name: string;
  readonly quantity: Quantity;
  readonly estimate: number;
  readonly se: number;
  readonly mean: number;
  readonly sd: number;
  readonly median: number;
  readonly q5: number;
  readonly q95: number;
  /** Third standardised moment of the draws: above 0 where the upper tail is the longer one. */
  readonly skewness: number;
  /** (estimate - mean) / sd, and its Monte Carlo standard error. */
  readonly shift: number;
  readonly shiftError: number;
  /** se / sd, and its Monte Carlo standard error. */
  readonly widthRatio: number;
  readonly widthRatioError: number;
}

/**
 * Compares what both sides have, in the order of the estimates.
 * Odd values: NaN for a ratio whose se is NaN, and for all that a quantity with draws not finite or all equal has not.
 * Throws InputError where no name is on both sides.
 */
export function compareParameters(estimates: Estimates, draws: WeighedDraws): ComparedParameter[] {
  return compareWith(estimates, momentsByName(draws, estimates.names));
}

/** What draws say of those of the names that they have and that are not fixed. Throws InputError where they have none. */
export function momentsByName(draws: WeighedDraws, names: readonly string[]): ReadonlyMap<string, Moments> {
  const places = new Map(draws.names.map((name, q) => [name, q]));
  const found = names.flatMap((name) => {
    const q = places.get(name);
    return q === undefined || isFixed(draws.quantities[q]) ? [] : [[name, momentsOf(draws, q)] as const];
  });
  if (found.length > 0) return new Map(found);
  const some = (of: readonly string[]): string => of.slice(0, 5).join(', ');
  throw new InputError(
    `compare: the fits have no parameter in common (${some(names)} ... and ${some(draws.names)} ...)`,
  );
}

/** As `compareParameters`, for several estimates beside the same draws. */
export function compareWith(
  { names, estimates, standardErrors, monteCarloErrors: errors }: Estimates,
  moments: ReadonlyMap<string, Moments>,
): ComparedParameter[] {
  return names.flatMap((name, i) => {
    const found = moments.get(name);
    if (found === undefined) return [];
    const row = compareOne(name, estimates[i], standardErrors[i], found);
    return [errors === undefined ? row : withErrors(row, errors.estimates[i], errors.standardErrors[i])];
  });
}

function compareOne(name: string, estimate: number, se: number, moments: Moments): ComparedParameter {
  const { quantity, mean, sd, q5, q50, q95, skewness, meanError, sdError } = moments;
  const widthRatio = se / sd;
  return {
    ...{ name, quantity, estimate, se, mean, sd, median: q50, q5, q95, skewness },
    shift: (estimate - mean) / sd,
    shiftError: meanError / sd,
    widthRatio,
    widthRatioError: (widthRatio * sdError) / sd,
  };
}

/** Adds the other side's own Monte Carlo errors. */
function withErrors(row: ComparedParameter, ofEstimate: number, ofSe: number): ComparedParameter {
  return {
    ...row,
    shiftError: rootOfSquares(row.shiftError, ofEstimate / row.sd),
    widthRatioError: rootOfSquares(row.widthRatioError, ofSe / row.sd),
  };
}

function rootOfSquares(a: number, b: number): number {
  return Math.sqrt(a * a + b * b);
}

/** Of one quantity's draws. */
export interface Moments extends Summary {
  readonly quantity: Quantity;
  readonly skewness: number;
  /** Monte Carlo standard errors of mean and sd. */
  readonly meanError: number;
  readonly sdError: number;
}

/** Moments of quantity number `q`, their Monte Carlo errors no smaller than what the draws are worth allows. */
function momentsOf(draws: WeighedDraws, q: number): Moments {
  const chains = columnAt(draws, q);
  const summary = summarise(chains);
  const { mean, sd, mcseMean } = summary;
  const { effectiveDraws: most = Number.POSITIVE_INFINITY } = draws;
  const skewness = standardisedMoment(chains, mean, sd, 3);
  // the variance of (x - mean)^2 is (kurtosis - 1) sd^4, that of a sd a quarter of it over sd^2
  const spread = standardisedMoment(chains, mean, sd, 4) - 1;
  return {
    ...summary,
    quantity: draws.quantities[q],
    skewness,
    meanError: Math.max(mcseMean, sd / Math.sqrt(most)),
    sdError: Math.max(mcseSd(chains), sd * Math.sqrt(Math.max(0, spread) / (4 * most))),
  };
}

/** Mean of ((x - mean) / sd)^power. */
function standardisedMoment(chains: readonly Float64Array[], mean: number, sd: number, power: 3 | 4): number {
  let sum = 0;
  let count = 0;
  for (const chain of chains)
    for (const x of chain) {
      const d = (x - mean) / sd;
      sum += power === 3 ? d * d * d : d * d * d * d;
      count++;
    }
  return sum / count;
}

/** Means and sds of draws as estimates, so that a posterior can stand on either side; group effects if asked for. */
export function posteriorEstimates(draws: WeighedDraws, effects = true): Estimates {
  const places = [...draws.names.keys()].filter((q) => effects || !isIndividual(draws.quantities[q]));
  const rows = places.map((q) => momentsOf(draws, q));
  return {
    names: places.map((q) => draws.names[q]),
    estimates: rows.map((r) => r.mean),
    standardErrors: rows.map((r) => r.sd),
    monteCarloErrors: {
      estimates: rows.map((r) => r.meanError),
      standardErrors: rows.map((r) => r.sdError),
    },
  };
}
