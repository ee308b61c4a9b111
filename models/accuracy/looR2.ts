import { log } from '../../src/engine/elementary.ts';
import { stream } from '../../src/engine/rng.ts';
import { type Uncertain, uncertain } from '../variance/spreadOfDraws.ts';

/** Draws of the Bayesian bootstrap. */
const bootstrapDraws = 4000;

/**
 * 1 - Var(errors) / Var(outcomes), rows weighted by draws of the Bayesian bootstrap: how uncertain it is by the rows that there are.
 * Between -1 and 1, as rstanarm and brms cut it.
 */
export function looR2(y: Float64Array, errors: Float64Array, level: number, seed: string): Uncertain {
  const rng = stream(seed, 'LOO-R2');
  const draws = new Float64Array(bootstrapDraws);
  for (let b = 0; b < draws.length; b++) {
    let [total, sumY, squaresY, sumE, squaresE] = [0, 0, 0, 0, 0];
    for (let i = 0; i < y.length; i++) {
      const w = -log(rng.uniform());
      total += w;
      sumY += w * y[i];
      squaresY += w * y[i] * y[i];
      sumE += w * errors[i];
      squaresE += w * errors[i] * errors[i];
    }
    const variance = (sum: number, squares: number): number =>
      squares / total - (sum / total) * (sum / total);
    draws[b] = Math.max(-1, Math.min(1, 1 - variance(sumE, squaresE) / variance(sumY, squaresY)));
  }
  return uncertain(draws, level);
}
