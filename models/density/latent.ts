import { constant } from '../../src/autodiff/index.ts';
import { compilePopulationKernel, type PopulationKernel } from './populationKernel.ts';
import type { Program } from './program.ts';
import { compileRowDerivatives, type RowDerivatives } from './rowDerivatives.ts';

/**
 * What the Laplace engine sees of a model: eta = fixed part + sum_t Z_t L_t z_t, rows with a log density in eta, and
 * the few population parameters behind all of it. No formula, no family, no prior has a name here.
 */
export interface LatentModel {
  readonly alphaCount: number;
  readonly rowCount: number;
  readonly linearCount: number;
  readonly auxiliaryCount: number;
  readonly terms: readonly LatentTerm[];
  /** alpha to (linear coefficients, auxiliary values, every L row-major), and adjoints back. */
  readonly population: PopulationKernel;
  readonly rows: RowDerivatives;
  /** Writes offset + X beta. */
  fixedPart(linear: Float64Array, etaOut: Float64Array): void;
  /** Writes X'e. */
  fixedAdjoint(e: Float64Array, linearOut: Float64Array): void;
}

/** One term's part of Z: row i has `columns[c][i]` (1 where null) at level `index[i]`, coefficient c. */
export interface LatentTerm {
  /** Coefficients a level. */
  readonly k: number;
  readonly levels: number;
  readonly index: Int32Array;
  readonly columns: readonly (Float64Array | null)[];
}

/**
 * Whether the log prior of alpha counts, the Jacobians of its transforms included. 'include' makes the marginal a
 * posterior of alpha on the unconstrained scale; 'exclude' a likelihood, whose maximum no transform moves.
 */
export type PriorUse = 'include' | 'exclude';

export function latentModel(program: Program, priors: PriorUse): LatentModel {
  const { rows, terms, linear, auxiliary, alpha } = program;
  const counted = priors === 'include' ? program : { ...program, logPrior: constant(0) };
  const { x, width, count, offset } = rows;
  const first = rows.hasIntercept ? 1 : 0;
  return {
    alphaCount: alpha.length,
    rowCount: count,
    linearCount: linear.length,
    auxiliaryCount: auxiliary.length,
    terms: terms.map(({ coefs, levels, index, columns }) => ({
      k: coefs.length,
      levels: levels.length,
      index,
      columns,
    })),
    population: compilePopulationKernel(counted),
    rows: compileRowDerivatives(program),
    fixedPart(coefficients, etaOut) {
      const intercept = rows.hasIntercept ? coefficients[0] : 0;
      for (let i = 0, at = 0; i < count; i++, at += width) {
        let s = offset === null ? intercept : intercept + offset[i];
        for (let j = 0; j < width; j++) s += x[at + j] * coefficients[first + j];
        etaOut[i] = s;
      }
    },
    fixedAdjoint(e, linearOut) {
      linearOut.fill(0);
      for (let i = 0, at = 0; i < count; i++, at += width) {
        const ei = e[i];
        if (first === 1) linearOut[0] += ei;
        for (let j = 0; j < width; j++) linearOut[first + j] += ei * x[at + j];
      }
    },
  };
}
