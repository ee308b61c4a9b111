import { quantileOfSorted } from '../../../diagnostics/quantile.ts';
import type { GroupDesign } from '../../../models/design/design.ts';
import {
  type Predictor,
  type Predictors,
  predictorNamed,
  predictorsOf,
} from '../../../models/effects/predictors.ts';
import {
  columnOfValues,
  constantColumn,
  rowsOfTable,
  withColumns,
} from '../../../models/effects/settings.ts';
import { defaultLevel } from '../../../models/posterior/summaries.ts';
import { type Posterior, rowDraws, rowsAt } from '../../../models/predict/index.ts';
import { keptRows } from '../../../models/predict/sides.ts';
import type { Column, Table } from '../../../models/table.ts';
import { InputError } from '../../engine/errors.ts';
import { finiteEnds } from '../plot/axis.ts';
import {
  mostSubjects,
  type SubjectLine,
  type SubjectWords,
  spaghettiPlot,
  subjectsPlot,
} from '../plot/subjects.ts';
import { outcomeUnit, share } from './dataPoints.ts';
import { intervalWords } from './intervalKinds.ts';
import { oneOf } from './oneOf.ts';
import type { PlotRequest } from './request.ts';
import { posteriorIn, type Source, thinned } from './source.ts';

/** Draws that a line is the median of, and an interval is of. */
const lineDraws = 200;
const bandDraws = 1000;
/** Levels in panels of their own where none are named, and lines in one. */
const usualSubjects = 24;
const mostLines = 500;
/** Places along a line. */
const places = 10;

/** Each level's own line, all in one panel. */
export function spaghettiOf(source: Source, request: PlotRequest): string {
  const { lines, typical, words, options } = linesOf(source, request, mostLines, false);
  return spaghettiPlot(lines, typical, words, options);
}

/** A panel a level: its line with its interval over its data. */
export function subjectsOf(source: Source, request: PlotRequest): string {
  const asked = request.levels?.length ?? 0;
  if (asked > mostSubjects)
    throw new InputError(
      `plot: at most ${mostSubjects} levels have room for a panel each, got ${asked}; take spaghetti`,
    );
  const { lines, typical, words, options } = linesOf(source, request, usualSubjects, true);
  return subjectsPlot(lines, typical, words, options);
}

interface Lines {
  readonly lines: readonly SubjectLine[];
  readonly typical: SubjectLine;
  readonly words: SubjectWords;
  readonly options: PlotRequest;
}

/** The expected outcome of each level along a variable, from its least to its largest value there; other predictors are held. */
function linesOf(source: Source, request: PlotRequest, most: number, withBand: boolean): Lines {
  const posterior = thinned(posteriorIn(source), withBand ? bandDraws : lineDraws);
  const { model } = posterior;
  const term = termOf(model.design.groups, request.group);
  const predictors = predictorsOf(model);
  const variable = variableOf(posterior, predictors, term, request.variable);
  const shown = shownLevels(term, request.levels, most);
  const all = rowsByLevel(term);
  const own = shown.map((level) => all[level]);
  const grids = own.map((rows) => gridOver(rows.map((row) => variable.values[row])));
  const held = heldAt(predictors, variable.name);
  const table = gridTable(
    posterior,
    own.map(([first]) => first),
    grids,
    variable,
    held,
  );
  const ends = (1 - (request.level ?? defaultLevel)) / 2;
  const { quantiles, statement } = meansAt(
    posterior,
    table,
    'given',
    withBand ? [ends, 0.5, 1 - ends] : [0.5],
  );
  const unit = outcomeUnit(model);
  const lines = shown.map((level, k): SubjectLine => {
    const [lower, middle, upper] = (withBand ? quantiles : [[], quantiles[0], []]).map((values) =>
      values.slice(k * places, (k + 1) * places),
    );
    const points = {
      x: own[k].map((row) => variable.values[row]),
      y: own[k].map((row) => share(model, row)),
    };
    const line = { name: term.levels[level], x: grids[k], middle };
    return withBand ? { ...line, lower, upper, points } : line;
  });
  const left = term.levels.length - shown.length;
  const notes = [
    ...(left > 0 && request.levels === undefined
      ? [`The first ${shown.length} of ${term.levels.length} levels.`]
      : []),
    ...(Object.keys(held).length > 0
      ? ['Other numbers at their means, factors at their commonest level.']
      : []),
  ];
  return {
    lines,
    typical: typicalLine(posterior, own[0][0], variable, held),
    words: {
      group: term.group,
      variable: variable.name,
      outcome: model.design.response.name,
      ...(unit === undefined ? {} : { outcomeUnit: unit }),
      interval: intervalWords(request.level),
      statement,
    },
    options: notes.length === 0 ? request : { ...request, note: notes.join(' ') },
  };
}

type NumberPredictor = Extract<Predictor, { kind: 'number' }>;

