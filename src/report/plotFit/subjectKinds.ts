import { quantileOfSorted } from '../../../diagnostics/quantile.ts';
import type { GroupDesign } from '../../../models/design/design.ts';
import { defaultLevel } from '../../../models/posterior/summaries.ts';
import { type Posterior, type RowDraws, rowDraws, rowsAt } from '../../../models/predict/index.ts';
import { InputError } from '../../engine/errors.ts';
import {
  mostSubjects,
  type SubjectLine,
  type SubjectWords,
  spaghettiPlot,
  subjectsPlot,
} from '../plot/subjects.ts';
import { intervalWords, oneOf } from './intervalKinds.ts';
import type { PlotRequest } from './request.ts';
import { posteriorIn, type Source, thinned } from './source.ts';

/** Draws that a line is the median of, and an interval is of. */
const lineDraws = 400;
const bandDraws = 1000;
/** Values of x at which the line of the average group is told, at most. */
const mostPlaces = 200;
/** Levels in panels of their own where none are named. */
const usualSubjects = 24;
const mostLines = 500;

/** Each level's own line, all in one panel. */
export function spaghettiOf(source: Source, request: PlotRequest): string {
  const lines = linesOf(source, request, mostLines, false);
  return spaghettiPlot(lines.lines, lines.typical, lines.words, lines.options);
}

/** A panel a level: its line with its interval over its data. */
export function subjectsOf(source: Source, request: PlotRequest): string {
  if ((request.levels?.length ?? 0) > mostSubjects)
    throw new InputError(
      `plot: at most ${mostSubjects} levels have room for a panel each, got ${request.levels?.length}; take spaghetti`,
    );
  const lines = linesOf(source, request, request.levels === undefined ? usualSubjects : mostSubjects, true);
  return subjectsPlot(lines.lines, lines.typical, lines.words, lines.options);
}

interface Lines {
  readonly lines: readonly SubjectLine[];
  readonly typical: SubjectLine | null;
  readonly words: SubjectWords;
  readonly options: PlotRequest;
}

/** Expected outcomes at the model's own rows, level by level, along a variable of the model. */
function linesOf(source: Source, request: PlotRequest, most: number, withBand: boolean): Lines {
  const posterior = thinned(posteriorIn(source), withBand ? bandDraws : lineDraws);
  const { design, outcome } = posterior.model;
  const term = termOf(design.groups, request.group);
  const variable = oneOf('numeric variable in the formula', request.variable, variablesOf(posterior, term));
  const x = columnOf(posterior, variable);
  const shown = shownLevels(term, request.levels, most);
  const given = meansAt(posterior, 'given');
  const typicalMeans = meansAt(posterior, 'typical');
  const observed = Float64Array.from(outcome.y, (y, i) =>
    outcome.trials === null ? y : y / outcome.trials[i],
  );
  const ends = (1 - (request.level ?? defaultLevel)) / 2;
  const lines = shown.map((level): SubjectLine => {
    const rows = rowsOf(term, level, x);
    const quantiles = given.at(rows, [ends, 0.5, 1 - ends]);
    const along = rows.map((row) => x[row]);
    return {
      name: term.levels[level],
      x: along,
      middle: quantiles[1],
      ...(withBand
        ? {
            lower: quantiles[0],
            upper: quantiles[2],
            points: { x: along, y: rows.map((row) => observed[row]) },
          }
        : {}),
    };
  });
  const left = term.levels.length - shown.length;
  return {
    lines,
    typical: typicalLine(
      x,
      shown.flatMap((level) => rowsOf(term, level, x)),
      typicalMeans,
    ),
    words: {
      group: term.group,
      variable,
      outcome: design.response.name,
      interval: intervalWords(request.level),
      statement: given.statement,
    },
    options:
      left === 0 || request.levels !== undefined
        ? request
        : { ...request, note: `The first ${shown.length} of ${term.levels.length} levels.` },
  };
}

