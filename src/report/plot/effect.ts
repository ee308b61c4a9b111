import { figure } from './figure.ts';
import { capital } from './intervals.ts';
import type { Mark, Style } from './marks.ts';
import type { LegendEntry, PlotOptions } from './spec.ts';

/** A curve with its interval, at the places of the figure's x. */
export interface EffectCurve {
  /** Said in the legend: a level of another variable, or how groups are taken. */
  readonly name: string;
  readonly middle: ArrayLike<number>;
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
}

/** What an outcome does along a variable: numbers, or names of levels. */
export interface EffectCurves {
  readonly x: readonly number[] | readonly string[];
  readonly curves: readonly EffectCurve[];
  /** Data; of a factor's levels by their number from 0. */
  readonly points?: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };
}

/** How the axes are called. `statement` says what the curves are, and is always shown. */
export interface EffectWords {
  readonly variable: string;
  readonly unit?: string;
  readonly outcome: string;
  readonly outcomeUnit?: string;
  readonly interval: string;
  readonly statement: string;
}

const styles = (k: number): Style => ({ colour: k, width: 2, dash: k });
/** Of levels side by side. */
const apart = 9;

/** Curves with bands over the data points; levels of a factor as points with their intervals. */
export function effectPlot(
  { x, curves, points }: EffectCurves,
  { variable, unit, outcome, outcomeUnit, interval, statement }: EffectWords,
  options: PlotOptions = {},
): string {
  const names =
    x.every((value) => typeof value === 'string') && x.length > 0 ? (x as readonly string[]) : null;
  const at = names === null ? (x as readonly number[]) : x.map((_, k) => k);
  const marks = curves.flatMap((curve, k) =>
    names === null
      ? curveMarks(curve, at, k)
      : levelMarks(curve, at, k, (k - (curves.length - 1) / 2) * apart),
  );
  const data: Mark[] =
    points === undefined
      ? []
      : [{ kind: 'points', x: points.x, y: points.y, style: pointStyle(points.x.length) }];
  const several: LegendEntry[] =
    curves.length < 2 && curves[0]?.name === ''
      ? []
      : curves.map(({ name }, k) => ({ text: name, sign: 'line', style: styles(k) }));
  return figure(
    {
      title: `${capital(outcome)} by ${variable}`,
      description: `${statement}: ${curves.length === 1 ? 'a curve' : `${curves.length} curves`} with ${interval}s along ${variable}${curves.length > 1 ? ` (${curves.map(({ name }) => name).join(', ')})` : ''}${points === undefined ? '' : `, over ${points.x.length} data points`}.`,
      caption: `${capital(statement)}; ${interval}.`,
      x: {
        label: variable,
        ...(unit === undefined ? {} : { unit }),
        margin: 0.02,
        ...(names === null ? {} : { names }),
      },
      y: { label: outcome, ...(outcomeUnit === undefined ? {} : { unit: outcomeUnit }) },
      panels: [{ marks: [...data, ...marks] }],
      legend: [
        ...several,
        ...(points === undefined
          ? []
          : [{ text: 'data', sign: 'point', style: { colour: 'soft', size: 2.2 } } as const]),
      ],
      panelHeight: 300,
    },
    options,
  );
}

/** The more there are the fainter. */
function pointStyle(count: number): Style {
  return { colour: 'soft', size: count > 1000 ? 1.2 : 2, opacity: count > 1000 ? 0.25 : 0.55 };
}

function curveMarks({ middle, lower, upper }: EffectCurve, x: readonly number[], k: number): Mark[] {
  return [
    { kind: 'band', x, low: lower, high: upper, style: { colour: k } },
    { kind: 'line', x, y: middle, style: styles(k) },
  ];
}

function levelMarks(
  { middle, lower, upper }: EffectCurve,
  x: readonly number[],
  k: number,
  shift: number,
): Mark[] {
  return [
    { kind: 'posts', x, low: lower, high: upper, shift, style: styles(k) },
    { kind: 'points', x, y: middle, across: shift, style: { colour: k, size: 4, shape: k % 4 } },
  ];
}
