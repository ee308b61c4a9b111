import { diagonal } from './diagonal.ts';
import { full } from './full.ts';
import type { CovarianceStructure } from './structure.ts';

/** The structures that a formula can ask for. */
const structures = { full, diagonal } satisfies Record<string, CovarianceStructure>;

export type CovarianceKind = keyof typeof structures;

/** The row of a term with k coefficients; with one there is only a variance, whatever was asked for. */
export function covarianceStructure(kind: CovarianceKind, k: number): CovarianceStructure {
  return k === 1 ? diagonal : structures[kind];
}
