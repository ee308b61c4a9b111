import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { checkModel } from '../arguments.ts';
import type { BuiltDesign } from '../design/build.ts';
import type { GroupDesign } from '../design/design.ts';
import type { Model } from '../glmm.ts';
import { describePrior } from '../priors/prior.ts';
import { distributionSection, smoothSection } from './distributions.ts';
import { equationsOf } from './equations.ts';
import { type Line, line, title } from './maths.ts';
import { lineText } from './mathsText.ts';
import { monotoneSection, withoutSteps } from './monotone.ts';
import { namesSection } from './names.ts';
import { outcomeSection } from './outcome.ts';
import { multilevelSections, parameterSection, plainSection } from './predictors.ts';
import { type Context, mostLevels } from './symbols.ts';

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
  const notes = model.notes.filter(({ kind }) => kind !== 'structure');
  const sections = [
    [title(model.formula)],
    ...explained(model),
    options.priors === false ? [] : priorSection(model),
    notes.map(({ text }) => line(0, `Note: ${text}`)),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.flatMap(lineText).join('\n')}\n`)
    .join('\n');
}

/** The equations of `explain` in sections, to be written or typeset. */
export function explained(model: Model): Line[][] {
  const { design, smooths } = withoutSmooths(withoutIntercept(model));
  const context: Context = {
    model: { ...model, design },
    smooths,
    formula: model.terms,
    residualSd: model.program.capabilities.residualSd,
    ...equationsOf(design),
  };
  const sections = [
    outcomeSection(context),
    factorSection(design),
    ...(context.groupings.length === 0 ? [plainSection(context)] : multilevelSections(context)),
    ...design.further.map((one) => parameterSection(context, one)),
    smoothSection(smooths),
    monotoneSection(design),
    distributionSection(context),
    namesSection(context),
  ];
  return sections.filter((lines) => lines.length > 0);
}

/** The levels behind dummy columns such as `Sexmale`, and those of monotonic effects. */
function factorSection({ recipe, fixed, groups, further }: BuiltDesign): Line[] {
  const sides = [{ fixed, groups }, ...further];
  const names = new Set(
    sides.flatMap((side) => [...side.fixed.names, ...side.groups.flatMap(({ coefs }) => coefs)]),
  );
  const variables = new Map([recipe, ...further.map((one) => one.recipe)].flatMap((r) => [...r.variables]));
  const lines = [...variables].flatMap(([text, encoding]) => {
    if (encoding.kind === 'monotone') return [`${text}: ${shownLevels(encoding.levels)} (lowest first)`];
    if (encoding.kind !== 'levels') return [];
    const [first, ...others] = encoding.levels;
    if (encoding.contrasts !== undefined)
      return [`${text}: ${encoding.levels.slice(0, mostLevels).join(', ')} (${encoding.contrasts.words})`];
    const reference = names.has(`${text}${first}`) ? first : `${first} (reference)`;
    const more = others.length > mostLevels ? [`and ${others.length - mostLevels} more`] : [];
    return [`${text}: ${[reference, ...others.slice(0, mostLevels), ...more].join(', ')}`];
  });
  return lines.length === 0 ? [] : [title('Factors'), ...lines.map((text) => line(1, text))];
}

function shownLevels(levels: readonly string[]): string {
  const more = levels.length > mostLevels ? [`and ${levels.length - mostLevels} more`] : [];
  return [...levels.slice(0, mostLevels), ...more].join(', ');
}

function priorSection({ priors, family }: Model): Line[] {
  const notes = [
    ...(priors.some(({ parameter }) => parameter === 'Intercept')
      ? ["Intercept: at the predictors' means"]
      : []),
    ...(family.chosen.family.thresholds === undefined ? [] : ["thresholds: at the predictors' means"]),
    ...(priors.some(({ isDefault }) => isDefault) ? ['defaults are scaled to the data'] : []),
  ];
  return [
    title(`Priors${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`),
    ...priors.map(({ parameter, prior, isDefault, atMeans }) => {
      const marks = [...(isDefault ? ['default'] : []), ...(atMeans ? ["at the predictors' means"] : [])];
      return line(1, `${parameter} ~ ${describePrior(prior)}${markOf(marks)}`);
    }),
  ];
}

function markOf(marks: readonly string[]): string {
  return marks.length === 0 ? '' : `   [${marks.join(', ')}]`;
}
