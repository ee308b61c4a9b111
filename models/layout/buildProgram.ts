import {
  add,
  constant,
  type Expression,
  mul,
  sub,
  substitute,
  sum,
  variable,
  variablesOf,
} from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { Capabilities } from '../../src/engine/program/capabilities.ts';
import type {
  NamedExpression,
  NormalCoefficient,
  Program,
  ReportedQuantity,
  TermProgram,
} from '../../src/engine/program/program.ts';
import {
  mainPredictor,
  naturalSupport,
  type Quantity,
  quantityName,
} from '../../src/engine/program/quantity.ts';
import { blockDiagonal, isOnes } from '../covariance/basis.ts';
import type { CovarianceBuilder } from '../covariance/structure.ts';
import { classTerms, type PlainTerm, structuredTerm } from '../covariance/term.ts';
import type {
  FixedDesign,
  MonotoneDesign,
  ParameterDesign,
  ResidualDesign,
  TermDesign,
} from '../design/design.ts';
import { groupsOf } from '../design/terms.ts';
import type { ChosenFamily } from '../families/choose.ts';
import type { FamilyParameter } from '../families/family.ts';
import { type Place, total } from '../families/links.ts';
import { type OutcomeScale, outcomeScale } from '../families/outcome.ts';
import { middleOf, parameterLink } from '../families/parameterLinks.ts';
import { defaultCoefficientPrior, defaultInterceptPrior, defaultParameterPrior } from '../priors/defaults.ts';
import { priorLogDensity } from '../priors/logDensity.ts';
import { isShrinkage, type Prior, type ScalarPrior, supportOf } from '../priors/prior.ts';
import { covarianceKeys, priorKeys } from '../priors/priorKeys.ts';
import type { PriorLookup, WrittenPriors } from '../priors/resolve.ts';
import { overallParameter } from '../priors/shrinkage.ts';
import { type Constrained, constrain, onlyValue, type Support } from '../priors/support.ts';
import { mixingOf } from './mixing.ts';
import { layOutMonotone } from './monotone.ts';
import { refuseDuplicates } from './nameClashes.ts';
import { onNormalScale } from './normalScale.ts';
import { layOutResidual, type ResidualBuilder, residualProgram } from './residual.ts';
import { modelDensity } from './rowDensity.ts';
import {
  arrangeRows,
  type InternalColumns,
  internalColumns,
  isStepOf,
  type ModelRows,
  share,
  spreadOfLevels,
} from './rows.ts';
import { layOutShrunken } from './shrinkage.ts';
import { demandIntercept, layOutThresholds, type ThresholdLayout } from './thresholds.ts';

/** Gathers alpha's variables and log prior while the parts of the model are laid out. */
interface Builder {
  readonly alpha: string[];
  readonly logPrior: Expression[];
  /** Entries of `logPrior` that belong to coefficients with normal priors. */
  readonly normalLogPrior: Set<Expression>;
  readonly reported: ReportedQuantity[];
  readonly priors: PriorLookup;
  readonly scale: OutcomeScale;
  readonly rows: number;
  /** Of the family's residual, which is laid out after the coefficients: a variable until then. 1 where there is none. */
  readonly residualScale: Expression;
}

const real: Support = { kind: 'real' };

