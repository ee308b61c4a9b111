import type { ModelOptions } from './modelOptions.ts';
import type { Outputs } from './outputs.ts';
import type { SamplingOptions } from './samplingOptions.ts';

/** What `compare` takes besides its arguments. Methods are checked where they are known. */
export interface CompareOptions extends ModelOptions, SamplingOptions, Outputs {
  readonly method: string;
  readonly quadrature: number;
  readonly effects?: boolean;
  readonly paretoK: boolean;
}
