import { pairAt, pairCount } from '../laplace/packed.ts';
import { compileRowDerivatives } from '../laplace/rowDerivatives.ts';
import { type Program, predictorsOf } from '../program/program.ts';

/** First and second derivatives of the rows' log densities in the linear predictor that the effects enter. */
export interface EffectDerivatives {
  /** That predictor; whoever calls `find` writes it before. */
  readonly eta: Float64Array;
  readonly slope: Float64Array;
  readonly curvature: Float64Array;
  /** Fills slope and curvature; of the linear predictors those are read that the effects do not enter. */
  find(fixed: readonly Float64Array[], auxiliary: Float64Array): void;
}

/** For terms that all enter one linear predictor. */
export function effectDerivatives(program: Program): EffectDerivatives {
  const { rows, terms } = program;
  const moving = terms[0].predictors[0];
  const derivatives = compileRowDerivatives(program);
  const count = predictorsOf(rows).length;
  const arrays = (n: number): Float64Array[] => Array.from({ length: n }, () => new Float64Array(rows.count));
  const [d1, d2] = [arrays(count), arrays(pairCount(count))];
  const eta = new Float64Array(rows.count);
  return {
    eta,
    slope: d1[moving],
    curvature: d2[pairAt(moving, moving)],
    find(fixed, auxiliary) {
      const etas = fixed.map((one, p) => (p === moving ? eta : one));
      derivatives.slopes(etas, auxiliary, d1, d2);
    },
  };
}