/** Lays a model out: parameters and transforms, priors, what is reported, and the rows, which come in canonical order. */
export function buildProgram(ordered: ModelRows, chosen: ChosenFamily, priors: PriorLookup): Program {
  const { design, outcome } = ordered;
  const scale = outcomeScale(outcome, chosen, design.offset);
  const internal = internalColumns(design.fixed);
  const further = design.further.map(({ fixed }) => internalColumns(fixed));
  const normal = onNormalScale(ordered, chosen);
  const rows = arrangeRows(normal.ordered, chosen.family.thresholds, internal, further);
  const { density, capabilities, replaced } = modelDensity(normal.chosen, normal.ordered, rows.rows);
  const sigma = design.residual === null ? null : sigmaOf(chosen, design.residual, capabilities);
  const isReplaced = design.residual?.syntax.structure.homogeneous === false;
  const elsewhere =
    isReplaced && sigma !== null
      ? [sigma]
      : [...design.further.map(({ parameter }) => parameter), ...replaced];
  const residualScale = residualScaleOf(chosen, elsewhere);
  const builder: Builder = {
    alpha: [],
    logPrior: [],
    normalLogPrior: new Set(),
    reported: [],
    priors,
    scale,
    rows: design.rows,
    residualScale: residualScale === null ? constant(1) : variable(residualScale),
  };
  const thresholds = thresholdsOf(builder, chosen, ordered);
  const ofMean = layOutCoefficients(builder, design.predictor, scale, design.fixed, internal, thresholds);
  const places = design.further.map((one) => parameterPlace(chosen, one, scale));
  const coefficients = [
    ofMean,
    ...design.further.map(({ parameter, fixed }, p) =>
      layOutCoefficients(builder, parameter, places[p], fixed, further[p]),
    ),
  ];
  const units = [scale.unit, ...places.map(({ unit }) => unit)];
  const predictors = new Map(namesOf(design).map((name, number) => [name, { number, unit: units[number] }]));
  const terms = groupsOf(design);
  const groups = terms.map((term) => layOutGroup(builder, term, predictors));
  const inIntercept = thresholds?.auxiliary ?? [];
  const own = layOutAuxiliary(builder, chosen, [...elsewhere, ...inIntercept.map(({ name }) => name)]);
  const structured =
    design.residual === null ? [] : layOutResidual(design.residual, residualBuilder(builder));
  refuseDuplicates(builder.reported);
  refuseNothingToEstimate(builder);
  const settled = (expression: Expression): Expression =>
    residualScale === null ? expression : withValue(expression, residualScale, own);
  return {
    alpha: builder.alpha,
    linear: coefficients.flatMap(({ linear }) => linear.map(settled)),
    linearPriors: coefficients.flatMap(({ linearPriors }) => linearPriors),
    auxiliary: [...inIntercept, ...own, ...structured],
    terms: groups.map((group, t) => ({ ...group, index: rows.indices[t] })),
    logPrior: sum(builder.logPrior),
    otherLogPrior: sum(builder.logPrior.filter((entry) => !builder.normalLogPrior.has(entry))),
    capabilities,
    reported: builder.reported.map((one) => ({ ...one, expression: settled(one.expression) })),
    rows: { ...rows.rows, density },
    ...(design.residual === null || sigma === null
      ? {}
      : {
          residual: {
            ...residualProgram(design.residual, terms, structured, sigma),
            logJacobian: normal.logJacobian,
          },
        }),
  };
}

/** The family's residual scale among its parameters that are single numbers; null where there is none. */
function residualScaleOf({ family }: ChosenFamily, elsewhere: readonly string[]): string | null {
  const own = family.parameters.find(
    ({ name, residualScale }) => residualScale === true && !elsewhere.includes(name),
  );
  return own?.name ?? null;
}

/** The expression with what a parameter is in the place of its name. */
function withValue(expression: Expression, name: string, own: readonly NamedExpression[]): Expression {
  const found = own.find((parameter) => parameter.name === name);
  if (found === undefined || !variablesOf(expression).has(name)) return expression;
  return substitute(expression, new Map([[name, found.expression]]));
}

function refuseNothingToEstimate({ alpha, reported }: Builder): void {
  if (alpha.length > 0) return;
  throw new InputError(
    `prior: ${reported.map(({ name }) => name).join(', ')} ${reported.length === 1 ? 'is' : 'are all'} constant; there is nothing to estimate`,
  );
}

