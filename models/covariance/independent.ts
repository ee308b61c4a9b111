import { constant } from '../../src/engine/autodiff/index.ts';
import { identityMatrix } from './matrices.ts';
import type { CorrelationPattern } from './pattern.ts';

/** No correlations. */
export const independent: CorrelationPattern = {
  parameters: () => [],
  layOut: (k) => ({
    factor: Array.from({ length: k }, (_, i) =>
      Array.from({ length: i + 1 }, (_, j) => constant(i === j ? 1 : 0)),
    ),
    values: [],
  }),
  draw: () => [],
  matrix: identityMatrix,
  logPrior: () => () => 0,
};
