import { meanOf } from './moments.ts';
import { pool, varies } from './shape.ts';

/**
 * Energy Bayesian fraction of missing information of the worst chain: the sum of squared energy changes
 * from draw to draw over the sum of squared deviations from the mean energy. Near 1 or above for a healthy
 * sampler; small when each new momentum moves the energy by little compared with its whole range.
 * Shape: `energies[c][i]` is the energy at iteration i of chain c; give one chain for one chain's number.
 * Unit: a ratio. NaN, "cannot tell", if any chain's is (see `ebfmiPerChain`).
 * Throws RangeError if the chains differ in length.
 * Source: Betancourt 2016 (arXiv 1604.00695), E-BFMI estimator. CmdStanR divides by n where we divide by n - 1.
 */
export function ebfmi(energies: readonly ArrayLike<number>[]): number {
  return Math.min(...ebfmiPerChain(energies));
}

/**
 * E-BFMI of every chain, in their order.
 * NaN for a chain with fewer than 4 draws, a non-finite energy, or one energy throughout.
 * Throws RangeError if the chains differ in length.
 */
export function ebfmiPerChain(energies: readonly ArrayLike<number>[]): number[] {
  const { values, length } = pool(energies);
  return energies.map((_, c) => ofChain(values.subarray(c * length, (c + 1) * length)));
}

function ofChain(energy: Float64Array): number {
  if (energy.length < 4 || !varies(energy)) return Number.NaN;
  const centre = meanOf(energy);
  const spread = energy.reduce((sum, e) => sum + (e - centre) ** 2, 0);
  const changes = energy.reduce((sum, e, i) => (i === 0 ? 0 : sum + (e - energy[i - 1]) ** 2), 0);
  return changes / spread;
}