/** The family's residual sd. Throws InputError for a family without one: only normal residuals have a covariance. */
function sigmaOf(
  { family, link }: ChosenFamily,
  { syntax }: ResidualDesign,
  { residualSd }: Capabilities,
): string {
  if (residualSd !== null) return residualSd;
  throw new InputError(
    `residual: ${syntax.text} is for normal residuals (gaussian under identity; lognormal, of the logarithm), got family ${family.name} with link ${link.name}; serial correlation of other outcomes goes into group effects, as ar1(time | g) in the formula`,
  );
}

function residualBuilder(builder: Builder): ResidualBuilder {
  const unit = builder.scale.outcomeSd;
  return {
    scalar: (quantity, prior) =>
      prior === null
        ? scalar(builder, quantity, unit, defaultParameterPrior(naturalSupport(quantity), unit))
        : scalar(builder, quantity, 1, prior),
    lkj: (quantity, fallback) => builder.priors.correlation(priorKeys(quantity), fallback),
    free: () => free(builder),
    count: (logPrior) => void builder.logPrior.push(logPrior),
    report: (quantity, expression, support, rises) => report(builder, quantity, expression, support, rises),
  };
}

/** One scalar parameter: a new variable of alpha, its transform into the prior's support, and its log prior; reported. */
function scalar(builder: Builder, quantity: Quantity, unit: number, fallback: Prior): Expression {
  const natural = naturalSupport(quantity);
  const prior = builder.priors.scalar(priorKeys(quantity), natural, fallback);
  const support = supportOf(prior) ?? natural;
  const { value, logJacobian } = placed(builder, support, unit);
  builder.logPrior.push(priorLogDensity(prior, value), logJacobian);
  report(builder, quantity, value, support);
  return value;
}

function report(
  builder: Builder,
  quantity: Quantity,
  expression: Expression,
  support: Support,
  rises?: ReportedQuantity['rises'],
  prior: Quantity | null = quantity,
): void {
  const name = quantityName(quantity);
  const keys = prior !== null && isDeclaredAs(prior, quantity) ? priorKeys(quantity) : [];
  const told: Quantity = variablesOf(expression).size === 0 ? { ...quantity, fixed: true } : quantity;
  const more = rises === undefined ? {} : { rises };
  builder.reported.push({ name, quantity: told, expression, support, priorKeys: keys, ...more });
}

/** Whether a prior of the one can be declared under the names of the other. */
function isDeclaredAs(one: Quantity, other: Quantity): boolean {
  return priorKeys(one)[0] === priorKeys(other)[0];
}

/** A coefficient of the linear predictor: as the user knows it, on its internal column, and its prior if normal. */
interface Coefficient {
  readonly value: Expression;
  readonly internal: Expression;
  readonly normal: NormalCoefficient | null;
  readonly support: Support;
}

/** A coefficient of about `unit` on a column with the given scale; the intercept has scale 1 and a location. */
function coefficient(
  builder: Builder,
  prior: ScalarPrior,
  scale: number,
  unit: number,
  location = 0,
): Coefficient {
  const at = builder.alpha.length;
  const support = supportOf(prior) ?? real;
  const { value, logJacobian } = placed(builder, support, unit / scale, location);
  const entries = [priorLogDensity(prior, value), logJacobian];
  builder.logPrior.push(...entries);
  const internal = mul(value, scale);
  if (prior.kind !== 'normal' && prior.kind !== 'flat') return { value, internal, normal: null, support };
  for (const entry of entries) builder.normalLogPrior.add(entry);
  const mean = prior.kind === 'normal' ? prior.mean * scale : 0;
  const precision = prior.kind === 'normal' ? 1 / (prior.sd * scale * (prior.sd * scale)) : 0;
  return { value, internal, normal: { at, slope: unit, shift: location, mean, precision }, support };
}

/** A new variable of alpha, of about `unit`, in a support; none in a support of one value. */
function placed(builder: Builder, support: Support, unit: number, location = 0): Constrained {
  const only = onlyValue(support);
  return only === null
    ? constrain(support, free(builder), unit, location)
    : { value: constant(only), logJacobian: constant(0) };
}

