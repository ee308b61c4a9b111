import type { Expression } from '../autodiff/index.ts';
import { InputError } from '../errors.ts';
import type { SparseRows } from '../linalg/sparse.ts';
import type { WasmMemory } from '../wasm/platform.ts';
import type { Capabilities } from './capabilities.ts';
import { mainPredictor, type Quantity, quantityName } from './quantity.ts';
import type { ResidualProgram } from './residual.ts';
import type { Support } from './support.ts';

/**
 * A model as plain data: everything a log density needs and nothing else. It can be posted to a worker (its large
 * arrays live in shared memory where the platform has it) and is turned into functions there.
 *
 * theta = (alpha, z_1, z_2, ...): the few population parameters, unconstrained, then each term's standard normal
 * group effects, `z[level * k + coefficient]`.
 */
export interface Program {
  /** Variables of alpha, as the expressions below read them. */
  readonly alpha: readonly string[];
  /**
   * Coefficients of the linear predictors on the internal columns, one predictor after the other: the intercept first
   * where there is one.
   */
  readonly linear: readonly Expression[];
  /** For each linear coefficient, its normal prior and its place in alpha; null where it has another prior. */
  readonly linearPriors: readonly (NormalCoefficient | null)[];
  readonly auxiliary: readonly NamedExpression[];
  readonly terms: readonly TermProgram[];
  /** Log prior of alpha, Jacobians included. */
  readonly logPrior: Expression;
  /** The part of it that the coefficients in `linearPriors` do not enter. */
  readonly otherLogPrior: Expression;
  /** What the rows' density allows to be done exactly; strategies choose by it. */
  readonly capabilities: Capabilities;
  /** What is reported of alpha, on the user's scale. */
  readonly reported: readonly ReportedQuantity[];
  readonly rows: RowProgram;
  /** How residuals vary together; absent where rows are independent given eta, as every density of a row has them. */
  readonly residual?: ResidualProgram;
}

/**
 * A coefficient with a normal (or flat) prior on the internal columns: coefficient = slope * alpha[at] + shift, and
 * coefficient ~ Normal(mean, 1 / precision), precision 0 for a flat prior.
 */
export interface NormalCoefficient {
  readonly at: number;
  readonly slope: number;
  readonly shift: number;
  readonly mean: number;
  readonly precision: number;
}

export interface NamedExpression {
  readonly name: string;
  readonly expression: Expression;
}

/** A number that a program reports of alpha. */
export interface ReportedQuantity extends NamedExpression {
  readonly quantity: Quantity;
  /** Where it may lie, the bounds of its prior included. */
  readonly support: Support;
  /** What a prior may be declared for, most specific first; none where it has no prior of its own. */
  readonly priorKeys: readonly string[];
  /** Where it rises in no coordinate of alpha by itself: a direction in which it does, by the names of coordinates. */
  readonly rises?: Readonly<Record<string, number>>;
}

/** One random-effects term: b = L z for every level, on the internal columns. */
export interface TermProgram {
  readonly group: string;
  readonly levels: readonly string[];
  readonly coefs: readonly string[];
  /** L, k x k row-major, sds included; zeros above the diagonal. */
  readonly factor: readonly Expression[];
  /** For each coefficient, the number of the linear predictor that it enters, in the order of `predictorsOf`. */
  readonly predictors: readonly number[];
  /** b on the user's columns = toUser b, k x k row-major. */
  readonly toUser: Float64Array;
  /**
   * Where levels are of classes with a covariance each: how many, and the class of each level. Coefficients come a class after
   * the other, as many in each; a level has those of its own class, and no row reads what stands for it in the others.
   */
  readonly classes?: { readonly count: number; readonly of: Int32Array };
  /** Level of each row; the place of each row where the term has a mixing. */
  readonly index: Int32Array;
  /** An internal column a coefficient; null for a column of ones. */
  readonly columns: readonly (Float64Array | null)[];
  /** Absent where a row has its level's effects, L z, and nothing of other levels'. */
  readonly mixing?: Mixing;
}

/**
 * How the effects u_l = L z_l, independent from level to level, come to rows and levels: where a row belongs to several
 * levels, or where levels vary together by a known covariance C C'.
 */
export interface Mixing {
  /** A row at place p has sum_l `places[p][l]` u_l. */
  readonly places: SparseRows;
  /** What is reported as the effects of level j is sum_l `levels[j][l]` u_l, C being this; null for u_j. */
  readonly levels: SparseRows | null;
}

/** The different effects that rows have: one a level, or one a place where a term has a mixing. */
export function placeCount({ levels, mixing }: Pick<TermProgram, 'levels' | 'mixing'>): number {
  return mixing === undefined ? levels.length : mixing.places.rows;
}

/** The part of a linear predictor that no group effect enters. */
export interface LinearPredictor {
  readonly hasIntercept: boolean;
  /** Internal columns, centred and scaled, row-major: `x[row * width + column]`. */
  readonly x: Float64Array;
  readonly width: number;
  readonly offset: Float64Array | null;
}

/** The linear predictor of one of a family's own parameters, of what a link makes of it. */
export interface ParameterPredictor extends LinearPredictor {
  readonly parameter: string;
}

