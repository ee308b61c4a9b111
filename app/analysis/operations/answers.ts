import {
  check,
  type FindingKind,
  type Fit,
  type Model,
  type PlotFitOptions,
  type PrintedTable,
  plot,
  predictorsOf,
  quantityWords,
  type ResultWords,
  renderTable,
  resultWords,
  type TableFormat,
  table,
} from 'poolwise';
import type { Sampling } from '../../state/session.ts';
import { atLevel } from '../answers/atLevel.ts';
import { type GroupTerm, groupTerms } from '../answers/groupTerms.ts';
import { remedySampling } from '../answers/remedySampling.ts';
import type { Context } from '../context.ts';
import { heldFit, remembered } from '../heldFit.ts';
import { pause } from '../pause.ts';

/** Which fit of the session is asked about. */
export interface OfFit {
  readonly fit: string;
}

/** And the level of intervals. */
export interface AtLevel extends OfFit {
  readonly level: number;
}

/** What there is to ask of a fit. */
export interface FitOutline {
  readonly formula: string;
  readonly family: string;
  readonly outcome: string;
  readonly draws: number;
  readonly rows: number;
  readonly groups: readonly GroupTerm[];
  /** Grouping factors, curves left out. */
  readonly factors: readonly string[];
  readonly predictors: readonly { readonly name: string; readonly kind: 'number' | 'levels' }[];
  /** Names of the population's quantities. */
  readonly parameters: readonly string[];
  /** One of them to make an example of, as a statement spells it: a coefficient where there is one. */
  readonly exampleParameter: string;
  /** What exp of a coefficient is, such as "odds ratio"; null where it is nothing of its own. */
  readonly ratio: string | null;
}

export async function outline({ fit: id }: OfFit, context: Context): Promise<FitOutline> {
  await pause(context);
  const { model, draws } = heldFit(id);
  const { design, family } = model;
  const coefficient = draws.quantities.findIndex(({ kind }) => kind === 'coefficient');
  return {
    formula: model.formula,
    family: `${family.name} (${family.link})`,
    outcome: design.response.name,
    draws: draws.chains * draws.draws,
    rows: design.rows,
    groups: groupTerms(draws),
    factors: factorsOf(model),
    predictors: [...predictorsOf(model).values()].map(({ name, kind }) => ({ name, kind })),
    parameters: draws.names.filter(
      (_, q) => !['groupEffect', 'missingOutcome'].includes(draws.quantities[q].kind),
    ),
    exampleParameter: spelt(draws.names[Math.max(0, coefficient)]),
    ratio: hasSlopes(model) ? (family.chosen.link.ratio?.words ?? null) : null,
  };
}

/** As statements take a quantity's name: one with other than letters, digits, dots and underscores in backquotes. */
const spelt = (name: string): string => (/^[\p{L}_][\p{L}\d._:]*$/u.test(name) ? name : `\`${name}\``);

/** Whether the mean has coefficients besides its intercept, so that there are ratios. */
const hasSlopes = ({ design }: Model): boolean => design.fixed.names.some((name) => name !== 'Intercept');

function factorsOf({ design }: Model): string[] {
  const all = [...design.groups, ...design.further.flatMap(({ groups }) => groups)];
  return [...new Set(all.filter(({ smooth }) => smooth === undefined).map(({ group }) => group))];
}

/** A finding, and the quantities that it shows in most, in words. */
export interface ToldFinding {
  readonly kind: FindingKind;
  readonly severity: 'doubt' | 'remark';
  readonly text: string;
  readonly worst: readonly {
    readonly name: string;
    readonly rhat: number;
    readonly essBulk: number;
    readonly essTail: number;
  }[];
}

/** Whether a fit can be trusted, what is wrong, and why probably. */
export interface ToldVerdict {
  readonly trusted: boolean;
  readonly text: string;
  readonly findings: readonly ToldFinding[];
  readonly causes: readonly { readonly text: string; readonly advice: string; readonly isBehind: boolean }[];
}

export async function verdict({ fit: id }: OfFit, context: Context): Promise<ToldVerdict> {
  await pause(context);
  const fit = heldFit(id);
  const found = await remembered(fit, 'verdict', () => check(fit, { tries: 'none', nameOf: quantityWords }));
  return {
    trusted: found.trusted,
    text: found.text,
    findings: found.findings.map(({ kind, severity, text, worst }) => ({
      ...{ kind, severity, text },
      worst: worst.map(({ name, rhat, essBulk, essTail }) => ({ name, rhat, essBulk, essTail })),
    })),
    causes: found.causes.map(({ text, advice, explains }) => ({
      ...{ text, advice },
      isBehind: explains.length > 0,
    })),
  };
}

/** A fit's population in a table and in sentences. */
export interface Numbers {
  readonly table: PrintedTable;
  readonly words: ResultWords;
}

export interface OfRemedies extends OfFit {
  /** That a remedy may take by its forecast. */
  readonly seconds: number;
}

/** A remedy that was tried, or why it was not. */
export interface ToldRemedy {
  readonly what: string;
  readonly outcome: 'helped' | 'didNot' | 'notRun';
  /** The verdict on its draws, or why there are none. */
  readonly text: string;
  /** Settings that draw the same; null where the page has no such settings. */
  readonly sampling: Partial<Sampling> | null;
}

/** Tries what may mend a fit, the most likely first, until the draws of one can be trusted; and why nothing was tried, or null. */
export async function remedies(
  { fit: id, seconds }: OfRemedies,
  context: Context,
): Promise<{ readonly tried: readonly ToldRemedy[]; readonly untried: string | null }> {
  await pause(context);
  const fit = heldFit(id);
  const { tried, untried } = await check(fit, {
    tries: seconds,
    signal: context.signal,
    nameOf: quantityWords,
  });
  return {
    untried,
    tried: tried.map((one) => ({
      what: one.what,
      outcome: one.kind === 'notRun' ? 'notRun' : one.trusted ? 'helped' : 'didNot',
      text: one.kind === 'notRun' ? one.why : one.text,
      sampling: remedySampling(one.how, fit),
    })),
  };
}

export async function numbers({ fit: id, level }: AtLevel, context: Context): Promise<Numbers> {
  await pause(context);
  const fit = heldFit(id);
  return remembered(fit, `numbers ${level}`, () => {
    const told = atLevel(fit, level);
    const found = table(told, { level, centre: 'median', nameOf: quantityWords });
    return { table: found, words: resultWords(told, level) };
  });
}

export interface PictureRequest extends OfFit {
  readonly options: PlotFitOptions;
}

/** A picture of the library, as SVG for the page. */
export async function picture({ fit: id, options }: PictureRequest, context: Context): Promise<string> {
  await pause(context);
  const fit: Fit<Model> = heldFit(id);
  return remembered(fit, `picture ${JSON.stringify(options)}`, () =>
    plot(fit, { ...options, theme: 'page' }),
  );
}

/** A table as text to be taken elsewhere. */
export function printed({
  table: of,
  format,
}: {
  readonly table: PrintedTable;
  readonly format: TableFormat;
}): string {
  return renderTable(of, format);
}
