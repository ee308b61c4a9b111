import { type ChainDraws, chainLegend, chainStyle, evenly, namesInWords } from './chains.ts';
import { figure } from './figure.ts';
import type { Mark } from './marks.ts';
import type { LegendEntry, PlotOptions } from './spec.ts';

/** Points of a trace; more are thinned evenly. */
const tracePoints = 500;
/** Divergent draws marked in a chain. */
const mostMarks = 200;

/**
 * Draws in the order they were made, a line a chain, a panel a quantity; divergent ones, even where thinned away, marked by crosses.
 * @param divergent 1 for a divergent draw, one array a chain; empty where nothing is known
 */
export function tracePlot(
  quantities: readonly ChainDraws[],
  divergent: readonly Uint8Array[],
  options: PlotOptions = {},
): string {
  const divergences = divergent.reduce((sum, chain) => sum + chain.reduce((a, b) => a + b, 0), 0);
  const chains = quantities[0]?.chains.length ?? 0;
  const mark: LegendEntry[] =
    divergences === 0 ? [] : [{ text: 'divergent draw', sign: 'point', style: crosses }];
  return figure(
    {
      title: `Trace of ${namesInWords(quantities)}`,
      description: `Draws of ${namesInWords(quantities)} in the order they were made, a line a chain, ${chains} ${chains === 1 ? 'chain' : 'chains'}. ${divergences === 0 ? 'No draw diverged.' : `${divergences} divergent ${divergences === 1 ? 'draw is' : 'draws are'} marked.`}`,
      x: { label: 'draw', unit: 'after warmup', margin: 0, whole: true },
      y: { label: 'value' },
      panels: quantities.map(({ name, unit, chains }) => ({
        y: { label: name, ...(unit === undefined ? {} : { unit }) },
        marks: [
          ...chains.map(traceLine),
          ...chains.flatMap((values, c) => divergentPoints(values, divergent[c])),
        ],
      })),
      legend: [...chainLegend(chains), ...mark],
      panelHeight: quantities.length === 1 ? 180 : 96,
    },
    options,
  );
}

const crosses = { colour: 'ink', shape: 4, size: 3, width: 1.6 } as const;

function traceLine(values: Float64Array, chain: number): Mark {
  const kept = evenly(values.length, tracePoints);
  return {
    kind: 'line',
    x: kept.map((i) => i + 1),
    y: kept.map((i) => values[i]),
    style: chainStyle(chain, { width: 0.7, dash: 0, opacity: 0.75 }),
  };
}

function divergentPoints(values: Float64Array, divergent: Uint8Array = new Uint8Array(0)): Mark[] {
  const where = Array.from(divergent.keys()).filter((i) => divergent[i] === 1);
  if (where.length === 0) return [];
  const kept = evenly(where.length, mostMarks).map((k) => where[k]);
  return [{ kind: 'points', x: kept.map((i) => i + 1), y: kept.map((i) => values[i]), style: crosses }];
}
