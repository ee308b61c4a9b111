import type { ModelOptions } from './modelOptions.ts';
import type { Outputs } from './outputs.ts';

/** What `fit` takes besides the model. Names that are samplers or metrics are checked where those are known. */
export interface FitOptions extends ModelOptions, Outputs {
  readonly chains?: number;
  readonly warmup?: number;
  readonly draws?: number;
  readonly seed?: string;
  readonly sampler?: string;
  readonly metric?: string;
  readonly targetAccept?: number;
  readonly maxDepth?: number;
  readonly workers?: number;
  readonly level: number;
  readonly quiet?: boolean;
}
