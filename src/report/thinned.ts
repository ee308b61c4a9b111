import type { Draws } from '../../models/posterior/draws.ts';

/** At most `most` draws of each chain, evenly spread: enough for a picture. */
export function thinned(draws: Draws, most: number): Draws {
  if (draws.draws <= most) return draws;
  const quantities = draws.quantities.length;
  const values = draws.values.map((chain) => {
    const out = new Float64Array(quantities * most);
    for (let q = 0; q < quantities; q++)
      for (let d = 0; d < most; d++)
        out[q * most + d] = chain[q * draws.draws + Math.floor((d * draws.draws) / most)];
    return out;
  });
  return { ...draws, draws: most, values };
}
