import type { Fit, Model } from 'poolwise';

/**
 * A fit with at most so many draws, those of each chain evenly spread; the fit itself where it has no more. Its summaries, which are of
 * all draws, are left out.
 */
export function thinned(fit: Fit<Model>, most: number): Fit<Model> {
  const { draws } = fit;
  const count = Math.max(1, Math.floor(most / draws.chains));
  if (count >= draws.draws) return fit;
  const taken = Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * draws.draws) / count));
  const values = draws.values.map((chain) => {
    const out = new Float64Array(draws.names.length * count);
    for (let q = 0; q < draws.names.length; q++)
      for (let i = 0; i < count; i++) out[q * count + i] = chain[q * draws.draws + taken[i]];
    return out;
  });
  const { summaries: _, ...rest } = fit;
  return { ...rest, draws: { ...draws, draws: count, values } };
}
