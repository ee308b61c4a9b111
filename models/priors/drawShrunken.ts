import { exp, log } from '../../src/engine/elementary.ts';
import { gamma } from '../../src/engine/rng/gamma.ts';
import type { Rng } from '../../src/engine/rng.ts';
import { globalScale, type ShrinkagePrior } from './shrinkage.ts';

/** Coefficients that share a prior, and what of it is reported. */
export interface ShrunkenDraw {
  readonly coefficients: Float64Array;
  readonly overall: number;
}

/** A draw of `count` coefficients, where `scale` is the residual's, or 1 where there is none or `autoscale` is off. */
export function drawShrunken(
  rng: Rng,
  prior: ShrinkagePrior,
  count: number,
  { scale, rows }: { readonly scale: number; readonly rows: number },
): ShrunkenDraw {
  const z = Float64Array.from({ length: count }, () => rng.normal());
  if (prior.kind === 'horseshoe') {
    const halfT = (df: number): number => Math.abs(rng.normal()) / Math.sqrt((2 * gamma(rng, df / 2)) / df);
    const tau = scale * globalScale(prior, rows) * halfT(prior.dfGlobal);
    const slab = prior.scaleSlab * Math.sqrt(prior.dfSlab / 2 / gamma(rng, prior.dfSlab / 2));
    const coefficients = z.map((value) => {
      const spread = tau * halfT(prior.df);
      return (value * spread) / Math.sqrt(1 + (spread / slab) * (spread / slab));
    });
    return { coefficients, overall: tau };
  }
  const { meanR2, precR2, consD2 } = prior;
  const [explained, left] = [logGamma(rng, meanR2 * precR2), logGamma(rng, (1 - meanR2) * precR2)];
  const shares = Float64Array.from({ length: count }, () => gamma(rng, consD2));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const size = scale * exp((explained - left) / 2);
  const coefficients = z.map((value, j) => value * size * Math.sqrt(shares[j] / whole));
  return { coefficients, overall: 1 / (1 + exp(left - explained)) };
}

const logGamma = (rng: Rng, shape: number): number => log(gamma(rng, shape));
