import { add, constant, type Expression, mul, sub, sum } from '../../src/engine/autodiff/index.ts';
import type { NormalCoefficient, Program } from '../../src/engine/program/program.ts';
import { mainPredictor, type Quantity } from '../../src/engine/program/quantity.ts';
import type { FixedDesign, MonotoneDesign } from '../design/design.ts';
import type { Place } from '../families/links.ts';
import { defaultCoefficientPrior, defaultInterceptPrior } from '../priors/defaults.ts';
import { priorLogDensity } from '../priors/logDensity.ts';
import { isShrinkage, type Prior, type ScalarPrior, supportOf } from '../priors/prior.ts';
import { priorKeys } from '../priors/priorKeys.ts';
import { overallParameter } from '../priors/shrinkage.ts';
import type { Support } from '../priors/support.ts';
import { type Builder, free, placed, real, report } from './builder.ts';
import { layOutMonotone } from './monotone.ts';
import { type InternalColumns, isStepOf, spreadOfLevels } from './rows.ts';
import { layOutShrunken } from './shrinkage.ts';
import type { ThresholdLayout } from './thresholds.ts';

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
export function layOutCoefficients(
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
