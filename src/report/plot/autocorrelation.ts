import { meanAutocovariance } from '../../../diagnostics/autocovariance.ts';
import { type ChainDraws, chainLegend, chainStyle, namesInWords } from './chains.ts';
import { figure } from './figure.ts';
import type { LegendEntry, PlotOptions } from './spec.ts';

/** Lags that are shown; fewer of short chains. */
const mostLags = 40;

const chance = { colour: 'ink', opacity: 0.1 } as const;

/**
 * Correlation of draws with those some draws before, by lag, a line a chain. The band holds 95 % of what independent draws
 * would give, 0 +- 1.96 / sqrt(draws).
 */
export function autocorrelationPlot(quantities: readonly ChainDraws[], options: PlotOptions = {}): string {
  const chains = quantities[0]?.chains.length ?? 0;
  const draws = quantities[0]?.chains[0]?.length ?? 0;
  const lags = Math.max(1, Math.min(mostLags, Math.floor(draws / 2)));
  const half = 1.96 / Math.sqrt(Math.max(1, draws));
  const band: LegendEntry = { text: '95% of independent draws', sign: 'band', style: chance };
  return figure(
    {
      title: `Autocorrelation of ${namesInWords(quantities)}`,
      description: `Correlation of the draws of ${namesInWords(quantities)} with those up to ${lags} draws before, a line for each of ${chains} chains. Chains that mix well fall to zero within few draws.`,
      x: { label: 'lag', unit: 'draws', margin: 0, domain: [0, lags], whole: true },
      y: { label: 'autocorrelation', include: [0, 1] },
      panels: quantities.map(({ name, chains: own }) => ({
        ...(quantities.length > 1 ? { title: name } : {}),
        marks: [
          { kind: 'band', x: [0, lags], low: [-half, -half], high: [half, half], style: chance },
          { kind: 'rule', axis: 'y', at: 0 },
          ...own.map(
            (values, c) =>
              ({
                kind: 'line',
                x: Array.from({ length: lags + 1 }, (_, lag) => lag),
                y: autocorrelations(values, lags),
                style: chainStyle(c),
              }) as const,
          ),
        ],
      })),
      columns: quantities.length === 1 ? 1 : quantities.length <= 4 ? 2 : 3,
      legend: [...chainLegend(chains), band],
      panelHeight: quantities.length === 1 ? 200 : 100,
    },
    options,
  );
}

/** At lags 0 to `lags`; NaN of draws that do not vary. */
export function autocorrelations(values: Float64Array, lags: number): number[] {
  const centre = values.reduce((sum, x) => sum + x, 0) / values.length;
  const centred = values.map((x) => x - centre);
  const at = meanAutocovariance({ values: centred, length: centred.length });
  const variance = at(0);
  return Array.from({ length: lags + 1 }, (_, lag) =>
    lag < values.length && variance > 0 ? at(lag) / variance : Number.NaN,
  );
}
