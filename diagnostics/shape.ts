/**
 * The draws of one quantity, laid end to end: `values[k * length + i]` is draw i of piece k.
 * A piece is a whole chain (`pool`) or half of one (`split`); all pieces are equally long.
 */
export interface Pieces {
  readonly values: Float64Array;
  readonly length: number;
}

/**
 * Lays the chains end to end in a fresh array.
 * Shape: `chains[c][i]` is iteration i of chain c.
 * Throws RangeError if there is no chain, or naming the lengths if the chains differ in length.
 */
export function pool(chains: readonly ArrayLike<number>[]): Pieces {
  if (chains.length === 0) throw new RangeError('diagnostics: need at least one chain, got none');
  const length = chains[0].length;
  if (chains.some((chain) => chain.length !== length)) {
    const lengths = chains.map((chain) => chain.length).join(', ');
    throw new RangeError(`diagnostics: chains must be equally long, got lengths ${lengths}`);
  }
  const values = new Float64Array(chains.length * length);
  chains.forEach((chain, c) => {
    values.set(chain, c * length);
  });
  return { values, length };
}

/**
 * Cuts every chain into its first and its last half, so that a chain that drifts disagrees with itself.
 * Odd values: of an odd number of iterations the middle one is left out, as posterior and Stan do.
 * Source: Gelman et al. 2013 (Bayesian Data Analysis, 3rd ed.), §11.4, split-R-hat.
 */
export function split(pooled: Pieces): Pieces {
  const half = Math.floor(pooled.length / 2);
  if (2 * half === pooled.length) return { values: pooled.values, length: half };
  const chains = pooled.values.length / pooled.length;
  const values = new Float64Array(chains * 2 * half);
  for (let c = 0; c < chains; c++) {
    const start = c * pooled.length;
    values.set(pooled.values.subarray(start, start + half), 2 * c * half);
    values.set(pooled.values.subarray(start + half + 1, start + pooled.length), (2 * c + 1) * half);
  }
  return { values, length: half };
}

/**
 * True if every value is finite and they are not all equal: only then can a spread, a rank or an
 * autocorrelation tell anything. False for an empty array.
 */
export function varies(values: Float64Array): boolean {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value - value !== 0) return false; // not finite
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return lowest < highest;
}
