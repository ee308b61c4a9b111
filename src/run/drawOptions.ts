import type { MetricKind } from '../engine/hmc/metric.ts';
import type { SamplerName } from './plan.ts';
import type { PriorUse } from './priorFit.ts';

/** Of `sample`: what the draws are a function of, besides the model; plain data. */
export interface DrawOptions {
  readonly chains?: number;
  /** Draws a chain adapts for; not kept. */
  readonly warmup?: number;
  /** Draws kept, a chain. */
  readonly draws?: number;
  /** Any text or number; the draws are a function of model, data, seed and settings alone. */
  readonly seed?: string | number;
  readonly sampler?: SamplerName;
  /** 'only' draws from the prior of a model, leaving its rows out; 'with data' if left out. */
  readonly prior?: PriorUse;
  /** Diagonal, or dense for strongly correlated posteriors of moderate dimension. */
  readonly metric?: MetricKind;
  /** Target of the mean acceptance statistic; nearer 1 means smaller steps and fewer divergences. */
  readonly targetAccept?: number;
  readonly maxDepth?: number;
}
