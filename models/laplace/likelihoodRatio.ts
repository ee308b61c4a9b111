import { Matrix, QrDecomposition } from 'ml-matrix';
import { InputError } from '../../src/errors.ts';
import type { Design } from '../design/design.ts';
import { chiSquareUpper } from './distributions.ts';
import type { LaplaceResult } from './laplace.ts';

/** A likelihood-ratio test of two nested fits. */
export interface LikelihoodRatio {
  /** Twice the difference of the log likelihoods, at least 0. */
  readonly statistic: number;
  /** Parameters that the larger model has more. */
  readonly df: number;
  /** Under the reference distribution that `reference` says. */
  readonly p: number;
  /** From the chi-square distribution with `df` degrees of freedom. */
  readonly chiSquareP: number;
  /** Which distribution `p` is from, in words. */
  readonly reference: string;
  /** What stands in the way of trusting p. */
  readonly warnings: readonly string[];
}

/**
 * Tests a smaller model against a larger one. Where the larger has a new sd, that sd is at the edge of its range under
 * the smaller model: for one new varying coefficient (with its c correlations, and f new fixed coefficients) p comes from
 * the equal mixture of chi-square with f + c and f + c + 1 degrees of freedom (Stram & Lee 1994, case 3); for more than
 * one from the chi-square with all degrees of freedom, which is conservative; see `bootstrapRatio`.
 * Throws InputError unless both are maximum-likelihood fits of the same outcome in the same rows with the same family and
 * quadrature, and the smaller is nested in the larger: its fixed columns in the span of the larger's, its varying
 * coefficients and correlations among the larger's.
 */
export function likelihoodRatio(small: LaplaceResult, large: LaplaceResult): LikelihoodRatio {
  checkComparable(small, large);
  checkNested(small, large);
  const df = large.df - small.df;
  const gain = 2 * (large.logLik - small.logLik);
  const statistic = Math.max(0, gain);
  const chiSquareP = chiSquareUpper(statistic, df);
  const added = newParameters(small, large, 'sd_');
  const mixed = added === 1;
  return {
    statistic,
    df,
    p: mixed ? (chiSquareUpper(statistic, df - 1) + chiSquareUpper(statistic, df)) / 2 : chiSquareP,
    chiSquareP,
    reference: referenceWords(df, added),
    warnings: [...fitWarnings(small, large), ...gainWarnings(gain)],
  };
}

/** Throws InputError unless two fits can be compared by their likelihoods. */
export function checkComparable(small: LaplaceResult, large: LaplaceResult): void {
  for (const fit of [small, large]) {
    if (fit.method !== 'ml' || fit.fast)
      throw new InputError(
        `likelihood ratio: wanted fits by maximum likelihood, got ${fit.fast ? 'a fast fit' : fit.method} of ${fit.model.formula}; fit with method ml`,
      );
  }
  if (small.quadrature !== large.quadrature)
    throw new InputError(
      `likelihood ratio: the fits have ${small.quadrature} and ${large.quadrature} quadrature nodes; use the same`,
    );
  const [a, b] = [small.model, large.model];
  const family = ({ family: { name, link } }: typeof a): string => `${name} (${link})`;
  if (family(a) !== family(b))
    throw new InputError(`likelihood ratio: the families differ, ${family(a)} and ${family(b)}`);
  checkSameData(small, large);
}

function checkSameData(small: LaplaceResult, large: LaplaceResult): void {
  const [a, b] = [small.model.design, large.model.design];
  if (a.rows !== b.rows || !sameNumbers(a.rowNumbers, b.rowNumbers))
    throw new InputError(
      `likelihood ratio: the fits use different rows (${a.rows} and ${b.rows}); leave rows with missing values out of both`,
    );
  if (!sameOutcome(a, b))
    throw new InputError(`likelihood ratio: the outcomes differ, ${a.response.name} and ${b.response.name}`);
  if (!sameNumbers(a.offset, b.offset)) throw new InputError('likelihood ratio: the offsets differ');
  const [u, v] = [small.model.program.rows.weights, large.model.program.rows.weights];
  // each model has its own order of rows
  if (!sameNumbers(u?.slice().sort() ?? null, v?.slice().sort() ?? null))
    throw new InputError('likelihood ratio: the case weights differ');
}

