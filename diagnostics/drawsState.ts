import { pool } from './shape.ts';

/** What kind of draws these are: those that diagnostics can judge, or why they cannot. */
export type DrawsState =
  | { readonly kind: 'fine' }
  | { readonly kind: 'none' }
  /** `count` draws are NaN or infinite; the first of them, chain by chain. */
  | {
      readonly kind: 'nonFinite';
      readonly count: number;
      readonly first: { readonly chain: number; readonly draw: number; readonly value: number };
    }
  /** All draws of all chains are this value. */
  | { readonly kind: 'constant'; readonly value: number }
  /** Fewer draws a chain than R-hat needs (4), or effective sizes (6). */
  | { readonly kind: 'tooFew'; readonly draws: number; readonly unknown: 'everything' | 'effective sizes' }
  /** Chains that stood still for half of their draws or more, at one value. */
  | { readonly kind: 'stuck'; readonly chains: readonly StuckChain[] }
  /** So many draws are the largest or the smallest that the tails cannot be told: this share of all. */
  | { readonly kind: 'tied'; readonly share: number };

/** A chain that stood still. */
export interface StuckChain {
  readonly chain: number;
  /** The first draw of the longest stay, and how many it lasted. */
  readonly from: number;
  readonly draws: number;
  readonly value: number;
}

/** Draws a chain from which R-hat and effective sizes of split chains are more than a convention. */
const RHAT_DRAWS = 4;
const ESS_DRAWS = 6;
/** A share of a chain's draws at one value from which it stood still. */
const STILL = 0.5;
/** Tail effective sizes are of the 5 % and the 95 % quantile. */
const TIED = 0.05;

/**
 * Tells apart what makes a diagnostic NaN, or worthless: no draws, non-finite ones, a constant, too few draws, chains that
 * stood still, ties at an end. The first of these that holds, in this order.
 * Shape: `chains[c][i]` is iteration i of chain c, of a continuous quantity: a yes/no quantity stays where it is by nature.
 * Throws RangeError if there is no chain, or the chains differ in length.
 */
export function drawsState(chains: readonly ArrayLike<number>[]): DrawsState {
  const { values, length } = pool(chains);
  if (length === 0) return { kind: 'none' };
  const broken = values.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) {
    const count = values.reduce((n, value) => n + Number(!Number.isFinite(value)), 0);
    const first = { chain: Math.floor(broken / length), draw: broken % length, value: values[broken] };
    return { kind: 'nonFinite', count, first };
  }
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  if (least === most) return { kind: 'constant', value: least };
  if (length < ESS_DRAWS)
    return { kind: 'tooFew', draws: length, unknown: length < RHAT_DRAWS ? 'everything' : 'effective sizes' };
  const stays = chains.map((_, c) => longestStay(values.subarray(c * length, (c + 1) * length), c));
  const stuck = stays.filter(({ draws }) => draws >= STILL * length);
  if (stuck.length > 0) return { kind: 'stuck', chains: stuck };
  const tied = Math.max(...[least, most].map((end) => shareAt(values, end)));
  return tied >= TIED ? { kind: 'tied', share: tied } : { kind: 'fine' };
}

function longestStay(values: Float64Array, chain: number): StuckChain {
  let [from, draws] = [0, 1];
  let start = 0;
  for (let i = 1; i < values.length; i++) {
    if (values[i] !== values[start]) start = i;
    if (i - start + 1 > draws) [from, draws] = [start, i - start + 1];
  }
  return { chain, from, draws, value: values[from] };
}

function shareAt(values: Float64Array, end: number): number {
  return values.reduce((n, value) => n + Number(value === end), 0) / values.length;
}
