import type { Model } from '../../models/glmm.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import type { MetricKind } from '../engine/hmc/metric.ts';
import type { OptionKinds } from '../engine/options.ts';
import type { SamplerName } from '../run/plan.ts';
import type { Limits } from './limits.ts';

/** What a sampler under test hands back: the draws of every reported quantity, and how they came about. */
export interface SbcFit {
  readonly draws: Draws;
  readonly sampler: Pick<Fit['sampler'], 'strategy' | 'reason'> & {
    readonly chains: readonly { readonly divergences: { readonly length: number } }[];
  };
}

/** Draws from the posterior of `model`; null leaves the data set out (for reasons that the data alone give). */
export type SbcSampler = (
  model: Model,
  settings: { readonly seed: string; readonly warmup: number; readonly draws: number },
) => Promise<SbcFit | null>;

/** Of `sbc`. */
export interface SbcOptions extends Limits {
  /** One of `sample`'s, or one of the user's own; auto if left out. */
  readonly sampler?: SamplerName | SbcSampler;
  /** Simulated data sets; 200 if left out. */
  readonly simulations?: number;
  /** Draws that the truth is ranked among, thinned until they are nearly independent; 63 if left out. */
  readonly draws?: number;
  /** 300 if left out. */
  readonly warmup?: number;
  readonly seed?: string | number;
  /** Threads, where the sampler is one of `sample`'s; one a core if left out. The ranks do not depend on it. */
  readonly workers?: number;
  /** As `sample` has them, where the sampler is one of its own. */
  readonly metric?: MetricKind;
  readonly targetAccept?: number;
  readonly maxDepth?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, of: number) => void;
}

export const sbcOptionKinds: OptionKinds<SbcOptions> = {
  sampler: 'anything',
  simulations: 'a number',
  draws: 'a number',
  warmup: 'a number',
  seed: 'a number or text',
  workers: 'a number',
  metric: 'text',
  targetAccept: 'a number',
  maxDepth: 'a number',
  signal: 'an object',
  level: 'a number',
  warnLevel: 'a number',
  onProgress: 'a function',
};

/** How one simulated data set was fitted. */
export interface SbcRun {
  readonly simulation: number;
  readonly strategy: string;
  readonly reason: string;
  readonly divergences: number;
  /** Draws before thinning, and the least effective number of them over all quantities. */
  readonly draws: number;
  readonly leastEss: number;
}
