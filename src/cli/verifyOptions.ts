import type { ModelOptions } from './modelOptions.ts';
import type { Outputs } from './outputs.ts';
import type { QueueFlags } from './queueFlags.ts';

/** What `verify` takes besides its arguments. */
export interface VerifyOptions extends ModelOptions, Outputs, QueueFlags {
  readonly dataSets: number;
  readonly draws: number;
  readonly warmup: number;
  readonly posterior?: boolean;
  readonly seed: string;
  readonly sampler: string;
  readonly metric?: string;
  readonly targetAccept?: number;
  readonly maxDepth?: number;
  readonly level: number;
  readonly warnLevel: number;
}
