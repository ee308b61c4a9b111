import type { ModelOptions } from './modelOptions.ts';

/** What `lrt` takes besides the models. */
export interface LrtOptions extends ModelOptions {
  readonly quadrature: number;
  readonly bootstrap?: number;
  readonly seed: string;
  readonly json?: string;
  readonly force?: boolean;
  readonly quiet?: boolean;
}
