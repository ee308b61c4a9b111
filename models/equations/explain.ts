import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { coefficientLabel, quantityName } from '../../src/engine/program/quantity.ts';
import { checkModel } from '../arguments.ts';
import { knownWords } from '../covariance/structureNotes.ts';
import { classTerms, type PlainTerm, structureOf } from '../covariance/term.ts';
import type { BuiltDesign } from '../design/build.ts';
import type { GroupDesign, ParameterDesign, TermDesign } from '../design/design.ts';
import { groupsOf } from '../design/terms.ts';
import type { FamilyParameter } from '../families/family.ts';
import { parameterLink } from '../families/parameterLinks.ts';
import { type Arith, describeArith, type Formula } from '../formula/index.ts';
import type { Model } from '../glmm.ts';
import { residualSdOf } from '../layout/rowDensity.ts';
import { thresholdSets } from '../layout/thresholds.ts';
import { describePrior } from '../priors/prior.ts';
import {
  type Coefficient,
  type Equations,
  equationsOf,
  type Grouping,
  isNested,
  subscripted,
} from './equations.ts';
import { monotoneSection, monotoneTerms, withoutSteps } from './monotone.ts';
import { residualLines } from './residual.ts';

/** It needs no word. */
const identityLink = 'identity';

/** Longest line of an equation. */
const lineWidth = 100;
/** Most levels of a factor that are listed. */
const mostLevels = 12;

/** A model with what every section needs to know about it. */
interface Context extends Equations {
  readonly model: Model;
  readonly formula: Formula;
  /** What bends of each smooth. */
  readonly smooths: readonly GroupDesign[];
  /** Where the residual is normal: Y = ... + e rather than a distribution of Y. */
  readonly residualSd: string | null;
}

/** Smooths have no levels and monotonic effects no coefficient a column: they stand in sections of their own. */
function withoutSmooths(design: BuiltDesign): Pick<Context, 'smooths'> & { readonly design: BuiltDesign } {
  const isSmooth = ({ smooth }: GroupDesign): boolean => smooth !== undefined;
  const plain = <D extends Pick<BuiltDesign, 'groups' | 'fixed'>>(one: D): D => ({
    ...one,
    fixed: withoutSteps(one.fixed),
    groups: one.groups.filter((group) => !isSmooth(group)),
  });
  return {
    design: { ...plain(design), further: design.further.map(plain) },
    smooths: [design, ...design.further].flatMap(({ groups }) => groups.filter(isSmooth)),
  };
}

/** Thresholds stand beside the linear predictor: what is in their place is no part of it. */
function withoutIntercept({ design, family }: Model): BuiltDesign {
  if (family.chosen.family.thresholds === undefined) return design;
  return { ...design, fixed: { ...design.fixed, intercept: false } };
}

/** Of `explain`. */
export interface ExplainOptions {
  /** The table of priors too; true if left out. */
  readonly priors?: boolean;
}

const optionKinds: OptionKinds<ExplainOptions> = { priors: 'true or false' };

/**
 * The model in equations: by levels and in mixed form (one equation when there are no groups), then the distributions
 * of the random effects, the names under which parameters are reported, and the priors, where they count.
 */
