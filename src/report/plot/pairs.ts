import { type Axis, finiteEnds } from './axis.ts';
import { type ChainDraws, evenly, joined, namesInWords } from './chains.ts';
import { densityCurve, densityGrid } from './curve.ts';
import { figure } from './figure.ts';
import type { Mark, Style } from './marks.ts';
import type { LegendEntry, Panel, PlotOptions } from './spec.ts';

/** Points of a panel; more are thinned evenly, the divergent ones kept. */
const mostPoints = 1000;

const point: Style = { colour: 'accent', size: 1.2, opacity: 0.4 };
const cross: Style = { colour: 1, shape: 4, size: 3, width: 1.6 };

/**
 * Draws of every two quantities against each other, the density of each on the diagonal; divergent draws as crosses, which gather
 * where the sampler could not go.
 * @param divergent 1 for a divergent draw, one array a chain; empty where nothing is known
 */
export function pairsPlot(
  quantities: readonly ChainDraws[],
  divergent: readonly Uint8Array[],
  options: PlotOptions = {},
): string {
  const draws = quantities.map(({ chains }) => joined(chains));
  const diverged = divergent.flatMap((chain) => Array.from(chain));
  const count = diverged.reduce((a, b) => a + b, 0);
  const domains = draws.map(padded);
  const last = quantities.length - 1;
  const axisOf = (k: number, isShown: boolean): Axis => {
    const { name, unit } = quantities[k];
    const shown = { label: name, ...(unit === undefined ? {} : { unit }) };
    return { ...(isShown ? shown : { label: '', bare: true }), domain: domains[k] };
  };
  const panels = quantities.flatMap((quantity, row) =>
    quantities.map((_, column): Panel | null => {
      if (column > row) return null;
      const x = axisOf(column, row === last);
      if (column === row)
        return { x, y: { label: '', bare: true, include: [0] }, marks: diagonal(quantity, draws[row]) };
      return { x, y: axisOf(row, column === 0), marks: scatter(draws[column], draws[row], diverged) };
    }),
  );
  const legend: LegendEntry[] = [
    { text: 'draw', sign: 'point', style: { ...point, size: 2, opacity: 1 } },
    ...(count === 0 ? [] : [{ text: 'divergent draw', sign: 'point', style: cross } as const]),
  ];
  return figure(
    {
      title: `Pairs of ${namesInWords(quantities)}`,
      description: `Draws of ${quantities.map(({ name }) => name).join(', ')}, every two against each other, with the density of each on the diagonal. ${count === 0 ? 'No draw diverged.' : `${count} divergent ${count === 1 ? 'draw is' : 'draws are'} marked.`}`,
      x: { label: '' },
      y: { label: '' },
      panels,
      columns: quantities.length,
      legend,
      panelHeight: Math.max(70, 420 / Math.max(1, quantities.length)),
    },
    options,
  );
}

function padded(values: Float64Array): [number, number] {
  const [low, high] = finiteEnds(values);
  const margin = 0.1 * (high - low) || 0.1 * Math.abs(low) || 1;
  return [low - margin, high + margin];
}

function diagonal({ support = [-Infinity, Infinity] }: ChainDraws, draws: Float64Array): Mark[] {
  const curve = densityCurve(draws, densityGrid([draws], support), support);
  return [
    { kind: 'band', x: curve.x, low: curve.x.map(() => 0), high: curve.y, style: { colour: 'accent' } },
    { kind: 'line', ...curve, style: { colour: 'accent' } },
  ];
}

function scatter(x: Float64Array, y: Float64Array, diverged: readonly number[]): Mark[] {
  const kept = evenly(x.length, mostPoints).filter((i) => diverged[i] !== 1);
  const crossed = diverged.flatMap((is, i) => (is === 1 ? [i] : []));
  const points = (at: readonly number[], style: Style): Mark => ({
    kind: 'points',
    x: at.map((i) => x[i]),
    y: at.map((i) => y[i]),
    style,
  });
  return [points(kept, point), points(crossed, cross)];
}
