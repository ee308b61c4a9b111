import seedrandom from 'seedrandom';

/** `chains` independent AR(1) chains with standard normal margins: x[i] = phi x[i-1] + sqrt(1 - phi^2) noise. */
export function autoregressive(seed: string, chains: number, iterations: number, phi: number): number[][] {
  const normal = normalStream(seed);
  return Array.from({ length: chains }, () => {
    const chain = [normal()];
    while (chain.length < iterations) {
      chain.push(phi * chain[chain.length - 1] + Math.sqrt(1 - phi * phi) * normal());
    }
    return chain;
  });
}

/** Standard normal numbers by Box and Muller's transform; the same seed gives the same numbers. */
export function normalStream(seed: string): () => number {
  const uniform = seedrandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