export function explain(model: Model, options: ExplainOptions = {}): string {
  checkModel('explain', model);
  checkOptions('explain', options, optionKinds);
  const { priors = true } = options;
  const { design, smooths } = withoutSmooths(withoutIntercept(model));
  const context: Context = {
    model: { ...model, design },
    smooths,
    formula: model.terms,
    residualSd: model.program.capabilities.residualSd,
    ...equationsOf(design),
  };
  const sections = [
    [model.formula],
    outcomeSection(context),
    factorSection(design),
    ...(context.groupings.length === 0 ? [plainSection(context)] : multilevelSections(context)),
    ...design.further.map((one) => parameterSection(context, one)),
    smoothSection(smooths),
    monotoneSection(design),
    distributionSection(context),
    namesSection(context),
    priors ? priorSection(model) : [],
    model.notes.flatMap(({ kind, text }) => (kind === 'structure' ? [] : [`Note: ${text}`])),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function outcomeSection({ model, formula, allGroupings, residualSd, row }: Context): string[] {
  const { design, family } = model;
  const weighted =
    model.weightedBy === null
      ? ''
      : `, each weighted by ${model.weightedBy}: its log likelihood times the weight`;
  const dropped = design.dropped.length === 0 ? '' : `, ${design.dropped.length} left out for missing values`;
  const lines = [
    `Outcome: Y is ${outcomeText(formula)}${labelled(model)}, ${design.rows} rows${dropped}${weighted}`,
    ...allGroupings.map((grouping) => `  ${groupingText(grouping, allGroupings)}`),
  ];
  if (residualSd !== null) return lines;
  const notation = design.further.reduce(
    (text, { parameter }) => text.replaceAll(new RegExp(`\\b${parameter}\\b`, 'g'), `${parameter}_${row}`),
    knownErrorNotation(model).replaceAll('_ij', `_${row}`),
  );
  const predicted = family.chosen.family.predicted?.(family.link) ?? [
    `${linkText(family.link, 'mu_ij')} = eta_ij`,
  ];
  return [
    ...lines,
    `  Y_${row} ~ ${notation}`,
    ...predicted.map((line) => `  ${line.replaceAll('_ij', `_${row}`)}`),
  ];
}

/** `logit(mu_ij)`; a link that is spelt as a formula, such as 1/mu^2, as that formula, and identity as nothing. */
function linkText(link: string, mu: string): string {
  if (link === identityLink) return mu;
  return /^\w+$/.test(link) ? `${link}(${mu})` : link.replace(/\bmu\b/, mu);
}

/** The family's, with known residual sds in the place of its own or beside it. */
function knownErrorNotation({ family, outcome }: Model): string {
  const errors = outcome.standardErrors ?? null;
  const sigma = errors === null ? null : residualSdOf(family.chosen);
  if (errors === null || sigma === null) return family.notation;
  const known = errors.withSigma ? `s_ij^2 + ${sigma}^2` : 's_ij^2';
  return family.notation.replaceAll(`${sigma}^2`, known);
}

/** `rating (1 = low, 2 = high)`. */
function labelled({ design: { response } }: Model): string {
  const labels = response.kind === 'values' ? (response.categories?.labels ?? []) : [];
  const shown = labels.slice(0, mostLevels).map((label, k) => `${k + 1} = ${label}`);
  const more = labels.length > mostLevels ? ['...'] : [];
  return labels.length === 0 ? '' : ` (${[...shown, ...more].join(', ')})`;
}

function outcomeText({ outcome }: Formula): string {
  switch (outcome.kind) {
    case 'values':
      return `${describeArith(outcome.value)}${knownText(outcome)}`;
    case 'trials':
      return `${describeArith(outcome.successes)} out of n = ${describeArith(outcome.trials)}`;
    case 'cbind':
      return `${describeArith(outcome.successes)} out of n, the rest being ${describeArith(outcome.failures)}`;
  }
}

/** What a row has besides its outcome: how it is censored, or its standard error, which equations call s. */
function knownText({ censoring, standardError }: Extract<Formula['outcome'], { kind: 'values' }>): string {
  if (standardError !== null) return `, known with standard error s = ${describeArith(standardError.of)}`;
  if (censoring === null) return '';
  return `, censored as ${censoring.code} says${censoring.upper === null ? '' : `, intervals up to ${censoring.upper}`}`;
}

/** `k = 1, ..., 407: DID, 2 to 40 rows each, each within one j`. */
function groupingText(grouping: Grouping, all: readonly Grouping[]): string {
  const { name, subscript, levels, index, members } = grouping;
  if (members !== null)
    return `${subscript} = 1, ..., ${levels}: ${name}; a row has the effects of several levels, ${members}`;
  const count = new Int32Array(levels);
  for (const level of index) count[level]++;
  const [least, most] = [Math.min(...count), Math.max(...count)];
  const rows = least === most ? `${least}` : `${least} to ${most}`;
  const outer = all.filter((other) => isNested(grouping, other)).map((other) => other.subscript);
  const nested = outer.length === 0 ? '' : `, each within one ${outer.join(' and one ')}`;
  return `${subscript} = 1, ..., ${levels}: ${name}, ${rows} ${most === 1 ? 'row' : 'rows'} each${nested}`;
}

/** The levels behind dummy columns such as `Sexmale`, and those of monotonic effects. */
function factorSection({ recipe, fixed, groups, further }: BuiltDesign): string[] {
  const sides = [{ fixed, groups }, ...further];
  const names = new Set(
    sides.flatMap((side) => [...side.fixed.names, ...side.groups.flatMap(({ coefs }) => coefs)]),
  );
  const variables = new Map([recipe, ...further.map((one) => one.recipe)].flatMap((r) => [...r.variables]));
  const lines = [...variables].flatMap(([text, encoding]) => {
    if (encoding.kind === 'monotone') return [`  ${text}: ${shownLevels(encoding.levels)} (lowest first)`];
    if (encoding.kind !== 'levels') return [];
    const [first, ...others] = encoding.levels;
    if (encoding.contrasts !== undefined)
      return [`  ${text}: ${encoding.levels.slice(0, mostLevels).join(', ')} (${encoding.contrasts.words})`];
    const reference = names.has(`${text}${first}`) ? first : `${first} (reference)`;
    const more = others.length > mostLevels ? [`and ${others.length - mostLevels} more`] : [];
    return [`  ${text}: ${[reference, ...others.slice(0, mostLevels), ...more].join(', ')}`];
  });
  return lines.length === 0 ? [] : ['Factors', ...lines];
}

function shownLevels(levels: readonly string[]): string {
  const more = levels.length > mostLevels ? [`and ${levels.length - mostLevels} more`] : [];
  return [...levels.slice(0, mostLevels), ...more].join(', ');
}

/** The linear predictor of one of the family's own parameters, by the names that are reported. */
function parameterSection({ model, allGroupings, smooths, row }: Context, one: ParameterDesign): string[] {
  const { parameter, terms, fixed, groups } = one;
  const { support } = model.family.chosen.family.parameters.find(
    ({ name }) => name === parameter,
  ) as FamilyParameter;
  const left = parameterLink(support).written(`${parameter}_${row}`);
  const multiplied = (by: string, column: string): string =>
    column === 'Intercept' ? by : `${by} ${columnSymbol(column, row)}`;
  const columns = [...(fixed.intercept ? ['Intercept'] : []), ...fixed.names];
  const effects = groups.flatMap(({ group, coefs }) => {
    const level = allGroupings.find((grouping) => grouping.name === group)?.subscript ?? 'j';
    return coefs.map((coef) => multiplied(levelEffect(parameter, group, level, coef), coef));
  });
  const parts = [
    ...columns.map((coef) => multiplied(`b_${coefficientLabel(parameter, coef)}`, coef)),
    ...effects,
    ...monotoneTerms(fixed, parameter, row),
    ...bendsOf(smooths, parameter, row),
    ...terms.offsets.map((offset) => `${indexable(describeArith(offset), offset)}_${row}`),
  ];
  return [`Linear predictor of ${parameter}`, ...equation(left, parts)];
}

/** `r_g__sigma[j,x]`. */
function levelEffect(predictor: string, group: string, level: string, coef: string): string {
  return quantityName({ kind: 'groupEffect', predictor, group, level, coef });
}

/** Without groups there are no levels: the coefficients keep their own letter. */
function plainSection(context: Context): string[] {
  const terms = context.coefficients.map((c) => times(context, `b_${c.number}`, c.column));
  return ['Model', ...equation(leftSide(context), [...terms, ...rest(context)])];
}

function multilevelSections(context: Context): string[][] {
  const { coefficients, groupings } = context;
  const levelOne = coefficients.map((c) => times(context, coefficientSymbol(context, c), c.column));
  const mixed = coefficients.map((c) => {
    const parts = partsOf(context, c);
    const sum = parts.join(' + ');
    return times(context, parts.length > 1 ? `(${sum})` : sum, c.column);
  });
  return [
    [
      'Level 1 (rows)',
      ...equation(leftSide(context), [...levelOne, ...rest(context)]),
      `Level 2 (${groupings.map(({ name }) => name).join(', ')})`,
      ...coefficients.flatMap((c) => equation(coefficientSymbol(context, c), partsOf(context, c))),
    ],
    ['Mixed form', ...equation(leftSide(context), [...mixed, ...rest(context)])],
  ];
}

function leftSide({ model, residualSd, row }: Context): string {
  if (residualSd === null) return `eta_${row}`;
  const { normal } = model.family.chosen;
  return model.design.residual === null || normal === null ? `Y_${row}` : `${normal.text} Y_${row}`;
}

/** What stands in every equation of the rows besides the coefficients: offsets and the residual. */
function rest({ model, formula, residualSd, row, smooths }: Context): string[] {
  const bends = bendsOf(smooths, model.design.predictor, row);
  const offsets = formula.offsets.map((offset) => `${indexable(describeArith(offset), offset)}_${row}`);
  const monotone = monotoneTerms(model.design.fixed, model.design.predictor, row);
  return [...monotone, ...bends, ...offsets, ...(residualSd === null ? [] : [`e_${row}`])];
}

function indexable(text: string, arith: Arith): string {
  return arith.kind === 'column' || arith.kind === 'call' || arith.kind === 'standardized'
    ? text
    : `(${text})`;
}

/** `b_1j Age_ij`; the intercept multiplies nothing. */
function times({ row }: Context, symbol: string, column: string | null): string {
  return column === null ? symbol : `${symbol} ${columnSymbol(column, row)}`;
}

/** `Age_ij`, `(Age:Sexmale)_ij`. */
function columnSymbol(column: string, subscript: string): string {
  return `${column.includes(':') ? `(${column})` : column}_${subscript}`;
}

/** `b_1j`: with the subscript of every factor, whether the coefficient varies or not. */
function coefficientSymbol({ row }: Context, { number }: Coefficient): string {
  return `b_${subscripted(number, row.slice(1))}`;
}

function effectSymbol({ letter, subscript }: Grouping, number: number): string {
  return `${letter}_${subscripted(number, subscript)}`;
}

/** What a coefficient is made of: its mean, the groups' own predictors (intercept only), its random effects. */
function partsOf({ groupPredictors }: Context, { column, number, fixed, over }: Coefficient): string[] {
  const mean = fixed ? [`gamma_${subscripted(number, '0')}`] : [];
  const predictors = column === null ? groupPredictors : [];
  return [
    ...mean,
    ...predictors.map((p) => `${groupGamma(p.number)} ${columnSymbol(p.column, p.of.subscript)}`),
    ...over.map((grouping) => effectSymbol(grouping, number)),
  ];
}

function groupGamma(number: number): string {
  return number < 10 ? `gamma_0${number}` : `gamma_0,${number}`;
}

/** `left = a + b + c`, broken before a plus where a line grows too long. */
function equation(left: string, terms: readonly string[]): string[] {
  const lines = [`  ${left} = ${terms[0] ?? '0'}`];
  const indent = ' '.repeat(left.length + 3);
  for (const term of terms.slice(1)) {
    const last = lines.length - 1;
    if (lines[last].length + term.length + 3 <= lineWidth) lines[last] += ` + ${term}`;
    else lines.push(`${indent}+ ${term}`);
  }
  return lines;
}

/** What bends of the smooths of a linear predictor, as it stands in a row's equation. */
function bendsOf(smooths: readonly GroupDesign[], predictor: string, row: string): string[] {
  return smooths.flatMap((smooth) => (smooth.predictor === predictor ? [`${bendOf(smooth)}_${row}`] : []));
}

/** `bend[s(x)]`, and `sigma_bend[s(x)]` of another linear predictor than the mean's. */
function bendOf({ predictor, group }: GroupDesign): string {
  return `${coefficientLabel(predictor, 'bend')}[${group}]`;
}

function smoothSection(smooths: readonly GroupDesign[]): string[] {
  const lines = smooths.flatMap((smooth) => {
    const { predictor, group, coefs, block } = smooth;
    const sd = quantityName({ kind: 'sd', predictor, group, coef: block });
    const slope = quantityName({ kind: 'coefficient', predictor, coef: group });
    return [
      `  ${group} is a straight line, whose slope is ${slope}, and what bends beside it:`,
      `    ${bendOf(smooth)} = z_1 u_1 + ... + z_${coefs.length} u_${coefs.length}, u_m ~ Normal(0, ${sd}^2)`,
    ];
  });
  return lines.length === 0 ? [] : ['Smooths (natural cubic splines)', ...lines];
}

function distributionSection(context: Context): string[] {
  const { model, residualSd, row } = context;
  const lines = groupsOf(model.design).flatMap((term) => effectDistribution(context, term));
  const { residual } = model.design;
  if (residualSd !== null && residual === null) lines.push(`  e_${row} ~ Normal(0, ${residualSd}^2)`);
  if (residualSd !== null && residual !== null) lines.push(...residualLines(residual, residualSd));
  if (residual === null ? lines.length > 1 : model.design.groups.length > 0)
    lines.push(`  independent of one another and from level to level${unlessKnown(context)}`);
  return lines.length === 0 ? [] : ['Distributions', ...lines];
}

/** Where the levels of some term vary together. */
function unlessKnown({ model: { design } }: Context): string {
  return groupsOf(design).some(({ known }) => known !== undefined) ? ', unless a matrix is named' : '';
}

/** The random coefficients of one term, and how its levels vary together; those of each class of levels. */
function effectDistribution(context: Context, term: TermDesign): string[] {
  const symbols = term.coefs.map((coef, c) => termSymbol(context, term.group, term.predictors[c], coef));
  const lines = classTerms(term).flatMap((plain, c) => {
    const of = term.classes === null ? '' : `of ${term.classes.names[c]}: `;
    return classDistribution(plain, symbols, of);
  });
  if (term.known === undefined) return lines;
  return [...lines, `    covariance of two levels: that times their entry of ${knownWords(term.known)}`];
}

/** The random coefficients of one level, with the names of their sds and correlations. */
function classDistribution(term: PlainTerm, symbols: readonly string[], of: string): string[] {
  const k = term.coefs.length;
  const structure = structureOf(term);
  const parameters = structure.parameters(term);
  const named = (wanted: 'sd' | 'correlation'): string[] =>
    parameters.flatMap(({ quantity, of: places }) =>
      (places.length === 1) === (wanted === 'sd') ? [quantityName(quantity)] : [],
    );
  const [sds, correlations] = [named('sd'), named('correlation')];
  if (k === 1) return [`  ${of}${symbols[0]} ~ Normal(0, ${sds[0]}^2)`];
  return [
    `  ${of}(${symbols.join(', ')}) ~ Normal(0, G), G ${k} x ${k}${structure.words(k)}`,
    `    ${sds.length === 1 ? 'sd' : 'sds'} ${sds.join(', ')}`,
    ...(correlations.length === 0
      ? []
      : [`    ${correlations.length === 1 ? 'correlation' : 'correlations'} ${correlations.join(', ')}`]),
  ];
}

/** `u_0j`; effects in another linear predictor than the mean's go by their reported names. */
function termSymbol(context: Context, group: string, predictor: string, coef: string): string {
  const grouping = context.allGroupings.find(({ name }) => name === group) as Grouping;
  if (predictor !== context.model.design.predictor)
    return levelEffect(predictor, group, grouping.subscript, coef);
  const found = context.coefficients.find((c) => (c.column ?? 'Intercept') === coef) as Coefficient;
  return effectSymbol(grouping, found.number);
}

function namesSection(context: Context): string[] {
  const { model, coefficients, groupPredictors, groupings } = context;
  const letter = (number: number): string =>
    groupings.length === 0 ? `b_${number}` : `gamma_${subscripted(number, '0')}`;
  const means = coefficients
    .filter(({ fixed }) => fixed)
    .map(({ number, column }) => `${letter(number)}: ${coefficientName(model.design, column)}`);
  const predictors = groupPredictors.map(
    ({ number, column }) => `${groupGamma(number)}: ${coefficientName(model.design, column)}`,
  );
  const effects = model.design.groups.flatMap(({ group, predictor, coefs }) =>
    coefs.map(
      (coef) => `${termSymbol(context, group, predictor, coef)}: ${effectName(predictor, group, coef)}`,
    ),
  );
  const thresholds = thresholdsNamed(model);
  const lines = [...thresholds, ...means, ...predictors, ...effects].map((line) => `  ${line}`);
  return lines.length === 0 ? [] : ['Reported as', ...lines];
}

/** `threshold_k: b_Intercept[1], ..., b_Intercept[4]`, for each stratum that has its own. */
function thresholdsNamed({ family, outcome }: Model): string[] {
  const { thresholds } = family.chosen.family;
  if (thresholds === undefined) return [];
  const by = outcome.strata?.name;
  const lines = thresholdSets(thresholds).map(({ label, quantities }) => {
    const [one, last] = [quantities[0], quantities[quantities.length - 1]].map(quantityName);
    const where = label === null ? '' : ` where ${by} is ${label}`;
    return `threshold_k${where}: ${one === last ? one : `${one}, ..., ${last}`}`;
  });
  return lines.length > mostLevels ? [...lines.slice(0, mostLevels), '...'] : lines;
}

/** Null for the intercept. */
function coefficientName({ predictor }: BuiltDesign, coef: string | null): string {
  return quantityName(
    coef === null ? { kind: 'intercept', predictor } : { kind: 'coefficient', predictor, coef },
  );
}

function effectName(predictor: string, group: string, coef: string): string {
  return quantityName({ kind: 'groupEffect', predictor, group, level: 'level', coef });
}

function priorSection({ priors, family }: Model): string[] {
  const notes = [
    ...(priors.some(({ parameter }) => parameter === 'Intercept')
      ? ["Intercept: at the predictors' means"]
      : []),
    ...(family.chosen.family.thresholds === undefined ? [] : ["thresholds: at the predictors' means"]),
    ...(priors.some(({ isDefault }) => isDefault) ? ['defaults are scaled to the data'] : []),
  ];
  return [
    `Priors${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`,
    ...priors.map(
      ({ parameter, prior, isDefault, atMeans }) =>
        `  ${parameter} ~ ${describePrior(prior)}${markOf([...(isDefault ? ['default'] : []), ...(atMeans ? ["at the predictors' means"] : [])])}`,
    ),
  ];
}

function markOf(marks: readonly string[]): string {
  return marks.length === 0 ? '' : `   [${marks.join(', ')}]`;
}
