import {
  constant,
  type Expression,
  substitute,
  sum,
  variable,
  variablesOf,
} from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { Capabilities } from '../../src/engine/program/capabilities.ts';
import type { NamedExpression, Program } from '../../src/engine/program/program.ts';
import { naturalSupport, type Quantity } from '../../src/engine/program/quantity.ts';
import { countOf } from '../design/counted.ts';
import type { ParameterDesign, ResidualDesign } from '../design/design.ts';
import { groupsOf } from '../design/terms.ts';
import type { ChosenFamily } from '../families/choose.ts';
import type { FamilyParameter } from '../families/family.ts';
import type { Place } from '../families/links.ts';
import { meanOfOffset, type OutcomeScale, outcomeScale } from '../families/outcome.ts';
import { middleOf, parameterLink } from '../families/parameterLinks.ts';
import { defaultParameterPrior } from '../priors/defaults.ts';
import { priorKeys } from '../priors/priorKeys.ts';
import type { PriorLookup } from '../priors/resolve.ts';
import { type Builder, free, real, report, scalar } from './builder.ts';
import { layOutCoefficients } from './coefficients.ts';
import { layOutGroup } from './groups.ts';
import { refuseDuplicates } from './nameClashes.ts';
import { onNormalScale } from './normalScale.ts';
import { layOutResidual, type ResidualBuilder, residualProgram } from './residual.ts';
import { modelDensity } from './rowDensity.ts';
import { arrangeRows, internalColumns, type ModelRows } from './rows.ts';
import { demandIntercept, layOutThresholds, type ThresholdLayout } from './thresholds.ts';

/** Lays a model out: parameters and transforms, priors, what is reported, and the rows, which come in canonical order. */
export function buildProgram(ordered: ModelRows, chosen: ChosenFamily, priors: PriorLookup): Program {
  const { design, outcome } = ordered;
  const scale = outcomeScale(outcome, chosen, design);
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
    rows: countOf(design.rows, design.counts),
    residualScale: residualScale === null ? constant(1) : variable(residualScale),
  };
  const thresholds = thresholdsOf(builder, chosen, ordered);
  const ofMean = layOutCoefficients(builder, design.predictor, scale, design.fixed, internal, thresholds);
  const places = design.further.map((one) => parameterPlace(chosen, one, design.counts, scale));
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

/** Where the linear predictor of a family's own parameter lies: at the value it would have without, give or take 1. */
function parameterPlace(
  { family }: ChosenFamily,
  { parameter, offset }: ParameterDesign,
  counts: Float64Array | undefined,
  { outcomeSd }: OutcomeScale,
): Place {
  const own = family.parameters.find(({ name }) => name === parameter) as FamilyParameter;
  const { support, scalesWithOutcome } = own;
  const value = support.kind === 'positive' && scalesWithOutcome === true ? outcomeSd : middleOf(support);
  const meanOffset = meanOfOffset(offset, counts);
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
  return layOutThresholds(thresholds, link, outcome, design, {
    prior: (quantity, fallback) => builder.priors.scalar(priorKeys(quantity), real, fallback),
    free: () => free(builder),
    count: (logPrior) => void builder.logPrior.push(logPrior),
  });
}

/** The linear predictors, the mean's first. */
const namesOf = ({ predictor, further }: ModelRows['design']): string[] => [
  predictor,
  ...further.map(({ parameter }) => parameter),
];

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
