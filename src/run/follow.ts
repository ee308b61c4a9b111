import { InputError } from '../engine/errors.ts';
import { nearestName } from '../engine/nearest.ts';
import { type Quantity, quantityName } from '../engine/program/quantity.ts';
import type { Moment } from './runChain.ts';

/** Of `sample` and `extend`: whose draws are told while the chains run. No bit of the draws depends on it. */
export interface FollowOptions {
  /** Names of quantities, as the fit has them. */
  readonly quantities: readonly string[];
  /** Called some ten times a second for each chain that runs, and at its end; what it throws ends the run. */
  hear(draws: FollowedDraws): void;
}

/** Draws of one chain that were not told before. */
export interface FollowedDraws extends ChainDraws {
  /**
   * Which run of the chains they are of, from 0: after a trial, or a run that would not be trusted, all chains begin anew, and
   * what was told of an earlier run is no part of the fit.
   */
  readonly attempt: number;
}

/** Draws of some quantities of one chain, behind those that were told before. */
export interface ChainDraws {
  readonly chain: number;
  /** Which draw of the chain the first of these is; those before it were told earlier. */
  readonly first: number;
  /** An array of equal length for each quantity, in the order asked for. */
  readonly values: readonly Float64Array[];
}

/** Of a crew: numbers of quantities, and who hears. */
export interface Following {
  readonly quantities: readonly number[];
  tell(draws: ChainDraws): void;
}

/** Which of these quantities are followed. Throws InputError for a name that none has, or has twice. */
export function followedOf({ quantities }: FollowOptions, known: readonly Quantity[]): number[] {
  const names = known.map(quantityName);
  return quantities.map((name, i) => {
    const q = names.indexOf(name);
    if (q < 0) throw unknown(name, names);
    if (quantities.indexOf(name) < i) throw new InputError(`sample: follow names "${name}" twice`);
    return q;
  });
}

function unknown(name: string, names: readonly string[]): InputError {
  const near = nearestName(name, names);
  return new InputError(
    `sample: no quantity "${name}" to follow${near === null ? '' : ` (did you mean "${near}"?)`}; have: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', ...' : ''}`,
    { name },
  );
}

/** Takes from a chain's moments what is new since the last one that was looked at; null where nothing is. */
export function newDraws(
  quantities: readonly number[] | null,
  { chain, draws: stride }: { readonly chain: number; readonly draws: number },
): (moment: Pick<Moment, 'kept' | 'values'>) => ChainDraws | null {
  let told = 0;
  return ({ kept, values }) => {
    if (quantities === null || kept === told) return null;
    const first = told;
    told = kept;
    return {
      chain,
      first,
      values: quantities.map((q) => values.slice(q * stride + first, q * stride + kept)),
    };
  };
}
