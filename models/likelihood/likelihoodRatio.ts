import { Matrix, QrDecomposition } from 'ml-matrix';
import { chiSquareUpper } from '../../src/engine/elementary/distributions.ts';
import { InputError } from '../../src/engine/errors.ts';
import {
  coefficientLabel,
  isCoefficient,
  mainPredictor,
  naturalSupport,
  type Quantity,
  quantityName,
} from '../../src/engine/program/quantity.ts';
import { checkLaplaceFit } from '../arguments.ts';
import type { Design } from '../design/design.ts';
import { groupsOf } from '../design/terms.ts';
import type { Family, Thresholds } from '../families/family.ts';
import type { Outcome } from '../families/responses.ts';
import { plainDensity } from '../layout/rowDensity.ts';
import { determinantError } from './determinantError.ts';
import type { LaplaceResult } from './laplace.ts';
import { everywhere, type ParameterRange, type Range, rangesOf } from './ranges.ts';
import { sameExpression } from './sameExpression.ts';
import { refuseOtherLevels } from './sameLevels.ts';
import { sameNumbers } from './sameNumbers.ts';
import { sameWeights } from './sameWeights.ts';

/** A likelihood-ratio test of two nested fits. */
export interface LikelihoodRatio {
  /** Twice the difference of the log likelihoods; 0 below 1e-6, which is rounding. */
  readonly statistic: number;
  /** Parameters that the larger model has more. */
  readonly df: number;
  /** Under the reference distribution that `reference` says; 1 for models that are one. */
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
 * A coefficient whose prior ends at 0 counts like a new sd without correlations.
 * Throws InputError unless both are maximum-likelihood fits of the same outcome in the same rows with the same family and
 * weights, by the same quadrature where that matters, and the smaller is nested in the larger: its fixed columns in the span
 * of the larger's, its varying coefficients and correlations among the larger's, over levels that vary together alike, and parameters between the
 * same bounds, or constant where the larger's is free.
 */
export function likelihoodRatio(small: LaplaceResult, large: LaplaceResult): LikelihoodRatio {
  for (const fit of [small, large]) checkLaplaceFit('likelihoodRatio', fit);
  checkComparable(small, large);
  checkNested(small, large);
  const error = statisticError(small, large);
  const df = large.df - small.df;
  const gain = 2 * (large.logLik - small.logLik);
  const statistic = statisticOf(gain);
  refuseRough(statistic, error);
  const chiSquareP = df === 0 ? 1 : chiSquareUpper(statistic, df);
  const edges = newEdges(small, large);
  const mixed = edges.length === 1 && df > 0;
  return {
    statistic,
    df,
    p: mixed ? (chiSquareUpper(statistic, df - 1) + chiSquareUpper(statistic, df)) / 2 : chiSquareP,
    chiSquareP,
    reference: referenceWords(df, edges),
    warnings: [...fitWarnings(small, large), ...gainWarnings(gain, df, error), ...errorWarnings(error)],
  };
}

/** Standard error of the statistic where log determinants are estimated, their errors taken as independent; 0 if exact. */
export function statisticError(...fits: readonly LaplaceResult[]): number {
  const squares = fits.map((fit) => {
    const error = 2 * (determinantError(fit)?.logLik ?? 0);
    return error * error;
  });
  return Math.sqrt(squares.reduce((s, x) => s + x, 0));
}

/** A p value may be off by as much as this error of the statistic, or this share of it, makes it, and no more. */
const mostError = { absolute: 0.1, relative: 0.05 } as const;

function refuseRough(statistic: number, error: number): void {
  if (error <= Math.max(mostError.absolute, mostError.relative * statistic)) return;
  throw new InputError(
    `likelihood ratio: the statistic, ${statistic.toPrecision(3)}, has a standard error of ${error.toPrecision(2)} from estimated log determinants, too large for a test; fit with logDeterminant exact, or sample`,
  );
}

function errorWarnings(error: number): string[] {
  if (error === 0) return [];
  return [`log determinants are estimated: the statistic has a standard error of ${error.toPrecision(2)}`];
}

/** Gains below this are rounding: fits end within 1e-5 standard errors of their optimum. */
const leastGain = 1e-6;
/** More than this below zero is no rounding: the larger model can do whatever the smaller does. */
const notRounding = 1e-4;

/** The statistic for a gain in deviance. */
export function statisticOf(gain: number): number {
  return gain < leastGain ? 0 : gain;
}

/** Whether the larger model's likelihood is lower than it can be. */
export function isLower(gain: number): boolean {
  return gain < -notRounding;
}

/** Throws InputError unless two fits can be compared by their likelihoods. */
export function checkComparable(small: LaplaceResult, large: LaplaceResult): void {
  for (const fit of [small, large]) {
    if (fit.method !== 'ml' || fit.fast)
      throw new InputError(
        `likelihood ratio: wanted fits by maximum likelihood, got ${fit.fast ? 'a fast fit' : fit.method} of ${fit.model.formula}; fit with method ml`,
      );
  }
  if (small.quadrature !== large.quadrature && nodesMatter(small))
    throw new InputError(
      `likelihood ratio: the fits have ${small.quadrature} and ${large.quadrature} quadrature nodes; use the same`,
    );
  const [a, b] = [small.model, large.model];
  const family = ({ family: { name, link } }: typeof a): string => `${name} (${link})`;
  if (!sameThresholds(a.family.chosen.family, b.family.chosen.family))
    throw new InputError(
      `likelihood ratio: the thresholds differ, of ${a.design.response.name} and ${b.design.response.name}; compare their AIC`,
    );
  if (!sameExpression(plainDensity(a.family.chosen), plainDensity(b.family.chosen)))
    throw new InputError(
      family(a) === family(b)
        ? `likelihood ratio: two families have the name ${a.family.name}`
        : `likelihood ratio: the families differ, ${family(a)} and ${family(b)}`,
    );
  checkSameData(small, large);
}

/** Whether two families of one name have the same thresholds for the same rows; so where one has none. */
function sameThresholds({ name, thresholds: a }: Family, { name: other, thresholds: b }: Family): boolean {
  if (name !== other || a === undefined || b === undefined) return true;
  const labels = ({ names, strata = [] }: Thresholds): string => JSON.stringify([names, strata]);
  return labels(a) === labels(b);
}

/** Not where there is nothing to integrate out, nor where every rule is exact. */
function nodesMatter({ model: { program } }: LaplaceResult): boolean {
  return program.terms.length > 0 && !program.capabilities.quadraticInEta;
}

/** Numbers that an outcome is made of. */
const outcomeParts: readonly ((outcome: Outcome) => Float64Array | null | undefined)[] = [
  ({ y }) => y,
  ({ trials }) => trials,
  ({ censoring }) => censoring?.codes,
  ({ censoring }) => censoring?.upper,
  ({ strata }) => strata?.codes,
  ({ standardErrors }) => standardErrors?.values,
];

function checkSameData(small: LaplaceResult, large: LaplaceResult): void {
  const [a, b] = [small.model.design, large.model.design];
  if (a.rows !== b.rows || !sameNumbers(a.rowNumbers, b.rowNumbers))
    throw new InputError(
      `likelihood ratio: the fits use different rows (${a.rows} and ${b.rows}); leave rows with missing values out of both`,
    );
  const [y, z] = [small.model.outcome, large.model.outcome];
  const same = (of: (typeof outcomeParts)[number]): boolean => sameNumbers(of(y) ?? null, of(z) ?? null);
  if (!outcomeParts.every(same))
    throw new InputError(`likelihood ratio: the outcomes differ, ${a.response.name} and ${b.response.name}`);
  if (!sameNumbers(a.offset, b.offset)) throw new InputError('likelihood ratio: the offsets differ');
  if (!sameWeights(small.model, large.model))
    throw new InputError('likelihood ratio: the case weights differ');
}

function checkNested(small: LaplaceResult, large: LaplaceResult): void {
  if (small.df > large.df)
    throw new InputError(
      `likelihood ratio: the first model has more parameters (${small.df}) than the second (${large.df}); swap them`,
    );
  const [a, b] = [small.model.design.residual, large.model.design.residual];
  if (a !== null && b?.syntax.text !== a.syntax.text)
    throw new InputError(
      `likelihood ratio: the first model has residuals ${a.syntax.text}, which the second does not have; compare by AIC`,
    );
  const names = new Set(large.population.names);
  const [inner, outer] = [small.model.design, large.model.design];
  const gained = (q: Quantity): boolean =>
    q.kind === 'auxiliary' && outer.further.some(({ parameter }) => parameter === q.parameter);
  const missing = small.population.quantities.find(
    (q) => !isCoefficient(q) && !names.has(quantityName(q)) && !gained(q),
  );
  if (missing !== undefined)
    throw new InputError(`likelihood ratio: not nested, the larger model has no ${quantityName(missing)}`);
  refuseOtherLevels(groupsOf(inner), groupsOf(outer));
  const { rows } = inner;
  refuseOutside(rows, inner.predictor, inner, outer);
  for (const { parameter, ...own } of inner.further)
    refuseOutside(rows, parameter, own, outer.further.find((other) => other.parameter === parameter) ?? null);
  for (const { parameter, ...own } of outer.further)
    if (inner.further.every((other) => other.parameter !== parameter))
      refuseOutside(rows, parameter, constantOnly, own);
  checkRanges(small, large);
}

/** What of a linear predictor the data give. */
type FixedPart = Pick<Design, 'fixed' | 'offset'>;

/** A parameter without a linear predictor, as one with. */
const constantOnly: FixedPart = {
  fixed: { intercept: true, names: [], columns: [], monotone: [] },
  offset: null,
};

/** Throws InputError where the smaller model's linear predictor is none of the larger one's. */
function refuseOutside(rows: number, predictor: string, inner: FixedPart, outer: FixedPart | null): void {
  if (outer === null)
    throw new InputError(`likelihood ratio: not nested, the larger model has no formula for ${predictor}`);
  if (!sameNumbers(inner.offset, outer.offset))
    throw new InputError(
      `likelihood ratio: the offsets${predictor === mainPredictor ? '' : ` of ${predictor}`} differ`,
    );
  const outside = outsideSpan(rows, inner, outer);
  if (outside !== null)
    throw new InputError(
      `likelihood ratio: not nested, b_${coefficientLabel(predictor, outside)} is no combination of the larger model's fixed columns`,
    );
}

/** Throws InputError where bounds of priors keep the larger model from what the smaller can do, or the other way. */
function checkRanges(small: LaplaceResult, large: LaplaceResult): void {
  const [inner, outer] = [small, large].map(({ model }) => rangesOf(model.program));
  for (const { parameter } of large.model.design.further) {
    const range = inner.get(parameter);
    if (range?.quantity.kind === 'auxiliary') checkUnbounded(parameter, range);
    inner.delete(parameter);
  }
  for (const [name, range] of inner) {
    const other = outer.get(name) ?? everywhere;
    const isPoint = range.lower === range.upper && other.lower < range.lower && range.upper < other.upper;
    if (!isPoint && (range.lower !== other.lower || range.upper !== other.upper))
      throw new InputError(
        `likelihood ratio: ${name} lies ${rangeWords(range)} in one model and ${rangeWords(other)} in the other; give it priors with the same bounds`,
      );
  }
  const recoded = [...inner.keys()].find((name) => !outer.has(name));
  for (const [name, range] of outer) {
    if (inner.has(name) || !isCoefficient(range.quantity)) continue;
    const bounded = Number.isFinite(range.lower) || Number.isFinite(range.upper);
    if (recoded !== undefined && bounded)
      throw new InputError(
        `likelihood ratio: not nested, ${name} lies ${rangeWords(range)}, and ${recoded} has no such bounds`,
      );
  }
  for (const [name, { quantity, lower, upper }] of outer) {
    if (inner.has(name) || quantity.kind === 'intercept' || (lower <= 0 && upper >= 0)) continue;
    throw new InputError(
      `likelihood ratio: not nested, ${name} cannot be 0 in the larger model: it lies ${rangeWords({ lower, upper })}`,
    );
  }
}

/** A formula lets a parameter be anything that the family allows. */
function checkUnbounded(parameter: string, { quantity, lower, upper }: ParameterRange): void {
  const { kind, ...bounds } = naturalSupport(quantity);
  const natural = { ...everywhere, ...(kind === 'positive' ? { lower: 0 } : {}), ...bounds };
  if (lower === natural.lower && upper === natural.upper) return;
  throw new InputError(
    `likelihood ratio: ${parameter} lies ${rangeWords({ lower, upper })} in one model and has a formula in the other; give it a prior without bounds`,
  );
}

function rangeWords({ lower, upper }: Range): string {
  return lower === upper ? `at ${lower}` : `between ${lower} and ${upper}`;
}

/** Residuals below this share of a column are rounding. */
const rounding = 1e-8;

/** The first fixed column of a design that the other's do not span, or null. */
function outsideSpan(rows: number, inner: FixedPart, outer: FixedPart): string | null {
  const names = new Set(outer.fixed.names);
  const columns = inner.fixed.names.flatMap((name, j) =>
    names.has(name) ? [] : [{ name, x: inner.fixed.columns[j] }],
  );
  if (inner.fixed.intercept && !outer.fixed.intercept)
    columns.push({ name: 'Intercept', x: new Float64Array(rows).fill(1) });
  if (columns.length === 0) return null;
  const basis = fixedMatrix(outer, rows);
  if (basis.columns === 0) return columns[0].name;
  const qr = new QrDecomposition(basis);
  const outside = columns.find(({ x }) => {
    const column = Matrix.columnVector(x);
    return Matrix.sub(column, basis.mmul(qr.solve(column))).norm() > rounding * column.norm();
  });
  return outside?.name ?? null;
}

/** Columns of unit length. */
function fixedMatrix({ fixed }: FixedPart, rows: number): Matrix {
  const all = [...(fixed.intercept ? [new Float64Array(rows).fill(1)] : []), ...fixed.columns];
  const scales = all.map((x) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0)) || 1);
  return all.length === 0
    ? Matrix.zeros(rows, 0)
    : new Matrix(Array.from({ length: rows }, (_, i) => all.map((x, j) => x[i] / scales[j])));
}

