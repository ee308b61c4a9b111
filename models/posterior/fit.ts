import type { GibbsVerdict } from '../../src/engine/gibbs/chain.ts';
import type { NutsSettings } from '../../src/engine/hmc/chain.ts';
import type { ImportanceVerdict } from '../../src/engine/hmc/importanceChain.ts';
import type { ReferenceVerdict } from '../../src/engine/hmc/referenceChain.ts';
import type { Model } from '../glmm.ts';
import type { ChainPlace } from './chainPlace.ts';
import type { Draws } from './draws.ts';
import type { Summaries } from './summaries.ts';

/** A posterior as draws, and how they were made: plain data, however and wherever its chains ran. */
export interface Fit<M extends Model | null = Model | null> {
  /** The declared model; null for a log density that no formula made. */
  readonly model: M;
  readonly draws: Draws;
  readonly sampler: SamplerReport;
  /** Of `sampleImputed`: how many data sets the chains are of, as many of each, set after set. */
  readonly imputations?: number;
  /** Where they were asked for. */
  readonly summaries?: Summaries;
}

/** Ways to sample: those of `choosePlan`, and independent draws where the prior alone is drawn from. */
export type Strategy =
  | 'nuts'
  | 'collapsed'
  | 'quadrature'
  | 'reference'
  | 'whitened'
  | 'gibbs'
  | 'laplace'
  | 'prior';

/** How a fit was sampled. Seconds are wall-clock; per-chain arrays are in chain order. */
export interface SamplerReport {
  readonly strategy: Strategy;
  readonly reason: string;
  readonly seed: string;
  readonly settings: NutsSettings;
  /** Transitions a draw; one if left out. */
  readonly every?: number;
  /** Of strategies collapsed and quadrature: NUTS walked, where the usual way would not do. */
  readonly plainWalk?: true;
  /** Whether its chains began with what those of another fit had found. */
  readonly warmStart?: true;
  /** Of a run that was stopped: the draws a chain and the chains that were asked for. */
  readonly stopped?: { readonly draws: number; readonly chains: number };
  readonly wallSeconds: number;
  /** Chains that ran at the same time, at most. */
  readonly threads: number;
  readonly chains: readonly ChainReport[];
}

/** What a chain found of the Gaussian that it leant on, or of the solves; 'good' where it leant on none, 'exact' where nothing moved. */
export type ChainVerdict = ReferenceVerdict | ImportanceVerdict | GibbsVerdict | { readonly kind: 'exact' };

/** How one chain went. */
export interface ChainReport {
  readonly chain: number;
  /** 'poor' where warmup gave the reference up, or importance weights that cannot be relied on: then no draws. */
  readonly reference: ChainVerdict;
  readonly stats: ChainStats;
  readonly divergences: readonly Divergence[];
  readonly warmupDivergences: number;
  /** Sampling draws that ended at the depth limit. */
  readonly maxDepthHits: number;
  readonly stepSize: number;
  /** Gradient evaluations while sampling, and in warmup. */
  readonly gradients: number;
  readonly warmupGradients: number;
  readonly setupSeconds: number;
  readonly warmupSeconds: number;
  readonly sampleSeconds: number;
  /** Where the chain stood after its last draw; none where draws do not follow one from another, and in older files. */
  readonly place?: ChainPlace;
}

/** Per-draw statistics of the sampling phase, one entry a draw. */
export interface ChainStats {
  readonly lp: Float64Array;
  readonly energy: Float64Array;
  readonly acceptStat: Float64Array;
  readonly treeDepth: Int32Array;
  readonly nLeapfrog: Int32Array;
  readonly divergent: Uint8Array;
}

/** Where a divergent transition went wrong. */
export interface Divergence {
  readonly draw: number;
  readonly energyError: number;
  /** Unconstrained point at which the energy blew up. */
  readonly theta: Float64Array;
}
