import type { ModelOptions } from './modelOptions.ts';

/** What `compare` takes besides the model. Methods and samplers are checked where those are known. */
export interface CompareOptions extends ModelOptions {
  readonly method: string;
  readonly quadrature: number;
  readonly chains: number;
  readonly draws: number;
  readonly sampler: string;
  readonly seed: string;
  readonly workers?: number;
  readonly effects?: boolean;
  readonly paretoK: boolean;
  readonly json?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly quiet?: boolean;
}
