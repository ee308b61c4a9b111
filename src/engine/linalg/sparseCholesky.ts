/**
 * Cholesky factors of sparse symmetric matrices of blocks: a pattern is analysed once, then numbers on it are factored,
 * solved with and inverted on the pattern as often as one likes.
 */

export { analyse, type SparseAnalysis, sparseWork } from './sparseCholesky/analysis.ts';
export { type SparseCholesky, sparseCholesky } from './sparseCholesky/numeric.ts';
export {
  type BlockPattern,
  blockPattern,
  type Cliques,
  cliquePattern,
  rowCount,
  valueCount,
} from './sparseCholesky/pattern.ts';
export type { SparseWork } from './sparseCholesky/work.ts';
