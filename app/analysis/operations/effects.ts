import {
  comparisons,
  effectCurve,
  effectTable,
  type Fit,
  type GroupRule,
  hypothesis,
  hypothesisTable,
  type Measure,
  type Model,
  type PrintedTable,
  plot,
} from 'poolwise';
import { curveTable, type RuledCurve } from '../answers/curveTable.ts';
import { thinned } from '../answers/thinned.ts';
import type { Context } from '../context.ts';
import { heldFit, remembered } from '../heldFit.ts';
import { pause } from '../pause.ts';
import type { AtLevel } from './answers.ts';

/** What becomes of groups in curves: one of the library's rules, or both that are of no given level. */
export type CurveRule = Extract<GroupRule, 'typical' | 'averaged'> | 'both';

export interface OfCurve extends AtLevel {
  readonly variable: string;
  /** Another predictor that tells curves apart; null for none. */
  readonly by: string | null;
  readonly groups: CurveRule;
  /** Pixels. */
  readonly width: number;
}

/** A curve over the data, and its numbers. */
export interface DrawnCurve {
  readonly svg: string;
  readonly table: PrintedTable;
}

/** Places along a number in the table, and about as many in the picture. */
const [places, drawnPlaces] = [9, 50];

export async function curve(asked: OfCurve, context: Context): Promise<DrawnCurve> {
  await pause(context);
  const all = heldFit(asked.fit);
  const { variable, by, groups, level, width } = asked;
  const fit = remembered(all, `drawn ${groups}`, () => affordable(all, drawnPlaces, groups));
  const options = { variable, level, ...(by === null ? {} : { by }) };
  const ruled: RuledCurve[] = [];
  for (const rule of rulesOf(fit.model, groups)) {
    const key = `curve ${JSON.stringify([options, rule])}`;
    ruled.push({
      rule: ruleWords(fit.model, rule),
      curve: remembered(fit, key, () => effectCurve(fit, { ...options, groups: rule, points: places })),
    });
    await pause(context);
  }
  const key = `curve picture ${JSON.stringify([options, groups, width])}`;
  const svg = remembered(fit, key, () =>
    plot(fit, { kind: 'effect', ...options, width, theme: 'page', ...(groups === 'both' ? {} : { groups }) }),
  );
  const table = curveTable(ruled, `${100 * level}%`);
  return { svg, table: { ...table, note: [...[table.note ?? []].flat(), ...ofSomeDraws(all, fit)] } };
}

/** As the picture takes them: rows of several levels have no group to be averaged over. */
function rulesOf({ design }: Model, groups: CurveRule): readonly Exclude<CurveRule, 'both'>[] {
  if (groups !== 'both') return [groups];
  const all = [...design.groups, ...design.further.flatMap((one) => one.groups)];
  const isNone = all.every(({ smooth }) => smooth !== undefined);
  return isNone || all.some(({ members }) => members !== undefined) ? ['typical'] : ['typical', 'averaged'];
}

function ruleWords({ design }: Model, rule: Exclude<CurveRule, 'both'>): string {
  const all = [...design.groups, ...design.further.flatMap((one) => one.groups)];
  const names = [...new Set(all.filter(({ smooth }) => smooth === undefined).map(({ group }) => group))];
  if (names.length === 0) return '';
  const list = names.join(' and ');
  return rule === 'typical' ? `at the average ${list}` : `averaged over ${list}`;
}

export interface OfChange extends AtLevel {
  readonly variable: string;
  readonly by: string | null;
  readonly groups: Exclude<CurveRule, 'both'>;
  readonly measure: Measure;
}

/** Rows times draws that curves and comparisons are made of, at most. */
const mostValues = 1e7;

/** What averaging chances of categories over groups costs, times what other values do: they are integrated, draw by draw. */
const costs = { ofCategories: 300, ofEachMore: 10 } as const;

function costOf({ design, family }: Model, rule: CurveRule): number {
  if (rule === 'typical' || family.chosen.family.chances === undefined) return 1;
  const all = [design.groups, ...design.further.map(({ groups }) => groups)];
  const spread = all.filter((groups) => groups.some(({ smooth }) => smooth === undefined)).length;
  if (spread === 0) return 1;
  return costs.ofCategories * (spread > 1 ? costs.ofEachMore : 1);
}

/** How the mean differs at one more of a number, or at a level rather than the first, averaged over the rows of the data. */
export async function change(asked: OfChange, context: Context): Promise<PrintedTable> {
  await pause(context);
  const fit = heldFit(asked.fit);
  const { variable, by, groups, measure, level } = asked;
  return remembered(fit, `change ${JSON.stringify([variable, by, groups, measure, level])}`, () => {
    const used = affordable(fit, fit.model.design.rows, groups);
    const found = comparisons(used, { variable, groups, measure, level, ...(by === null ? {} : { by }) });
    const told = effectTable(found);
    return { ...told, note: [...[told.note ?? []].flat(), ...ofSomeDraws(fit, used)] };
  });
}

/** Times as many draws, up to which all are taken. */
const enoughAlike = 1.5;

/** Of many rows fewer draws, never below a thousand, or a hundred where each costs much. */
function affordable(fit: Fit<Model>, rows: number, rule: CurveRule): Fit<Model> {
  const cost = costOf(fit.model, rule);
  const most = Math.max(cost === 1 ? 1000 : 100, 100 * Math.floor(mostValues / (100 * cost * rows)));
  const { chains, draws } = fit.draws;
  return chains * draws <= enoughAlike * most ? fit : thinned(fit, most);
}

function ofSomeDraws(all: Fit<Model>, used: Fit<Model>): string[] {
  const [total, some] = [all, used].map(({ draws }) => draws.chains * draws.draws);
  return some < total ? [`By ${some} of the ${total} draws, evenly spread.`] : [];
}

export interface OfStatement extends AtLevel {
  readonly text: string;
}

/** What the draws say of a statement about parameters, such as `Married > 0`. */
export async function statement(
  { fit: id, text, level }: OfStatement,
  context: Context,
): Promise<PrintedTable> {
  await pause(context);
  const fit = heldFit(id);
  return hypothesisTable(hypothesis(fit, text, { level }), { level, interval: 'equal-tailed' });
}
