import { finiteEnds } from './axis.ts';
import { type ChainDraws, joined, namesInWords } from './chains.ts';
import { type Curve, densityCurve } from './curve.ts';
import { figure } from './figure.ts';
import type { Mark, Style } from './marks.ts';
import type { Panel, PlotOptions } from './spec.ts';

const points = 161;
/** How far beyond the posterior's draws the picture reaches, in widths of theirs. */
const beyond = 0.75;

const posterior: Style = { colour: 0, width: 2 };
const prior: Style = { colour: 1, width: 2, dash: 1 };

/** A quantity's prior: its density, or draws of it where the density is not known by itself. */
export type PriorOf =
  | { readonly kind: 'density'; readonly of: (x: number) => number }
  | { readonly kind: 'draws'; readonly draws: Float64Array };

/** A quantity, drawn from its posterior, and its prior. */
export interface PriorAndPosterior extends ChainDraws {
  readonly prior: PriorOf;
}

/** What was assumed of each quantity and what came out: where the two are alike the data said little. Wide priors reach beyond the picture. */
export function priorPosteriorPlot(
  quantities: readonly PriorAndPosterior[],
  options: PlotOptions = {},
): string {
  return figure(
    {
      title: `Prior and posterior of ${namesInWords(quantities)}`,
      description: `Densities of prior and posterior of ${namesInWords(quantities)} where the posterior lies and about it. Where the two are alike the data said little.`,
      x: { label: 'value' },
      y: { label: 'density', unit: 'area 1' },
      panels: quantities.map(panelOf),
      columns: quantities.length === 1 ? 1 : quantities.length <= 4 ? 2 : 3,
      legend: [
        { text: 'posterior', sign: 'line', style: posterior },
        { text: 'prior', sign: 'line', style: prior },
      ],
      panelHeight: quantities.length === 1 ? 200 : 110,
    },
    options,
  );
}

function panelOf(quantity: PriorAndPosterior): Panel {
  const { name, unit, chains, support = [-Infinity, Infinity] } = quantity;
  const draws = joined(chains);
  const grid = gridAround(draws, support);
  const curve = densityCurve(draws, grid, support);
  const marks: Mark[] = [
    { kind: 'band', x: curve.x, low: curve.x.map(() => 0), high: curve.y, style: posterior },
    { kind: 'line', ...curve, style: posterior },
    { kind: 'line', ...priorCurve(quantity.prior, grid, support), style: prior },
  ];
  return {
    x: { label: name, ...(unit === undefined ? {} : { unit }), margin: 0 },
    y: { label: '', include: [0], bare: true },
    marks,
  };
}

function gridAround(draws: Float64Array, [lower, upper]: readonly [number, number]): number[] {
  const [least, most] = finiteEnds(draws);
  const margin = beyond * (most - least);
  const [low, high] = [Math.max(least - margin, lower), Math.min(most + margin, upper)];
  return Array.from({ length: points }, (_, k) => Math.min(high, low + ((high - low) * k) / (points - 1)));
}

function priorCurve(of: PriorOf, grid: readonly number[], support: readonly [number, number]): Curve {
  if (of.kind === 'draws') return densityCurve(of.draws, grid, support);
  return { x: grid, y: grid.map(of.of) };
}