function termOf(groups: readonly GroupDesign[], group: string | undefined): GroupDesign {
  const terms = groups.filter(({ smooth, members }) => smooth === undefined && members === undefined);
  if (terms.length === 0)
    throw new InputError(
      'plot: the model has no grouping factor with a level a row, so there are no lines of levels',
    );
  const name = oneOf(
    'group',
    group,
    terms.map((term) => term.group),
  );
  return terms.find((term) => term.group === name) as GroupDesign;
}

/** Numeric columns of the model that vary within levels, those whose coefficient varies over them first. */
function variablesOf({ model: { design } }: Posterior, term: GroupDesign): string[] {
  const all = [
    ...term.coefs.map((name, c) => ({ name, values: term.columns[c] })),
    ...design.fixed.names.map((name, c) => ({ name, values: design.fixed.columns[c] })),
  ];
  const varying = all.filter(({ values }) => variesWithin(term, values));
  if (varying.length === 0)
    throw new InputError(
      `plot: no numeric variable of the model varies within ${term.group}, so there are no lines along one`,
    );
  return varying.map(({ name }) => name);
}

function variesWithin({ index }: GroupDesign, values: Float64Array): boolean {
  const first = new Map<number, number>();
  return values.some((value, i) => {
    const known = first.get(index[i]);
    if (known === undefined) first.set(index[i], value);
    return known !== undefined && known !== value;
  });
}

function columnOf({ model: { design } }: Posterior, name: string): Float64Array {
  const at = design.fixed.names.indexOf(name);
  if (at >= 0) return design.fixed.columns[at];
  const term = design.groups.find(({ coefs }) => coefs.includes(name)) as GroupDesign;
  return term.columns[term.coefs.indexOf(name)];
}

function shownLevels(
  { levels, group }: GroupDesign,
  asked: readonly string[] | undefined,
  most: number,
): number[] {
  if (asked === undefined) return Array.from({ length: Math.min(most, levels.length) }, (_, k) => k);
  return asked.map((level) => levels.indexOf(oneOf(`level of ${group}`, level, levels)));
}

/** Rows of a level, along x. */
function rowsOf({ index }: GroupDesign, level: number, x: Float64Array): number[] {
  const rows: number[] = [];
  index.forEach((at, row) => {
    if (at === level) rows.push(row);
  });
  return rows.sort((a, b) => x[a] - x[b]);
}

/** Quantiles of expected outcomes at some rows: `[quantile][row]`. */
interface Means {
  readonly statement: string;
  readonly at: (rows: readonly number[], quantiles: readonly number[]) => number[][];
}

function meansAt(posterior: Posterior, groups: 'given' | 'typical'): Means {
  const rows = rowsAt(posterior.model, null, { groups, newLevels: 'error', perTrial: true });
  const draws: RowDraws = rowDraws(posterior, rows, { scale: 'mean', groups });
  if (draws.categories !== null)
    throw new InputError('plot: an outcome of categories has a chance each, not one line; take effect');
  const out = new Float64Array(draws.chains * draws.draws);
  return {
    statement: draws.statement,
    at(wanted, quantiles) {
      const found = quantiles.map(() => new Array<number>(wanted.length));
      wanted.forEach((row, k) => {
        draws.fill(row, row + 1, out);
        out.sort();
        quantiles.forEach((p, which) => {
          found[which][k] = quantileOfSorted(out, p);
        });
      });
      return found;
    },
  };
}

/** The line at the average group, where nothing but x moves it: the first and the last row of each x agree. */
function typicalLine(x: Float64Array, rows: readonly number[], means: Means): SubjectLine | null {
  const sorted = [...rows].sort((a, b) => x[a] - x[b]);
  const first = sorted.filter((row, k) => k === 0 || x[row] !== x[sorted[k - 1]]);
  const last = sorted.filter((row, k) => k === sorted.length - 1 || x[row] !== x[sorted[k + 1]]);
  if (first.length === sorted.length || first.length > mostPlaces) return null;
  const [[middle], [other]] = [means.at(first, [0.5]), means.at(last, [0.5])];
  const width = Math.max(...middle) - Math.min(...middle) || 1;
  if (middle.some((value, k) => Math.abs(value - other[k]) > 1e-9 * width)) return null;
  return { name: 'average', x: first.map((row) => x[row]), middle };
}
