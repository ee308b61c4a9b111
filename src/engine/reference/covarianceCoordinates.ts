import { variablesOf } from '../autodiff/index.ts';
import type { Program } from '../program/program.ts';

/** The coordinates of alpha that no linear coefficient reads: sds, correlations, a family's own parameters. */
export function covarianceCoordinates({ alpha, linear }: Pick<Program, 'alpha' | 'linear'>): number[] {
  const coefficients = new Set(linear.flatMap((e) => [...variablesOf(e)]));
  return alpha.flatMap((name, i) => (coefficients.has(name) ? [] : [i]));
}