/** Parameters that only the larger model has and whose range ends at 0, where the smaller model holds them. */
function newEdges(small: LaplaceResult, large: LaplaceResult): Quantity[] {
  const known = new Set(small.population.names);
  return [...rangesOf(large.model.program)].flatMap(([name, { quantity, lower, upper }]) =>
    known.has(name) || quantity.kind === 'intercept' || lower === upper || (lower !== 0 && upper !== 0)
      ? []
      : [quantity],
  );
}

function referenceWords(df: number, edges: readonly Quantity[]): string {
  const what = edges.every(({ kind }) => kind === 'sd') ? 'sd' : 'parameter';
  if (df === 0) return 'none, the models have the same parameters';
  if (edges.length === 0) return `chi-square with ${df} df`;
  if (edges.length === 1)
    return `equal mixture of chi-square with ${df - 1} and ${df} df, since ${what === 'sd' ? 'an sd' : 'a parameter'} is at the edge of its range under the smaller model`;
  return `chi-square with ${df} df; conservative, since ${edges.length} ${what}s are at the edge of their range under the smaller model (a bootstrap says more)`;
}

function fitWarnings(small: LaplaceResult, large: LaplaceResult): string[] {
  const lost = [small, large]
    .filter(({ certificate }) => !certificate.converged)
    .map(({ model }) => `the fit of ${model.formula} did not converge`);
  if (small.singular.length === 0) return lost;
  return [...lost, `the smaller fit is singular (${small.singular.join(', ')}); p is approximate`];
}

/** A gain below zero by what errors of the estimates explain, three standard errors, says nothing. */
function gainWarnings(gain: number, df: number, error: number): string[] {
  if (Math.abs(gain) <= 3 * error) return [];
  const by = (Math.abs(gain) / 2).toPrecision(3);
  if (isLower(gain))
    return [`the larger model has a lower likelihood (by ${by}): its fit is not the maximum`];
  if (df > 0 || !isLower(-gain)) return [];
  return [`the models are one, and their likelihoods differ by ${by}: the first fit is not the maximum`];
}
