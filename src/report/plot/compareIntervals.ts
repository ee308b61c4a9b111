import type { ComparedParameter } from '../../../models/compare/compareParameters.ts';
import { figure } from './figure.ts';
import type { Mark, Style } from './marks.ts';
import type { LegendEntry, PlotOptions } from './spec.ts';

/** 90 % of a normal distribution lies within so many sds. */
const normal90 = 1.6448536269514722;

const rowHeight = 30;
/** Distance of either interval from the middle of its row. */
const apart = 5;
/** Posterior sds beyond which an interval is cut off: it is off, whatever the rest. */
const farthest = 8;

/** Ends and middle in posterior sds. */
type Ends = readonly [lower: number, middle: number, upper: number];

/**
 * 90 % intervals of posterior and approximation side by side, each parameter in its own posterior sds from its own
 * posterior mean, so that all fit on one scale and a shift can be read off.
 * @param names what is compared: the posterior and the other
 */
export function compareIntervalsPlot(
  rows: readonly ComparedParameter[],
  names: readonly [string, string],
  options: PlotOptions = {},
): string {
  const shown = rows.filter(({ mean, sd }) => Number.isFinite(mean) && sd > 0);
  const clipped = (value: number): number => Math.min(farthest, Math.max(-farthest, value));
  const sides: readonly [Ends[], Ends[]] = [shown.map(posteriorEnds), shown.map(otherEnds)];
  const marks = sides.flatMap((side, k): Mark[] => {
    const shift = k === 0 ? -apart : apart;
    const y = side.map((_, row) => row);
    const [low, middle, high] = [0, 1, 2].map((end) => side.map((ends) => clipped(ends[end])));
    return [
      { kind: 'spans', low, high, y, shift, style: lines[k] },
      { kind: 'points', x: middle, y, shift, style: dots[k] },
    ];
  });
  return figure(
    {
      title: `90% intervals: ${names[0]} and ${names[1]}`,
      description: `90% intervals of ${shown.length} parameters in posterior sds from the posterior mean: above, ${names[0]}; below, ${names[1]}. Intervals that lie below each other agree.`,
      x: { label: 'from the posterior mean', unit: 'posterior sds', include: [-2, 0, 2] },
      y: { label: '', names: shown.map(({ name }) => name) },
      panels: [{ marks: [{ kind: 'rule', axis: 'x', at: 0 }, ...marks] }],
      legend: compareLegend(names, lines),
      panelHeight: Math.max(1, shown.length) * rowHeight,
    },
    options,
  );
}

const lines: readonly [Style, Style] = [
  { colour: 0, width: 2.4 },
  { colour: 1, width: 2.4, dash: 1 },
];
const dots: readonly [Style, Style] = [
  { colour: 0, size: 3.6 },
  { colour: 1, size: 3.4, shape: 1 },
];

export function compareLegend(
  names: readonly [string, string],
  styles: readonly [Style, Style],
): LegendEntry[] {
  return names.map((text, k) => ({ text, sign: 'line', style: styles[k] }));
}

/** 5 %, median, 95 %. */
function posteriorEnds({ mean, sd, q5, median, q95 }: ComparedParameter): Ends {
  return [(q5 - mean) / sd, (median - mean) / sd, (q95 - mean) / sd];
}

/** Estimate and normal ends. */
function otherEnds({ shift, widthRatio }: ComparedParameter): Ends {
  const half = normal90 * widthRatio;
  return [shift - half, shift, shift + half];
}
