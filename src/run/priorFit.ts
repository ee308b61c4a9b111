import type { Model } from '../../models/glmm.ts';
import { drawsOf } from '../../models/posterior/draws.ts';
import type { ChainReport, Fit } from '../../models/posterior/fit.ts';
import { summariseDraws } from '../../models/posterior/summaries.ts';
import { checkDrawable } from '../../models/simulate/generative.ts';
import { withMissingOutcomes } from '../../models/simulate/missingOutcomes.ts';
import { drawParameters } from '../../models/simulate/prior.ts';
import { priorLayout } from '../../models/simulate/priorLayout.ts';
import type { NutsSettings } from '../engine/hmc/chain.ts';
import { quantitiesOf } from '../engine/program/program.ts';
import { stream } from '../engine/rng.ts';

/** Whether the rows count. */
export type PriorUse = 'with data' | 'only';

export const priorUses: readonly PriorUse[] = ['with data', 'only'];

/** How many draws, and of what. */
interface PriorSettings {
  readonly chains: number;
  readonly settings: NutsSettings;
  readonly seed: string;
  /** Level of the summaries; null for none. */
  readonly summaries: number | null;
}

/**
 * Independent draws of a model's parameters and group effects from their priors, as a fit; the outcome is not looked at,
 * though default priors were scaled by it. Throws InputError for a prior that cannot be drawn from: flat(), a user's own.
 */
export function priorFit(model: Model, { chains, settings, seed, summaries }: PriorSettings): Fit<Model> {
  checkDrawable(model, 'prior only');
  const started = performance.now();
  const layout = priorLayout(model);
  const quantities = quantitiesOf(model.program);
  const values = Array.from({ length: chains }, (_, chain) => {
    const rng = stream(seed, 'prior', chain);
    const out = new Float64Array(quantities.length * settings.draws);
    for (let draw = 0; draw < settings.draws; draw++)
      drawParameters(rng, layout).forEach((value, q) => {
        out[q * settings.draws + draw] = value;
      });
    return out;
  });
  const draws = withMissingOutcomes(model, drawsOf(quantities, settings.draws, values), seed);
  const text = 'these are draws of the prior alone: the outcome was not looked at';
  return {
    model: { ...model, notes: [...model.notes, { kind: 'priorOnly', text }] },
    draws,
    sampler: {
      strategy: 'prior',
      reason: 'independent draws, the rows left out',
      seed,
      settings: { ...settings, warmup: 0 },
      wallSeconds: (performance.now() - started) / 1000,
      threads: 1,
      chains: values.map((_, chain) => reportOf(chain, settings.draws)),
    },
    ...(summaries === null
      ? {}
      : { summaries: { level: summaries, rows: summariseDraws(draws, summaries) } }),
  };
}

/** Of a chain in which nothing moved. */
function reportOf(chain: number, draws: number): ChainReport {
  const none = (): Float64Array => new Float64Array(draws).fill(Number.NaN);
  return {
    chain,
    reference: { kind: 'exact' },
    stats: {
      lp: none(),
      energy: none(),
      acceptStat: new Float64Array(draws).fill(1),
      treeDepth: new Int32Array(draws),
      nLeapfrog: new Int32Array(draws),
      divergent: new Uint8Array(draws),
    },
    divergences: [],
    warmupDivergences: 0,
    maxDepthHits: 0,
    stepSize: Number.NaN,
    gradients: 0,
    warmupGradients: 0,
    setupSeconds: 0,
    warmupSeconds: 0,
    sampleSeconds: 0,
  };
}