function sameOutcome({ response: a }: Design, { response: b }: Design): boolean {
  if (a.kind === 'values') return b.kind === 'values' && sameNumbers(a.values, b.values);
  return b.kind === 'counts' && sameNumbers(a.successes, b.successes) && sameNumbers(a.trials, b.trials);
}

function sameNumbers(a: ArrayLike<number> | null, b: ArrayLike<number> | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && Array.from(a).every((x, i) => x === b[i]);
}

function checkNested(small: LaplaceResult, large: LaplaceResult): void {
  if (small.df > large.df)
    throw new InputError(
      `likelihood ratio: the first model has more parameters (${small.df}) than the second (${large.df}); swap them`,
    );
  const names = new Set(large.population.names);
  const missing = small.population.names.find((name) => !name.startsWith('b_') && !names.has(name));
  if (missing !== undefined)
    throw new InputError(`likelihood ratio: not nested, the larger model has no ${missing}`);
  const outside = outsideSpan(small.model.design, large.model.design);
  if (outside !== null)
    throw new InputError(
      `likelihood ratio: not nested, b_${outside} is no combination of the larger model's fixed columns`,
    );
}

/** Residuals below this share of a column are rounding. */
const rounding = 1e-8;

/** The first fixed column of a design that the other's do not span, or null. */
function outsideSpan(inner: Design, outer: Design): string | null {
  const names = new Set(outer.fixed.names);
  const columns = inner.fixed.names.flatMap((name, j) =>
    names.has(name) ? [] : [{ name, x: inner.fixed.columns[j] }],
  );
  if (inner.fixed.intercept && !outer.fixed.intercept)
    columns.push({ name: 'Intercept', x: new Float64Array(inner.rows).fill(1) });
  if (columns.length === 0) return null;
  const basis = fixedMatrix(outer);
  if (basis.columns === 0) return columns[0].name;
  const qr = new QrDecomposition(basis);
  const outside = columns.find(({ x }) => {
    const column = Matrix.columnVector(x);
    return Matrix.sub(column, basis.mmul(qr.solve(column))).norm() > rounding * column.norm();
  });
  return outside?.name ?? null;
}

/** Columns of unit length. */
function fixedMatrix({ rows, fixed }: Design): Matrix {
  const all = [...(fixed.intercept ? [new Float64Array(rows).fill(1)] : []), ...fixed.columns];
  const scales = all.map((x) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0)) || 1);
  return all.length === 0
    ? Matrix.zeros(rows, 0)
    : new Matrix(Array.from({ length: rows }, (_, i) => all.map((x, j) => x[i] / scales[j])));
}

function newParameters(small: LaplaceResult, large: LaplaceResult, prefix: string): number {
  const count = ({ population }: LaplaceResult): number =>
    population.names.filter((name) => name.startsWith(prefix)).length;
  return count(large) - count(small);
}

function referenceWords(df: number, addedSds: number): string {
  if (addedSds === 0) return `chi-square with ${df} df`;
  if (addedSds === 1)
    return `equal mixture of chi-square with ${df - 1} and ${df} df, since an sd is at the edge of its range under the smaller model`;
  return `chi-square with ${df} df; conservative, since ${addedSds} sds are at the edge of their range under the smaller model (a bootstrap says more)`;
}

function fitWarnings(small: LaplaceResult, large: LaplaceResult): string[] {
  const lost = [small, large]
    .filter(({ certificate }) => !certificate.converged)
    .map(({ model }) => `the fit of ${model.formula} did not converge`);
  if (small.singular.length === 0) return lost;
  return [...lost, `the smaller fit is singular (${small.singular.join(', ')}); p is approximate`];
}

/** More than this below zero is no rounding: the larger model can do whatever the smaller does. */
const notRounding = 1e-4;

function gainWarnings(gain: number): string[] {
  if (gain >= -notRounding) return [];
  return [
    `the larger model has a lower likelihood (by ${(-gain / 2).toPrecision(3)}): its fit is not the maximum`,
  ];
}
