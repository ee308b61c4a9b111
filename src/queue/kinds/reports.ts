import * as v from 'valibot';
import type { ChainReport, SamplerReport } from '../../../models/posterior/fit.ts';
import { placeSchema } from '../../report/stored/chainPlaces.ts';
import { anyNumber, bytes, count, doubles, text, whole } from '../schemas.ts';

/** Of NUTS and the others, as a run has them when all defaults are filled in. */
export const settingsSchema = v.strictObject({
  ...{ warmup: count, draws: count, metric: v.picklist(['diagonal', 'dense']) },
  ...{ targetAccept: v.number(), maxDepth: count },
});

const verdictSchema = v.variant('kind', [
  v.object({ kind: v.literal('good') }),
  v.object({ kind: v.literal('exact') }),
  v.object({ kind: v.literal('poor'), reason: text }),
  v.object({ kind: v.literal('importance'), paretoK: anyNumber, ess: anyNumber, proposals: count }),
  v.object({ kind: v.literal('solved'), iterations: anyNumber, residual: anyNumber }),
]);

/** Strategies that have chains. */
export const strategies = [
  ...(['nuts', 'collapsed', 'quadrature', 'reference', 'whitened', 'gibbs', 'laplace'] as const),
] as const;

/** How a chain went. */
export const chainSchema: v.GenericSchema<unknown, ChainReport> = v.object({
  ...{ chain: count, reference: verdictSchema, warmupDivergences: count, maxDepthHits: count },
  stats: v.object({
    ...{ lp: doubles, energy: doubles, acceptStat: doubles, treeDepth: whole, nLeapfrog: whole },
    divergent: bytes,
  }),
  divergences: v.array(v.object({ draw: count, energyError: anyNumber, theta: doubles })),
  ...{ stepSize: anyNumber, gradients: count, warmupGradients: count },
  ...{ setupSeconds: anyNumber, warmupSeconds: anyNumber, sampleSeconds: anyNumber },
  place: v.exactOptional(placeSchema),
});

/** How a fit was sampled. */
export const samplerSchema: v.GenericSchema<unknown, SamplerReport> = v.object({
  strategy: v.picklist([...strategies, 'prior']),
  ...{ reason: text, seed: text, settings: settingsSchema },
  ...{ every: v.exactOptional(count), plainWalk: v.exactOptional(v.literal(true)) },
  ...{ wallSeconds: anyNumber, threads: count, chains: v.array(chainSchema) },
});
