import * as v from 'valibot';
import type { ChainPlace } from '../../../models/posterior/chainPlace.ts';
import type { ChainReport, ChainStats, Divergence, SamplerReport } from '../../../models/posterior/fit.ts';
import { measured } from '../measured.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Of a chain whose largest weights are all alike k-hat is -Infinity, which JSON writes as null. */
const paretoK = v.pipe(
  v.nullable(v.number()),
  v.transform((k) => k ?? Number.NEGATIVE_INFINITY),
);

const verdictSchema = v.variant('kind', [
  v.object({ kind: v.literal('good') }),
  v.object({ kind: v.literal('exact') }),
  v.object({ kind: v.literal('poor'), reason: v.string() }),
  v.object({ kind: v.literal('importance'), paretoK, ess: measured, proposals: count }),
  v.object({ kind: v.literal('solved'), iterations: v.number(), residual: v.number() }),
]);

/** What fit.json says of the run and of each chain beyond its summary of all; statistics of draws are in sampler.parquet. */
export const runSchema = v.object({
  strategy: v.picklist([
    ...(['nuts', 'collapsed', 'quadrature', 'reference'] as const),
    ...(['whitened', 'gibbs', 'laplace', 'prior'] as const),
  ]),
  metric: v.picklist(['diagonal', 'dense']),
  targetAccept: v.number(),
  maxDepth: count,
  threads: count,
  every: v.exactOptional(count),
  plainWalk: v.exactOptional(v.literal(true)),
  warmStart: v.exactOptional(v.literal(true)),
  chains: v.array(
    v.object({
      reference: verdictSchema,
      warmupDivergences: count,
      maxDepthHits: count,
      stepSize: measured,
      gradients: count,
      warmupGradients: count,
      setupSeconds: v.number(),
      warmupSeconds: v.number(),
      sampleSeconds: v.number(),
    }),
  ),
});

type RunFile = v.InferOutput<typeof runSchema>;

export function runFile({
  strategy,
  settings,
  threads,
  every,
  plainWalk,
  warmStart,
  chains,
}: SamplerReport): RunFile {
  const { metric, targetAccept, maxDepth } = settings;
  const each = chains.map(({ chain: _, stats: __, divergences: ___, place: ____, ...told }) => told);
  const way = {
    ...(every === undefined ? {} : { every }),
    ...(plainWalk === undefined ? {} : { plainWalk }),
    ...(warmStart === undefined ? {} : { warmStart }),
  };
  return { strategy, metric, targetAccept, maxDepth, threads, ...way, chains: each };
}

/** What fit.json has elsewhere. */
interface Told {
  readonly reason: string;
  readonly seed: string;
  readonly warmup: number;
  readonly draws: number;
  readonly wallSeconds: number;
  readonly stopped?: SamplerReport['stopped'];
}

/** The other way round; statistics, divergences and places a chain each. */
export function samplerReport(
  { strategy, metric, targetAccept, maxDepth, chains, ...way }: RunFile,
  { reason, seed, warmup, draws, wallSeconds, stopped }: Told,
  stats: readonly ChainStats[],
  divergences: readonly (readonly Divergence[])[],
  places: readonly (ChainPlace | null)[],
): SamplerReport {
  return {
    ...{ strategy, reason, seed, wallSeconds, ...way },
    ...(stopped === undefined ? {} : { stopped }),
    settings: { warmup, draws, metric, targetAccept, maxDepth },
    chains: chains.map(
      (told, chain): ChainReport => ({
        chain,
        ...told,
        stats: stats[chain],
        divergences: divergences[chain],
        ...placed(places[chain]),
      }),
    ),
  };
}

function placed(place: ChainPlace | null | undefined): Pick<ChainReport, 'place'> {
  return place === null || place === undefined ? {} : { place };
}
