import { effectiveSize } from './effectiveSize.ts';
import { ascendingOrder } from './order.ts';
import { quantileOfSorted } from './quantile.ts';
import { rank } from './ranks.ts';
import { pool, varies } from './shape.ts';

/** Draws of a quantity under its name. */
export interface NamedDraws {
  readonly name: string;
  /** `chains[c][i]` is iteration i of chain c. */
  readonly chains: readonly ArrayLike<number>[];
}

/** How unlike the others a quantity's marked draws are. */
export interface StandingOut {
  readonly name: string;
  /** The chance that a marked draw is larger than another, ties counting half: 1/2 where marked draws are like the rest. */
  readonly larger: number;
  /** The same of its distance from the median of all draws: near 0 where marked draws lie in the middle, near 1 in the tails. */
  readonly farther: number;
  /** The greater of the two differences from 1/2 in standard errors; above 4 it is hardly chance, among hundreds of quantities. */
  readonly z: number;
  /** Medians of the marked draws and of the others. */
  readonly marked: number;
  readonly others: number;
}

/**
 * Ranks quantities by how unlike the rest their draws are at marked places: at the starts of divergent transitions, say.
 * Shape: `marks[c][i]` is not 0 where draw i of chain c is marked.
 * Unit: z in standard errors of a rank sum (Mann & Whitney 1947) of as many draws as the quantity's effective ones.
 * Odd values: quantities whose draws are not finite or all equal are left out, as none can be told; an empty list where no draw is
 * marked, or all are. Throws RangeError if marks and draws differ in shape.
 */
export function standOut(
  quantities: readonly NamedDraws[],
  marks: readonly ArrayLike<number>[],
): StandingOut[] {
  const marked = pool(marks);
  const count = marked.values.reduce((n, mark) => n + Number(mark !== 0), 0);
  if (count === 0 || count === marked.values.length) return [];
  return quantities
    .flatMap(({ name, chains }) => {
      const pooled = pool(chains);
      if (pooled.length !== marked.length || chains.length !== marks.length)
        throw new RangeError(
          `diagnostics: ${name} has ${chains.length} chains of ${pooled.length} draws, marks ${marks.length} of ${marked.length}`,
        );
      if (!varies(pooled.values)) return [];
      const ranked = rank(pooled);
      const effective = ranked === undefined ? Number.NaN : effectiveSize(ranked.scores);
      return [compared(name, pooled.values, marked.values, effective)];
    })
    .sort((a, b) => b.z - a.z);
}

function compared(name: string, values: Float64Array, marks: Float64Array, effective: number): StandingOut {
  const order = ascendingOrder(values);
  const sorted = Float64Array.from(order, (i) => values[i]);
  const centre = quantileOfSorted(sorted, 0.5);
  const distances = values.map((value) => Math.abs(value - centre));
  const [larger, farther] = [
    chanceOfMore(values, order, marks),
    chanceOfMore(distances, ascendingOrder(distances), marks),
  ];
  const most = Math.max(Math.abs(larger - 0.5), Math.abs(farther - 0.5));
  const medianWhere = (isMarked: boolean): number =>
    quantileOfSorted(
      sorted.filter((_, k) => (marks[order[k]] !== 0) === isMarked),
      0.5,
    );
  return {
    name,
    ...{ larger, farther },
    z: most / standardError(marks, effective),
    marked: medianWhere(true),
    others: medianWhere(false),
  };
}

/** That a marked value is more than another: its rank sum, less the least that can be, over the number of pairs. */
function chanceOfMore(values: Float64Array, order: Uint32Array, marks: Float64Array): number {
  let [ranks, count] = [0, 0];
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1]] === values[order[first]]) last++;
    for (let k = first; k <= last; k++) {
      if (marks[order[k]] === 0) continue;
      ranks += (first + last) / 2 + 1;
      count++;
    }
    first = last + 1;
  }
  return (ranks - (count * (count + 1)) / 2) / (count * (order.length - count));
}

/** Of a chance between as many draws as are effective, shared out as the draws are; Mann & Whitney 1947. */
function standardError(marks: Float64Array, effective: number): number {
  const share = marks.reduce((n, mark) => n + Number(mark !== 0), 0) / marks.length;
  const draws = Number.isNaN(effective) ? marks.length : Math.min(effective, marks.length);
  // marked draws are a few far between, so they count one by one, up to the effective ones
  const one = Math.min(share * marks.length, draws);
  const two = (1 - share) * draws;
  return Math.sqrt((one + two + 1) / (12 * one * two));
}

/**
 * Marks of the draws that transitions started from: draw i - 1 of a transition to draw i. What a first draw started from, the
 * end of warmup, is not among the draws.
 * Shape: as the marks given.
 */
export function startsOf(marks: readonly ArrayLike<number>[]): Uint8Array[] {
  return marks.map((chain) => Uint8Array.from({ length: chain.length }, (_, i) => Number(chain[i + 1] > 0)));
}
