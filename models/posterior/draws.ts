import { InputError } from '../../src/engine/errors.ts';
import { type Quantity, quantityName } from '../../src/engine/program/quantity.ts';
import { describeArgument } from '../arguments.ts';

/**
 * Draws of every reported quantity. `values[chain][quantity * draws + draw]`: a quantity of a chain is contiguous, so
 * `column` copies nothing.
 */
export interface Draws {
  readonly names: readonly string[];
  /** What each of them is, in the same order. */
  readonly quantities: readonly Quantity[];
  readonly chains: number;
  /** Per chain, warmup not counted. */
  readonly draws: number;
  readonly values: readonly Float64Array[];
  /** The approximation they are draws of; left out for those of a posterior. */
  readonly approximation?: string;
}

/** Draws of quantities under their names; `values` as in `Draws`, one array a chain. */
export function drawsOf(
  quantities: readonly Quantity[],
  draws: number,
  values: readonly Float64Array[],
): Draws {
  return { names: quantities.map(quantityName), quantities, chains: values.length, draws, values };
}

/** The draws of quantity number `q`, one array a chain, as views. */
export function columnAt(draws: Draws, q: number): Float64Array[] {
  return draws.values.map((chain) => chain.subarray(q * draws.draws, (q + 1) * draws.draws));
}

/** What holds draws: a fit of `sample`, one that `loadFit` read, or they themselves. */
export type Drawn = Draws | { readonly draws: Draws };

/** The draws of what holds them. Throws InputError for anything else. */
export function drawsIn(where: string, fit: Drawn): Draws {
  if (typeof fit === 'object' && fit !== null) {
    if ('values' in fit && 'quantities' in fit) return fit;
    if ('draws' in fit && typeof fit.draws === 'object') return fit.draws;
  }
  throw new InputError(
    `${where}: expected a fit, as sample makes it, or its draws, got ${describeArgument(fit)}; of a Laplace fit, take conditionalModes or laplaceDraws`,
  );
}

/** The draws of a quantity by name, one array a chain, as views. Throws InputError for an unknown name. */
export function column(fit: Drawn, name: string): Float64Array[] {
  const draws = drawsIn('column', fit);
  const q = draws.names.indexOf(name);
  if (q < 0)
    throw new InputError(
      `draws: no quantity "${name}" (have: ${draws.names.slice(0, 10).join(', ')}${draws.names.length > 10 ? ', ...' : ''})`,
    );
  return columnAt(draws, q);
}