function free(builder: Builder): Expression {
  const name = `a${builder.alpha.length}`;
  builder.alpha.push(name);
  return variable(name);
}

/** Where the linear predictor of a family's own parameter lies: at the value it would have without, give or take 1. */
function parameterPlace(
  { family }: ChosenFamily,
  { parameter, offset }: ParameterDesign,
  { outcomeSd }: OutcomeScale,
): Place {
  const own = family.parameters.find(({ name }) => name === parameter) as FamilyParameter;
  const { support, scalesWithOutcome } = own;
  const value = support.kind === 'positive' && scalesWithOutcome === true ? outcomeSd : middleOf(support);
  const meanOffset = offset === null ? 0 : total(offset) / offset.length;
  return { location: parameterLink(support).at(value) - meanOffset, unit: 1 };
}

/** The family's thresholds; null where it has an intercept instead. */
function thresholdsOf(
  builder: Builder,
  { family, link }: ChosenFamily,
  { design, outcome }: ModelRows,
): ThresholdLayout | null {
  const { thresholds } = family;
  if (thresholds === undefined) return null;
  demandIntercept(family.name, design.fixed.intercept);
  return layOutThresholds(thresholds, link, outcome, design.offset, {
    prior: (quantity, fallback) => builder.priors.scalar(priorKeys(quantity), real, fallback),
    free: () => free(builder),
    count: (logPrior) => void builder.logPrior.push(logPrior),
  });
}

/** The intercept, or thresholds in its place: the first linear coefficient, and what is reported where columns are shifted. */
interface InterceptLayout extends Pick<Coefficient, 'internal' | 'normal'> {
  readonly reported: (shift: Expression) => readonly (readonly [Quantity, Expression])[];
}

function interceptOf(builder: Builder, predictor: string, { unit, location }: Place): InterceptLayout {
  const quantity: Quantity = { kind: 'intercept', predictor };
  const fallback = defaultInterceptPrior(unit, location);
  const prior = builder.priors.scalar(priorKeys(quantity), real, fallback);
  const { value, ...rest } = coefficient(builder, prior, 1, unit, location);
  return { ...rest, reported: (shift) => [[quantity, sub(value, shift)]] };
}

function interceptOfThresholds({ intercept, values }: ThresholdLayout): InterceptLayout {
  return {
    internal: intercept,
    normal: null,
    reported: (shift) => values.map(([quantity, value]) => [quantity, add(value, shift)]),
  };
}

/** Coefficients on the internal columns; the intercept is reported at the predictors' zero, its prior is at their means. */
function layOutCoefficients(
  builder: Builder,
  predictor: string,
  place: Place,
  fixed: FixedDesign,
  { means, scales }: InternalColumns,
  thresholds: ThresholdLayout | null = null,
): Pick<Program, 'linear' | 'linearPriors'> {
  const { unit, location } = place;
  const withIntercept = (): InterceptLayout =>
    thresholds === null ? interceptOf(builder, predictor, place) : interceptOfThresholds(thresholds);
  const intercept = fixed.intercept ? withIntercept() : null;
  // Without an intercept the coefficients must reach from zero to where the outcome lies.
  const reach = fixed.intercept ? unit : Math.sqrt(unit * unit + location * location);
  const columns = fixed.names.map((name, at) => ({ name, at, scale: scales[at] }));
  const plain = columns.filter(({ at }) => !fixed.monotone.some((one) => isStepOf(one, at)));
  const slopes = layOutSlopes(builder, predictor, plain, reach);
  if (intercept !== null) {
    const shift = sum(slopes.map(({ value, at }) => mul(value, means[at])));
    for (const [quantity, value] of intercept.reported(shift)) report(builder, quantity, value, real);
  }
  for (const { quantity, value, support } of slopes) report(builder, quantity, value, support);
  const steps = fixed.monotone.flatMap((one) => layOutSteps(builder, predictor, fixed, one, reach));
  const inOrder = [...slopes, ...steps].sort((a, b) => a.at - b.at);
  const all = intercept === null ? inOrder : [intercept, ...inOrder];
  return { linear: all.map((c) => c.internal), linearPriors: all.map((c) => c.normal) };
}

