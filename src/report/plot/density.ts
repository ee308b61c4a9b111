import { type ChainDraws, chainLegend, chainStyle, joined, namesInWords } from './chains.ts';
import { densityCurve, densityGrid, noCurve } from './curve.ts';
import { figure } from './figure.ts';
import type { Mark, Style } from './marks.ts';
import type { Panel, PlotOptions } from './spec.ts';

const all: Style = { colour: 'ink', width: 2.2 };

/**
 * Posterior densities, a panel a quantity: a curve a chain, and one of all chains together. Gaussian kernels, reflected at the
 * ends of the support so that an sd's density does not fall off at zero.
 */
export function densityPlot(quantities: readonly ChainDraws[], options: PlotOptions = {}): string {
  const chains = quantities[0]?.chains.length ?? 0;
  return figure(
    {
      title: `Density of ${namesInWords(quantities)}`,
      description: `Posterior density of ${namesInWords(quantities)}: a curve for each of ${chains} chains, and one of all together. Chains that agree give curves that lie together.`,
      x: { label: 'value' },
      y: { label: 'density', unit: 'area 1' },
      panels: quantities.map(panelOf),
      columns: quantities.length === 1 ? 1 : quantities.length <= 4 ? 2 : 3,
      legend: chains < 2 ? [] : [...chainLegend(chains), { text: 'all chains', sign: 'line', style: all }],
      panelHeight: quantities.length === 1 ? 180 : 100,
    },
    options,
  );
}

function panelOf({ name, unit, chains, support = [-Infinity, Infinity] }: ChainDraws): Panel {
  const grid = densityGrid(chains, support);
  const line = (draws: Float64Array, style: Style): Mark => ({
    kind: 'line',
    ...densityCurve(draws, grid, support),
    style,
  });
  const own = chains.length < 2 ? [] : chains.map((draws, c) => line(draws, chainStyle(c, { width: 1.2 })));
  return {
    x: { label: name, ...(unit === undefined ? {} : { unit }), margin: 0 },
    y: { label: '', include: [0], bare: true },
    empty: noCurve(chains),
    marks: [...own, line(joined(chains), chains.length < 2 ? { colour: 0, width: 2 } : all)],
  };
}
