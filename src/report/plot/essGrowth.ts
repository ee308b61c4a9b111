import { essBulk, essTail } from '../../../diagnostics/ess.ts';
import { ESS_PER_CHAIN } from '../../../diagnostics/verdict.ts';
import { type ChainDraws, namesInWords } from './chains.ts';
import { figure } from './figure.ts';
import type { Mark, Style } from './marks.ts';
import type { Panel, PlotOptions } from './spec.ts';

/** At how many numbers of draws effective ones are counted. */
const steps = 8;

const bulk: Style = { colour: 0, width: 1.8 };
const tail: Style = { colour: 1, width: 1.8, dash: 1 };
const same: Style = { colour: 'soft', width: 1, dash: 2 };

/**
 * Effective draws by how many were made, bulk and tail: they grow in a line where chains mix, and stall where they do not.
 * The dashed line is what the verdict asks for.
 * Source: Vehtari et al. 2021, section 4.
 */
export function essGrowthPlot(quantities: readonly ChainDraws[], options: PlotOptions = {}): string {
  const chains = quantities[0]?.chains.length ?? 1;
  const needed = ESS_PER_CHAIN * chains;
  return figure(
    {
      title: `Effective draws of ${namesInWords(quantities)}`,
      description: `Effective draws of ${namesInWords(quantities)}, of the bulk and of the tails, by how many of ${chains} chains were made. They should grow in a line, beyond the ${needed} that the dashed line marks.`,
      x: {
        label: 'draws',
        unit: 'all chains',
        include: [0],
        margin: 0.02,
        within: [0, Infinity],
        whole: true,
      },
      y: { label: 'effective draws', include: [0, needed], within: [0, Infinity] },
      panels: quantities.map((quantity) => panelOf(quantity, needed, quantities.length > 1)),
      columns: quantities.length === 1 ? 1 : quantities.length <= 4 ? 2 : 3,
      legend: [
        { text: 'bulk', sign: 'line', style: bulk },
        { text: 'tail', sign: 'line', style: tail },
        { text: 'as many as drawn', sign: 'line', style: same },
      ],
      panelHeight: quantities.length === 1 ? 200 : 110,
    },
    options,
  );
}

function panelOf({ name, chains }: ChainDraws, needed: number, isNamed: boolean): Panel {
  const draws = chains[0].length;
  const counts = Array.from({ length: steps }, (_, k) => Math.round((draws * (k + 1)) / steps));
  const first = counts.map((count) => chains.map((chain) => chain.subarray(0, count)));
  const x = counts.map((count) => count * chains.length);
  const curve = (y: readonly number[], style: Style): Mark[] => [
    { kind: 'line', x, y, style },
    { kind: 'points', x, y, style: { ...style, size: 2, shape: style === tail ? 1 : 0 } },
  ];
  return {
    ...(isNamed ? { title: name } : {}),
    marks: [
      { kind: 'rule', axis: 'y', at: needed },
      { kind: 'line', x: [0, x[x.length - 1]], y: [0, x[x.length - 1]], style: same },
      ...curve(first.map(essBulk), bulk),
      ...curve(first.map(essTail), tail),
    ],
  };
}
