import type { ModelOptions } from './modelOptions.ts';
import type { QueueFlags } from './queueFlags.ts';

/** What `lrt` takes besides the models. */
export interface LrtOptions extends ModelOptions, QueueFlags {
  readonly quadrature: number;
  readonly bootstrap?: number;
  readonly seed: string;
  readonly json?: string;
  readonly force?: boolean;
}