/** Number and scale of each linear predictor, by its name. */
type Predictors = ReadonlyMap<string, { readonly number: number; readonly unit: number }>;

/** The linear predictors, the mean's first. */
const namesOf = ({ predictor, further }: ModelRows['design']): string[] => [
  predictor,
  ...further.map(({ parameter }) => parameter),
];

function layOutGroup(
  builder: Builder,
  group: TermDesign,
  predictors: Predictors,
): Omit<TermProgram, 'index'> {
  const parts = classTerms(group).map((plain) => layOutTerm(builder, plain, predictors));
  return {
    ...{ group: group.group, levels: group.levels },
    coefs: parts.flatMap(() => group.coefs),
    predictors: parts.flatMap(() => group.predictors.map((name) => predictors.get(name)?.number ?? 0)),
    ...onePart(parts, group),
    ...mixingOf(group),
  };
}

/** A term of one covariance, laid out. */
type LaidTerm = Pick<TermProgram, 'factor' | 'toUser'> & { readonly columns: readonly Float64Array[] };

function layOutTerm(builder: Builder, plain: PlainTerm, predictors: Predictors): LaidTerm {
  const written = writtenOf(builder.priors);
  const term = structuredTerm(plain, written);
  const isWhole = term.structure.closedUnder === 'everyMap' && written.covariance(term) !== null;
  const unit = (name: string): number => predictors.get(name)?.unit ?? 1;
  const { factor, values } = term.structure.layOut(term, covarianceBuilder(builder, unit));
  term.structure.parameters(term).forEach(({ quantity, prior }, p) => {
    const { expression, support, rises } = values[p];
    report(builder, quantity, expression, support, rises, isWhole ? null : prior);
  });
  return { factor, toUser: term.basis.toUser, columns: term.basis.columns };
}

/** Where levels are of classes: their coefficients side by side, each class's columns zero in the rows of the others. */
function onePart(
  parts: readonly LaidTerm[],
  { classes, index }: TermDesign,
): Pick<TermProgram, 'factor' | 'toUser' | 'columns' | 'classes'> {
  const shared = (column: Float64Array): Float64Array | null => (isOnes(column) ? null : share(column));
  if (classes === null) {
    const [{ factor, toUser, columns }] = parts;
    return { factor, toUser, columns: columns.map(shared) };
  }
  const sizes = parts.map(({ columns }) => columns.length);
  const columns = parts.flatMap((part, p) =>
    part.columns.map((column) => shared(column.map((x, i) => (classes.of[index[i]] === p ? x : 0)))),
  );
  return {
    ...{ columns, classes: { count: parts.length, of: classes.of } },
    factor: blockDiagonal(
      parts.map(({ factor }) => factor),
      sizes,
      constant(0),
    ),
    toUser: Float64Array.from(
      blockDiagonal(
        parts.map(({ toUser }) => toUser),
        sizes,
        0,
      ),
    ),
  };
}

/** What was declared, before it is known which of it is asked for. */
function writtenOf({ written, declaredCovariance }: PriorLookup): WrittenPriors {
  return {
    scalar: (quantity) => written(priorKeys(quantity)),
    covariance: (term) => declaredCovariance(covarianceKeys(term)),
  };
}

/** The coefficients of a monotonic effect's columns. */
function layOutSteps(
  builder: Builder,
  predictor: string,
  fixed: FixedDesign,
  monotone: MonotoneDesign,
  reach: number,
): (Pick<Coefficient, 'internal' | 'normal'> & Pick<Column, 'at'>)[] {
  const spread = spreadOfLevels(fixed, monotone);
  const place = { fallback: defaultCoefficientPrior(reach, spread), unit: reach / spread };
  const coefficients = layOutMonotone(predictor, monotone, place, {
    prior: (quantity, fallback) => builder.priors.coefficient(priorKeys(quantity), fallback),
    constrained: (support, unit) => placed(builder, support, unit),
    free: () => free(builder),
    count: (logPrior) => void builder.logPrior.push(logPrior),
    report: (quantity, expression, support) => report(builder, quantity, expression, support),
  });
  return coefficients.map((internal, i) => ({ internal, normal: null, at: monotone.first + i }));
}

