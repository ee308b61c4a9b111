import { figure } from './figure.ts';
import { capital } from './intervals.ts';
import type { Mark, Style } from './marks.ts';
import type { LegendEntry, Panel, PlotOptions } from './spec.ts';

/** One level's own line, its interval where it is asked for, and its data. */
export interface SubjectLine {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly middle: ArrayLike<number>;
  readonly lower?: ArrayLike<number>;
  readonly upper?: ArrayLike<number>;
  readonly points?: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };
}

export interface SubjectWords {
  readonly group: string;
  readonly variable: string;
  readonly unit?: string;
  readonly outcome: string;
  readonly outcomeUnit?: string;
  readonly interval: string;
  readonly statement: string;
}

/** Panels of small multiples; more levels than this are drawn in one panel, or chosen. */
export const mostSubjects = 60;

const own: Style = { colour: 'accent', width: 1.8 };
const average: Style = { colour: 1, width: 2.4, dash: 1 };
const data: Style = { colour: 'soft', size: 2.2 };

const axes = ({ variable, unit, outcome, outcomeUnit }: SubjectWords) =>
  ({
    x: { label: variable, ...(unit === undefined ? {} : { unit }) },
    y: { label: outcome, ...(outcomeUnit === undefined ? {} : { unit: outcomeUnit }) },
  }) as const;

/** All levels' lines in one panel, thin, and the line at the average group. */
export function spaghettiPlot(
  lines: readonly SubjectLine[],
  typical: SubjectLine | null,
  words: SubjectWords,
  options: PlotOptions = {},
): string {
  const thin: Style = { colour: 'accent', width: 0.9, opacity: lines.length > 100 ? 0.25 : 0.55 };
  const of = `each ${words.group}`;
  const marks = [
    ...lines.map(({ x, middle }): Mark => ({ kind: 'line', x, y: middle, style: thin })),
    ...(typical === null ? [] : [{ kind: 'line', x: typical.x, y: typical.middle, style: average } as const]),
  ];
  return figure(
    {
      title: `${capital(words.outcome)} by ${words.variable}, ${of}`,
      description: `${words.statement}: ${lines.length} lines along ${words.variable}, one for ${of}${typical === null ? '' : ', and that of the average group'}.`,
      caption: `${capital(words.statement)}.`,
      ...axes(words),
      panels: [{ marks }],
      legend: [
        { text: of, sign: 'line', style: { ...thin, width: 1.4, opacity: 1 } },
        ...(typical === null ? [] : [{ text: 'average group', sign: 'line', style: average } as const]),
      ],
      panelHeight: 300,
    },
    options,
  );
}

/** A panel a level: its line with its interval, its data, and the line at the average group. */
export function subjectsPlot(
  lines: readonly SubjectLine[],
  typical: SubjectLine | null,
  words: SubjectWords,
  options: PlotOptions = {},
): string {
  const panels = lines.map((line) => panelOf(line, typical));
  const hasBand = lines.some(({ lower }) => lower !== undefined);
  const hasData = lines.some(({ points }) => points !== undefined);
  const legend: LegendEntry[] = [
    { text: `each ${words.group}`, sign: 'line', style: own },
    ...(hasBand ? [{ text: words.interval, sign: 'band', style: own } as const] : []),
    ...(typical === null ? [] : [{ text: 'average group', sign: 'line', style: average } as const]),
    ...(hasData ? [{ text: 'data', sign: 'point', style: data } as const] : []),
  ];
  return figure(
    {
      title: `${capital(words.outcome)} by ${words.variable}, each ${words.group}`,
      description: `${words.statement}: a panel for each of ${lines.length} levels of ${words.group}, its line along ${words.variable}${hasBand ? ` with its ${words.interval}` : ''}${hasData ? ' over its data' : ''}.`,
      caption: `${capital(words.statement)}.`,
      ...axes(words),
      panels,
      columns: Math.min(panels.length, panels.length <= 4 ? 2 : panels.length <= 12 ? 4 : 6),
      legend,
      panelHeight: panels.length <= 4 ? 160 : panels.length <= 24 ? 90 : 70,
    },
    options,
  );
}

function panelOf({ name, x, middle, lower, upper, points }: SubjectLine, typical: SubjectLine | null): Panel {
  const band: Mark[] =
    lower === undefined || upper === undefined
      ? []
      : [{ kind: 'band', x, low: lower, high: upper, style: own }];
  return {
    title: name,
    marks: [
      ...band,
      ...(typical === null
        ? []
        : [{ kind: 'line', x: typical.x, y: typical.middle, style: { ...average, width: 1.2 } } as const]),
      ...(points === undefined ? [] : [{ kind: 'points', ...points, style: data } as const]),
      { kind: 'line', x, y: middle, style: own },
    ],
  };
}
