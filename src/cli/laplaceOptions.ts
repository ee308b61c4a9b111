import type { ModelOptions } from './modelOptions.ts';
import type { Outputs } from './outputs.ts';
import type { QueueFlags } from './queueFlags.ts';

/** What `laplace` takes besides the model. Methods are checked where they are known. */
export interface LaplaceCommandOptions extends ModelOptions, Outputs, QueueFlags {
  readonly method: string;
  readonly quadrature: number;
  readonly fast?: boolean;
  readonly logDeterminant: string;
  readonly level: number;
  /** Whether the folder holds what the model was declared on. */
  readonly data: boolean;
  readonly profile?: boolean;
  readonly bootstrap?: number;
  readonly seed: string;
  readonly effects?: boolean;
}
