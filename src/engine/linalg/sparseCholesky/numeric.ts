import { log } from '../../elementary.ts';
import type { SparseAnalysis } from './analysis.ts';
import { factorPanels } from './factor.ts';
import { newNumericMemory } from './memory.ts';
import { inversePanels } from './selectedInverse.ts';
import { backSolvePanels, forwardSolvePanels } from './solve.ts';

/**
 * The factor of one matrix after another on the same pattern. Owns its memory, makes no garbage a call; one a thread.
 * All but `factor` speak of the matrix factored last, and are meaningless where that was refused.
 */
export interface SparseCholesky {
  readonly analysis: SparseAnalysis;
  /** Factors the matrix with these numbers on the pattern; false if it is not positive definite. */
  factor(values: Float64Array): boolean;
  logDeterminant(): number;
  /** x <- A^-1 x, node after node. */
  solve(x: Float64Array): void;
  /** Standard normals become a draw from N(0, A^-1). */
  colour(x: Float64Array): void;
  /** The entries of A^-1 on the pattern, laid out as `values`, both triangles of diagonal blocks. */
  inverse(valuesOut: Float64Array): void;
}

/** `plain`: no WebAssembly in any case, for the same bits. */
export function sparseCholesky(analysis: SparseAnalysis, { plain = false } = {}): SparseCholesky {
  const { panels, place, target } = analysis;
  const memory = newNumericMemory(panels, plain);
  const { l, z } = memory;
  const ordered = new Float64Array(place.length);
  const toOrder = (x: Float64Array): void => {
    for (let i = 0; i < place.length; i++) ordered[place[i]] = x[i];
  };
  const fromOrder = (x: Float64Array): void => {
    for (let i = 0; i < place.length; i++) x[i] = ordered[place[i]];
  };
  return {
    analysis,
    factor(values) {
      l.fill(0);
      for (let v = 0; v < target.length; v++) l[target[v]] = values[v];
      return factorPanels(panels, memory);
    },
    logDeterminant() {
      const { first, lead, at } = panels;
      let sum = 0;
      for (let p = 0; p < lead.length; p++)
        for (let k = 0; k < first[p + 1] - first[p]; k++) sum += log(l[at[p] + k * (lead[p] + 1)]);
      return 2 * sum;
    },
    solve(x) {
      toOrder(x);
      forwardSolvePanels(panels, l, ordered);
      backSolvePanels(panels, l, ordered);
      fromOrder(x);
    },
    colour(x) {
      toOrder(x);
      backSolvePanels(panels, l, ordered);
      fromOrder(x);
    },
    inverse(valuesOut) {
      inversePanels(panels, memory);
      for (let v = 0; v < target.length; v++) valuesOut[v] = z[target[v]];
    },
  };
}
