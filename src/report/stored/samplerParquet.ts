import type { ChainReport, ChainStats, Divergence } from '../../../models/posterior/fit.ts';
import {
  asNumbers,
  fileOfBytes,
  type Marks,
  type NumberColumn,
  parquetBytes,
  readRaw,
} from '../../data/parquetBytes.ts';

type Chains = readonly Pick<ChainReport, 'stats' | 'divergences'>[];

const statNames = ['lp', 'energy', 'acceptStat', 'treeDepth', 'nLeapfrog', 'divergent'] as const;

/** What the sampler says of every draw, as Parquet: one row a draw, chain after chain; chain and draw count from 1. */
export function samplerParquet(chains: Chains, marks: Marks): Uint8Array {
  const draws = chains[0].stats.lp.length;
  const rows = chains.length * draws;
  const columns = statNames.map((name): NumberColumn => {
    const isReal = chains[0].stats[name] instanceof Float64Array;
    const values = isReal ? new Float64Array(rows) : new Int32Array(rows);
    chains.forEach(({ stats }, c) => {
      values.set(stats[name], c * draws);
    });
    return { name, values };
  });
  return parquetBytes([...drawNumbers(chains.length, draws), ...columns], marks);
}

/** Which chain and draw each row is of, from 1. */
function drawNumbers(chains: number, draws: number): NumberColumn[] {
  const length = chains * draws;
  return [
    { name: 'chain', values: Int32Array.from({ length }, (_, row) => Math.floor(row / draws) + 1) },
    { name: 'draw', values: Int32Array.from({ length }, (_, row) => (row % draws) + 1) },
  ];
}

/** Where transitions diverged: a row each, with the unconstrained point; null where none did. */
export function divergencesParquet(chains: Chains, marks: Marks): Uint8Array | null {
  const all = chains.flatMap(({ divergences }, c) => divergences.map((one) => ({ ...one, chain: c + 1 })));
  if (all.length === 0) return null;
  const columns: NumberColumn[] = [
    { name: 'chain', values: Int32Array.from(all, ({ chain }) => chain) },
    { name: 'draw', values: Int32Array.from(all, ({ draw }) => draw + 1) },
    { name: 'energyError', values: Float64Array.from(all, ({ energyError }) => energyError) },
    ...Array.from(all[0].theta, (_, i) => ({
      name: `theta[${i + 1}]`,
      values: Float64Array.from(all, ({ theta }) => theta[i]),
    })),
  ];
  return parquetBytes(columns, marks);
}

/** The other way round of `samplerParquet`, a chain each. Rejects with any error where the bytes are no such file. */
export async function statsOfParquet(
  bytes: Uint8Array,
  chains: number,
  draws: number,
): Promise<{ readonly stats: ChainStats[]; readonly marks: Marks }> {
  const { columns, marks } = await readRaw(fileOfBytes(bytes));
  const byName = new Map(columns.map((raw) => [raw.name, asNumbers(raw).values]));
  const of = (name: string, chain: number): Float64Array | Int32Array => {
    const values = byName.get(name);
    if (values?.length !== chains * draws)
      throw new Error(`"${name}" has not ${chains} chains of ${draws} draws`);
    return values.slice(chain * draws, (chain + 1) * draws);
  };
  const statsOf = (chain: number): ChainStats => ({
    lp: Float64Array.from(of('lp', chain)),
    energy: Float64Array.from(of('energy', chain)),
    acceptStat: Float64Array.from(of('acceptStat', chain)),
    treeDepth: Int32Array.from(of('treeDepth', chain)),
    nLeapfrog: Int32Array.from(of('nLeapfrog', chain)),
    divergent: Uint8Array.from(of('divergent', chain)),
  });
  return { stats: Array.from({ length: chains }, (_, chain) => statsOf(chain)), marks };
}

/** The other way round of `divergencesParquet`. Rejects as `statsOfParquet` does. */
export async function divergencesOfParquet(
  bytes: Uint8Array,
  chains: number,
): Promise<{ readonly divergences: Divergence[][]; readonly marks: Marks }> {
  const { columns, marks } = await readRaw(fileOfBytes(bytes));
  const [chain, draw, energyError, ...theta] = columns.map((raw) => asNumbers(raw).values);
  const divergences: Divergence[][] = Array.from({ length: chains }, () => []);
  chain.forEach((c, row) => {
    const at = { draw: draw[row] - 1, energyError: energyError[row] };
    divergences[c - 1].push({ ...at, theta: Float64Array.from(theta, (values) => values[row]) });
  });
  return { divergences, marks };
}
