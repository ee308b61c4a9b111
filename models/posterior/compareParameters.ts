import { mcseMean, mcseSd, summarise } from '../../diagnostics/index.ts';
import { InputError } from '../../src/errors.ts';
import { columnAt, type Draws } from './draws.ts';

/** Estimates with their standard errors, from wherever: a Laplace fit, another program, a paper. */
export interface Estimates {
  readonly names: readonly string[];
  readonly estimates: ArrayLike<number>;
  /** NaN where there is none. */
  readonly standardErrors: ArrayLike<number>;
  /** Monte Carlo standard errors of the estimates, where they come from draws themselves. */
  readonly monteCarloErrors?: ArrayLike<number>;
}

/** One quantity by an approximation and by the posterior's draws. */
export interface ComparedParameter {
  readonly name: string;
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
export function compareParameters(estimates: Estimates, draws: Draws): ComparedParameter[] {
  const places = new Map(draws.names.map((name, q) => [name, q]));
  const rows = estimates.names.flatMap((name, i) => {
    const q = places.get(name);
    if (q === undefined) return [];
    const { estimates: values, standardErrors, monteCarloErrors } = estimates;
    const row = compareOne(name, values[i], standardErrors[i], columnAt(draws, q));
    return [withError(row, monteCarloErrors?.[i] ?? 0)];
  });
  if (rows.length > 0) return rows;
  const some = (names: readonly string[]): string => names.slice(0, 5).join(', ');
  throw new InputError(
    `compare: the fits have no parameter in common (${some(estimates.names)} ... and ${some(draws.names)} ...)`,
  );
}

function compareOne(
  name: string,
  estimate: number,
  se: number,
  chains: readonly Float64Array[],
): ComparedParameter {
  const { mean, sd, q5, q50, q95 } = summarise(chains);
  const widthRatio = se / sd;
  return {
    ...{ name, estimate, se, mean, sd, median: q50, q5, q95 },
    skewness: skewnessOf(chains, mean, sd),
    shift: (estimate - mean) / sd,
    shiftError: mcseMean(chains) / sd,
    widthRatio,
    widthRatioError: (widthRatio * mcseSd(chains)) / sd,
  };
}

/** Adds the other side's own Monte Carlo error; that of its sd is taken to be as large, relative to it. */
function withError(row: ComparedParameter, error: number): ComparedParameter {
  if (error === 0) return row;
  return {
    ...row,
    shiftError: Math.sqrt(row.shiftError * row.shiftError + (error / row.sd) * (error / row.sd)),
    widthRatioError: row.widthRatioError * Math.SQRT2,
  };
}

function skewnessOf(chains: readonly Float64Array[], mean: number, sd: number): number {
  let sum = 0;
  let count = 0;
  for (const chain of chains)
    for (const x of chain) {
      const d = (x - mean) / sd;
      sum += d * d * d;
      count++;
    }
  return sum / count;
}

/** Means and sds of draws as estimates, so that a posterior can stand on either side. */
export function posteriorEstimates(draws: Draws, names: readonly string[] = draws.names): Estimates {
  const rows = names.map((name) => summarise(columnAt(draws, draws.names.indexOf(name))));
  return {
    names,
    estimates: rows.map((r) => r.mean),
    standardErrors: rows.map((r) => r.sd),
    monteCarloErrors: rows.map((r) => r.mcseMean),
  };
}