function termOf(groups: readonly GroupDesign[], group: string | undefined): GroupDesign {
  const terms = groups.filter(({ smooth, members }) => smooth === undefined && members === undefined);
  if (terms.length === 0)
    throw new InputError(
      'plot: the model has no grouping factor with one level a row, so there are no lines of levels',
    );
  const name = oneOf(
    'group',
    group,
    terms.map((term) => term.group),
  );
  return terms.find((term) => term.group === name) as GroupDesign;
}

/** The number along which lines run: the one asked for, or the first that varies within levels. */
function variableOf(
  { model }: Posterior,
  predictors: Predictors,
  term: GroupDesign,
  asked: string | undefined,
): NumberPredictor {
  if (asked !== undefined) {
    const found = predictorNamed('plot', model, predictors, asked);
    if (found.kind === 'number') return found;
    throw new InputError(`plot: lines run along a number, and ${asked} is a factor`);
  }
  const varying = [...predictors.values()].filter(
    (one): one is NumberPredictor => one.kind === 'number' && variesWithin(term, one.values),
  );
  const sloped = varying.find(({ name }) => term.coefs.includes(name));
  const found = sloped ?? varying[0];
  if (found !== undefined) return found;
  throw new InputError(
    `plot: no number in the model varies within ${term.group}, so there are no lines along one`,
  );
}

function variesWithin({ index }: GroupDesign, values: Float64Array): boolean {
  const first = new Map<number, number>();
  return values.some((value, i) => {
    const known = first.get(index[i]);
    if (known === undefined) first.set(index[i], value);
    return known !== undefined && known !== value;
  });
}

function shownLevels(
  { levels, group }: GroupDesign,
  asked: readonly string[] | undefined,
  most: number,
): number[] {
  if (asked !== undefined)
    return asked.map((level) => levels.indexOf(oneOf(`level of ${group}`, level, levels)));
  return Array.from({ length: Math.min(most, levels.length) }, (_, k) => k);
}

function rowsByLevel({ index, levels }: GroupDesign): number[][] {
  const rows: number[][] = levels.map(() => []);
  index.forEach((level, row) => {
    rows[level].push(row);
  });
  return rows;
}

function gridOver(values: readonly number[]): number[] {
  const [low, high] = finiteEnds(values);
  return Array.from({ length: places }, (_, k) => low + ((high - low) * k) / (places - 1));
}

type Held = Readonly<Record<string, (rows: number) => Column>>;

/** Other predictors as all lines have them: numbers at their means, factors at their commonest level. */
function heldAt(predictors: Predictors, variable: string): Held {
  const others = [...predictors.values()].filter(({ name }) => name !== variable);
  return Object.fromEntries(
    others.map((one) => [one.name, (rows: number) => constantColumn(one, usualValue(one), rows)]),
  );
}

function usualValue(predictor: Predictor): number | string {
  if (predictor.kind === 'number')
    return predictor.values.reduce((sum, x) => sum + x, 0) / predictor.values.length;
  const counts = predictor.levels.map(() => 0);
  for (const code of predictor.codes) counts[code]++;
  return predictor.levels[counts.indexOf(Math.max(...counts))];
}

/** Rows along the grids, each otherwise as a row of the data is. */
function gridTable(
  { model }: Posterior,
  bases: readonly number[],
  grids: readonly (readonly number[])[],
  variable: NumberPredictor,
  held: Held,
): Table {
  const kept = keptRows(model);
  const rows = Int32Array.from(bases.flatMap((base, k) => grids[k].map(() => kept[base])));
  const table = rowsOfTable(model.declaration.table, rows);
  return withColumns(table, {
    ...Object.fromEntries(Object.entries(held).map(([name, column]) => [name, column(rows.length)])),
    [variable.name]: columnOfValues(variable, grids.flat()),
  });
}

/** Quantiles of the expected outcome at the rows of a table, `[quantile][row]`. */
function meansAt(
  posterior: Posterior,
  table: Table,
  groups: 'given' | 'typical',
  asked: readonly number[],
): { readonly statement: string; readonly quantiles: readonly number[][] } {
  const rows = rowsAt(posterior.model, table, { groups, newLevels: 'error', perTrial: true });
  const draws = rowDraws(posterior, rows, { scale: 'mean', groups });
  if (draws.categories !== null)
    throw new InputError(
      'plot: an outcome of categories has a chance each, not one line; take kind "effect"',
    );
  const out = new Float64Array(draws.chains * draws.draws);
  const quantiles = asked.map(() => new Array<number>(rows.rows));
  for (let row = 0; row < rows.rows; row++) {
    draws.fill(row, row + 1, out);
    out.sort();
    asked.forEach((p, which) => {
      quantiles[which][row] = quantileOfSorted(out, p);
    });
  }
  return { statement: draws.statement, quantiles };
}

/** At group effects of zero, over all of the data's range. */
function typicalLine(posterior: Posterior, base: number, variable: NumberPredictor, held: Held): SubjectLine {
  const x = gridOver([...variable.values]);
  const table = gridTable(posterior, [base], [x], variable, held);
  const [middle] = meansAt(posterior, table, 'typical', [0.5]).quantiles;
  return { name: 'average', x, middle };
}
