import { sd } from '../../diagnostics/moments.ts';
import { quantileOfSorted } from '../../diagnostics/quantile.ts';
import { exp, pow } from '../../src/engine/elementary.ts';

/** Fewer draws than this near the value cannot tell a density there. */
const LEAST_NEAR = 20;
/** What counts as near, in bandwidths: beyond, a draw adds less than a seventh of what one at the value does. */
const NEAR = 2;

/** A ratio of densities, or why there is none. */
export type DensityRatio =
  | { readonly kind: 'ratio'; readonly ratio: number }
  | { readonly kind: 'none'; readonly why: string };

/**
 * Density of the posterior at 0 over that of the prior: the Bayes factor for a value of exactly 0 against any other, where
 * everything else has the same prior under both. Shape: `chains[c][i]`; the two need not be equally long.
 * None where 0 is at the edge of what prior draws can be, or too few draws are near it to tell.
 * Source: Dickey & Lientz 1970, Annals of Mathematical Statistics 41:214; as brms::hypothesis, whose densities are kernel estimates too.
 */
export function savageDickey(
  posterior: readonly Float64Array[],
  prior: readonly Float64Array[],
): DensityRatio {
  if (
    prior.every((chain) => chain.every((x) => x >= 0)) ||
    prior.every((chain) => chain.every((x) => x <= 0))
  )
    return { kind: 'none', why: 'the value is at the edge of what the prior allows' };
  const after = densityAtZero(posterior);
  const before = densityAtZero(prior);
  if (after === null || before === null) {
    const which = after === null ? 'posterior' : 'prior';
    return {
      kind: 'none',
      why: `too few draws of the ${which} are near the value to tell its density there`,
    };
  }
  return { kind: 'ratio', ratio: after / before };
}

/**
 * Gaussian kernel estimate of the density at 0, null where it is not told.
 * Source: Silverman 1986, eq. (3.31), the bandwidth of R's `density` (bw.nrd0).
 */
function densityAtZero(chains: readonly Float64Array[]): number | null {
  const sorted = Float64Array.from(chains.flatMap((chain) => [...chain])).sort();
  const quartiles = quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25);
  const bandwidth = 0.9 * Math.min(sd([sorted]), quartiles / 1.34) * pow(sorted.length, -0.2);
  if (!(bandwidth > 0)) return null;
  let near = 0;
  let sum = 0;
  for (const x of sorted) {
    const z = x / bandwidth;
    if (Math.abs(z) <= NEAR) near++;
    sum += exp(-0.5 * z * z);
  }
  return near < LEAST_NEAR ? null : sum / (sorted.length * bandwidth * Math.sqrt(2 * Math.PI));
}
