import type { CheckpointFlags } from './checkpoint.ts';
import type { ModelOptions } from './modelOptions.ts';
import type { Outputs } from './outputs.ts';
import type { QueueFlags } from './queueFlags.ts';
import type { SamplingOptions } from './samplingOptions.ts';

/** What `fit` takes besides its arguments. */
export interface FitOptions
  extends ModelOptions,
    SamplingOptions,
    Outputs,
    QueueFlags,
    Omit<CheckpointFlags, 'out' | 'quiet'> {
  readonly level: number;
  /** Whether the folder holds what the model was declared on. */
  readonly data: boolean;
  readonly priorOnly?: boolean;
  /** Folder of a fit of a like model. */
  readonly warmStart?: string;
  /** Further imputed files of the same data. */
  readonly pool?: readonly string[];
}
