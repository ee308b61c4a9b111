import type { LaplaceResult } from '../../models/likelihood/laplace.ts';
import type { Fit } from '../../models/posterior/fit.ts';

/** What `sample` or `laplace` returns. */
export type AnyFit = Fit | LaplaceResult;

/** Whether a value is an object with such a key. */
export const has = (value: unknown, key: string): boolean =>
  typeof value === 'object' && value !== null && key in value;

/** Of `laplace`. */
export const isLaplaceFit = (fit: unknown): fit is LaplaceResult => has(fit, 'certificate');
/** Of `sample`. */
export const isFit = (fit: unknown): fit is Fit => has(fit, 'draws') && has(fit, 'sampler');
