import { type Draws, drawsOf } from './draws.ts';

/** Some draws of all chains, evenly spread, as one chain. There must be as many. */
export function evenDraws(all: Draws, count: number): Draws {
  const { quantities, values, chains, draws } = all;
  const total = chains * draws;
  const taken = Array.from({ length: count }, (_, s) => Math.floor(((s + 0.5) * total) / count));
  const out = new Float64Array(quantities.length * count);
  quantities.forEach((_, q) => {
    taken.forEach((at, s) => {
      out[q * count + s] = values[Math.floor(at / draws)][q * draws + (at % draws)];
    });
  });
  return { ...all, ...drawsOf(quantities, count, [out]) };
}