/** Numbers that are known of each row, besides its outcome and trials: how it is censored, its standard error. */
export interface KnownColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/** The rows, sorted so that the largest factor's levels are contiguous; the first linear predictor is the mean's. */
export interface RowProgram extends LinearPredictor {
  readonly count: number;
  /** What quantities call the first linear predictor; `mu` if left out. */
  readonly predictor?: string;
  /** Further linear predictors. */
  readonly further: readonly ParameterPredictor[];
  readonly y: Float64Array;
  readonly trials: Float64Array | null;
  readonly weights: Float64Array | null;
  /** Further numbers of each row that its density reads, by the variables that stand for them; none if left out. */
  readonly known?: readonly KnownColumn[];
  /** log p(y | etas, auxiliary) in the variables y, those of `etasOf`, trials, the known columns' and the auxiliary names. */
  readonly density: Expression;
  /** Where these are no rows of data, but fewer with the same sums of products: for what reads sums alone. */
  readonly condensed?: CondensedOnes;
  /** The rows as kernels read them, where all threads share them; see `withSharedRows`. */
  readonly memory?: RowMemory;
}

/**
 * Of rows of a triangular factor, X'X being R'R: what each has in the place of 1, which intercepts and columns of ones read, and the sum of
 * the weights of the rows of data. They have no weights and no offset.
 */
export interface CondensedOnes {
  readonly ones: Float64Array;
  readonly weight: number;
  /** What the outcomes are counted from: y has so many times `ones` less than the outcome's row. */
  readonly origin: number;
}

/** Throws InputError where a program has sums only: `what` reads rows. */
export function demandRows({ rows }: Pick<Program, 'rows'>, what: string): void {
  if (rows.condensed === undefined) return;
  throw new InputError(
    `${what}: wanted rows, got their sums of products, made by a database, which the sampler "collapsed" (auto takes it) and Laplace fits by ml, reml and map can do with; read the rows whole (--rows) for others`,
  );
}

/** Whether the marginal of normal residuals is had exactly from sums alone: residuals have a structure, or there are no rows but their sums. */
export function hasSumsAlone({ residual, rows }: Pick<Program, 'residual' | 'rows'>): boolean {
  return residual !== undefined || rows.condensed !== undefined;
}

/**
 * The rows as kernels read them, in one WebAssembly memory: for each block of rows a record, in it one column after
 * the other. Where memory can be shared, all chains of a process read the same rows, written once; a Program carries
 * the memory to its workers. Each kernel adds an area of its own at the end.
 */
export interface RowMemory {
  readonly memory: WasmMemory;
  /** The shape of the program it was made for. */
  readonly shape: string;
}

export function dimensionOf(program: Program): number {
  return program.terms.reduce((n, t) => n + t.levels.length * t.coefs.length, program.alpha.length);
}

/** The linear predictors, the mean's first. */
export function predictorsOf(rows: RowProgram): readonly LinearPredictor[] {
  return [rows, ...rows.further];
}

/** What quantities call the linear predictors, in the order of `predictorsOf`. */
export function predictorNames({
  predictor,
  further,
}: Pick<RowProgram, 'predictor' | 'further'>): readonly string[] {
  return [predictor ?? mainPredictor, ...further.map(({ parameter }) => parameter)];
}

/** What a row density calls the numbers that are known of a row and that are no weight: y, trials and the further ones. */
export function rowVariables({ known = [] }: Pick<RowProgram, 'known'>): readonly string[] {
  return ['y', 'trials', ...known.map(({ name }) => name)];
}

/** What a row density calls the linear predictor of a family's parameter; no parameter can be called so. */
export const etaOf = (parameter: string): string => `eta of ${parameter}`;

/** The variables of a row density that are linear predictors, in the order of `predictorsOf`. */
export function etasOf({
  further,
}: {
  readonly further: readonly { readonly parameter: string }[];
}): readonly string[] {
  return ['eta', ...further.map(({ parameter }) => etaOf(parameter))];
}

/** Number of coefficients of a linear predictor, the intercept among them. */
export const linearCount = ({
  hasIntercept,
  width,
}: Pick<LinearPredictor, 'hasIntercept' | 'width'>): number => width + (hasIntercept ? 1 : 0);

/** What is reported, in order: population quantities, then every group effect, coefficient after coefficient. */
export function quantitiesOf({ reported, terms, rows }: Program): Quantity[] {
  const names = predictorNames(rows);
  return [...reported.map(({ quantity }) => quantity), ...terms.flatMap((term) => effectsOf(term, names))];
}

/** The group effects of one term, in the order they are reported. */
function effectsOf(term: TermProgram, names: readonly string[]): Quantity[] {
  const { group, levels, predictors } = term;
  return ownCoefs(term).flatMap((coef, c) =>
    levels.map(
      (level): Quantity => ({ kind: 'groupEffect', predictor: names[predictors[c]], group, level, coef }),
    ),
  );
}

/** The coefficients that a level has: all, or those of a class. */
export function ownCoefs({ coefs, classes }: Pick<TermProgram, 'coefs' | 'classes'>): readonly string[] {
  return classes === undefined ? coefs : coefs.slice(0, coefs.length / classes.count);
}

/** Where own coefficient c of level j stands among the term's. */
export function placeOfCoef(
  { coefs, classes }: Pick<TermProgram, 'coefs' | 'classes'>,
  j: number,
  c: number,
): number {
  return classes === undefined ? c : c + (classes.of[j] * coefs.length) / classes.count;
}

/** Names of what is reported, in its order. */
export function quantityNames(program: Program): string[] {
  return quantitiesOf(program).map(quantityName);
}
