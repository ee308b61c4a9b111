import { type Draws, drawsOf } from '../posterior/draws.ts';
import type { Posterior } from '../predict/index.ts';

/** Rows times draws that are gone through where each takes a quadrature. */
const mostWork = 1_000_000;

/** However many rows there are, so many draws at least. */
const fewestDraws = 100;

/** The posterior with draws left out evenly, the same number of every chain, where quadrature at all rows would take long. */
export function thinned({ model, draws }: Posterior): Posterior {
  const wanted = Math.max(fewestDraws, Math.floor(mostWork / model.design.rows));
  const each = Math.min(draws.draws, Math.ceil(wanted / draws.chains));
  return { model, draws: each === draws.draws ? draws : kept(draws, each) };
}

function kept(draws: Draws, each: number): Draws {
  const from = Array.from({ length: each }, (_, i) => Math.floor(((i + 0.5) * draws.draws) / each));
  const values = draws.values.map((chain) =>
    Float64Array.from({ length: draws.quantities.length * each }, (_, at) => {
      const q = Math.floor(at / each);
      return chain[q * draws.draws + from[at - q * each]];
    }),
  );
  return { ...draws, ...drawsOf(draws.quantities, each, values) };
}