/** A column with its number and scale. */
interface Column {
  readonly name: string;
  readonly at: number;
  readonly scale: number;
}

/** Slopes with priors of their own, and those that share one. */
function layOutSlopes(
  builder: Builder,
  predictor: string,
  columns: readonly Column[],
  reach: number,
): (Coefficient & Pick<Column, 'at'> & { readonly quantity: Quantity })[] {
  const slopes = columns.map(({ name, at, scale }) => {
    const quantity: Quantity = { kind: 'coefficient', predictor, coef: name };
    const prior = builder.priors.coefficient(priorKeys(quantity), defaultCoefficientPrior(reach, scale));
    return { quantity, prior, at, scale };
  });
  const sharing = slopes.filter(({ prior }) => isShrinkage(prior));
  const shrunken = shareOut(builder, predictor, sharing);
  return slopes.map((slope) => {
    const { quantity, prior, at, scale } = slope;
    if (!isShrinkage(prior)) return { quantity, at, ...coefficient(builder, prior, scale, reach) };
    const value = shrunken[sharing.indexOf(slope)];
    return { quantity, at, value, internal: mul(value, scale), normal: null, support: real };
  });
}

/** The slopes that share a prior, and what is reported of it. */
function shareOut(
  builder: Builder,
  predictor: string,
  sharing: readonly { readonly prior: Prior }[],
): readonly Expression[] {
  const prior = sharing.map((slope) => slope.prior).find(isShrinkage);
  if (prior === undefined) return [];
  const isScaled = prior.autoscale && predictor === mainPredictor;
  const { coefficients, overall } = layOutShrunken(prior, sharing.length, {
    free: () => free(builder),
    count: (logPrior) => void builder.logPrior.push(logPrior),
    scale: isScaled ? builder.residualScale : constant(1),
    rows: builder.rows,
  });
  const quantity = { kind: 'shrinkage', predictor, ...overallParameter(prior) } as const;
  report(builder, quantity, overall, quantity.support);
  return coefficients;
}

function covarianceBuilder(builder: Builder, unit: (predictor: string) => number): CovarianceBuilder {
  const { priors } = builder;
  return {
    unit,
    prior: (quantity, fallback) => priors.scalar(priorKeys(quantity), naturalSupport(quantity), fallback),
    correlation: (quantity, bounds, fallback) =>
      priors.commonCorrelation(priorKeys(quantity), bounds, fallback),
    lkj: (quantity, fallback) => priors.correlation(priorKeys(quantity), fallback),
    whole: (term, parameters) =>
      priors.covariance(
        covarianceKeys(term),
        parameters.flatMap(({ quantity }) => priorKeys(quantity)),
      ),
    free: () => free(builder),
    count: (logPrior) => void builder.logPrior.push(logPrior),
    constrained: (support, size) => placed(builder, support, size),
  };
}

/** The family's own parameters, but those that have linear predictors or others in their place. */
function layOutAuxiliary(
  builder: Builder,
  { family }: ChosenFamily,
  elsewhere: readonly string[],
): NamedExpression[] {
  const kept = family.parameters.filter(({ name }) => !elsewhere.includes(name));
  return kept.map(({ name, support, scalesWithOutcome, prior }) => {
    const unit = scalesWithOutcome === true ? builder.scale.outcomeSd : 1;
    const quantity: Quantity = { kind: 'auxiliary', parameter: name, support };
    const fallback = prior?.(unit) ?? defaultParameterPrior(support, unit);
    return { name, expression: scalar(builder, quantity, unit, fallback) };
  });
}
