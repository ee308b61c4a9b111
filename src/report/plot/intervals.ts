import { figure } from './figure.ts';
import type { Mark, Style } from './marks.ts';
import type { PlotOptions } from './spec.ts';

/** An estimate and its interval, and where it is known the interval of the middle half. */
export interface IntervalRow {
  readonly name: string;
  readonly lower: number;
  readonly middle: number;
  readonly upper: number;
  readonly inner?: readonly [number, number];
}

/** What the intervals are of, and how their axis is called. */
export interface IntervalWords {
  /** `95% interval`. */
  readonly interval: string;
  /** `median`. */
  readonly middle: string;
  readonly label: string;
  readonly unit?: string;
  /** Ratios stand on a log axis, beside 1 instead of 0. */
  readonly ratio?: boolean;
}

const rowHeight = 20;

/** A forest: interval and middle of each row, beside zero, or of ratios on a log axis beside one. */
export function intervalsPlot(
  rows: readonly IntervalRow[],
  { interval, middle, label, unit, ratio = false }: IntervalWords,
  options: PlotOptions = {},
): string {
  const y = rows.map((_, k) => k);
  const nothing = ratio ? 1 : 0;
  const apart = rows.filter(({ lower, upper }) => lower > nothing || upper < nothing).length;
  const hasInner = rows.some(({ inner }) => inner !== undefined);
  const marks: Mark[] = [
    { kind: 'rule', axis: 'x', at: nothing },
    {
      kind: 'spans',
      low: rows.map(({ lower }) => lower),
      high: rows.map(({ upper }) => upper),
      y,
      style: thin,
    },
    ...(hasInner
      ? [
          {
            kind: 'spans',
            low: rows.map(({ inner }) => inner?.[0] ?? Number.NaN),
            high: rows.map(({ inner }) => inner?.[1] ?? Number.NaN),
            y,
            style: thick,
          } as const,
        ]
      : []),
    { kind: 'points', x: rows.map((row) => row.middle), y, style: dot },
  ];
  return figure(
    {
      title: `${capital(interval)}s`,
      description: `${capital(middle)} and ${interval} of ${rows.length} ${rows.length === 1 ? 'row' : 'rows'}; ${apart} of the intervals leave out ${nothing}, which the dashed line marks.`,
      x: { label, ...unitOf(unit, ratio), include: [nothing], ...(ratio ? { scale: 'logarithmic' } : {}) },
      y: { label: '', names: rows.map(({ name }) => name) },
      panels: [{ marks }],
      legend: [
        { text: middle, sign: 'point', style: dot },
        { text: interval, sign: 'line', style: thin },
        ...(hasInner ? [{ text: '50% interval', sign: 'line', style: thick } as const] : []),
      ],
      panelHeight: Math.max(1, rows.length) * rowHeight,
    },
    options,
  );
}

const thin: Style = { colour: 'accent', width: 1.6 };
const thick: Style = { colour: 'accent', width: 5, opacity: 0.55 };
const dot: Style = { colour: 'accent', size: 3.4 };

function unitOf(unit: string | undefined, ratio: boolean): { readonly unit?: string } {
  const parts = [...(unit === undefined ? [] : [unit]), ...(ratio ? ['log axis'] : [])];
  return parts.length === 0 ? {} : { unit: parts.join(', ') };
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
