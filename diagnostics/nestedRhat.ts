import { meanOf, varianceOf } from './moments.ts';
import { type Pieces, pool, varies } from './shape.ts';

/**
 * Nested R-hat: how much wider superchains are together than each by itself, 1 when they agree. Chains of a superchain
 * start at one point, so that many short chains can be judged, down to one draw each, where R-hat cannot.
 * Shape: `chains[c][i]` is iteration i of chain c; `superchains[c]` says by any number which superchain chain c is of.
 * Unit: a ratio. With one chain a superchain it is the R-hat of unsplit chains, but for the (n - 1) / n of Gelman and Rubin's.
 * Odd values: NaN, "cannot tell", if a draw is non-finite, all are equal, there is one superchain, or superchains of one
 * chain of one draw; Infinity if superchains stand still in different places.
 * Throws RangeError if chains differ in length, one has no superchain, or superchains differ in their number of chains.
 * Source: Margossian et al. 2023 (arXiv 2110.13017), equations 15 to 19; agrees with posterior::rhat_nested to 1e-8.
 */
export function rhatNested(chains: readonly ArrayLike<number>[], superchains: readonly number[]): number {
  const pooled = pool(chains);
  const groups = chainsBySuperchain(chains.length, superchains);
  if (groups.length < 2 || !varies(pooled.values)) return Number.NaN;
  const spreads = groups.map((group) => spreadOf(pooled, group));
  const between = varianceOf(Float64Array.from(spreads, ({ mean }) => mean));
  const within = meanOf(Float64Array.from(spreads, ({ variance }) => variance));
  return Math.sqrt(1 + between / within);
}

function chainsBySuperchain(chains: number, superchains: readonly number[]): number[][] {
  if (superchains.length !== chains)
    throw new RangeError(
      `diagnostics: every chain needs a superchain, got ${superchains.length} for ${chains} chains`,
    );
  const groups = new Map<number, number[]>();
  superchains.forEach((id, c) => {
    groups.set(id, [...(groups.get(id) ?? []), c]);
  });
  const sizes = [...groups.values()].map((group) => group.length);
  if (sizes.some((size) => size !== sizes[0]))
    throw new RangeError(`diagnostics: superchains must have as many chains each, got ${sizes.join(', ')}`);
  return [...groups.values()];
}

/** Mean of a superchain's draws; variance of its chains' means and the mean variance of its chains, added. */
function spreadOf({ values, length }: Pieces, group: readonly number[]): { mean: number; variance: number } {
  const chains = group.map((c) => values.subarray(c * length, (c + 1) * length));
  const means = Float64Array.from(chains, meanOf);
  const between = group.length > 1 ? varianceOf(means) : 0;
  const within = length > 1 ? meanOf(Float64Array.from(chains, varianceOf)) : 0;
  return { mean: meanOf(means), variance: between + within };
}
