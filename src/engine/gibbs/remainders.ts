import { dot } from '../linalg/vectors.ts';
import { addTimes, addTransposedTimes } from './crossTable.ts';
import type { GibbsSums } from './sums.ts';

/**
 * What is left of the outcome for each term when the effects of all others are taken off: g_t = Z_t'W(y - sum_{s != t} Z_s b_s),
 * kept in step with the effects by the tables of cells, without a look at the rows.
 */
export interface Remainders {
  /** g, term by term. */
  readonly of: readonly Float64Array[];
  /** Anew, from effects that were all changed. */
  restart(effects: readonly Float64Array[]): void;
  /** After one term's effects became `after`; `before` is overwritten by the change. */
  change(term: number, before: Float64Array, after: Float64Array): void;
  /** r'Wr for r = y less the effects of all terms, or of all but one. */
  squares(effects: readonly Float64Array[], without?: number): number;
}

export function remainders(s: GibbsSums): Remainders {
  const of = s.terms.map(({ zy }) => zy.slice());
  const own = s.terms.map(({ k, levels }) => new Float64Array(k * levels));
  const subtract = (term: number, b: Float64Array): void => {
    for (const { a, b: other, table } of s.pairs)
      if (a === term) addTransposedTimes(table, b, -1, of[other]);
      else if (other === term) addTimes(table, b, -1, of[a]);
  };
  return {
    of,
    restart(effects) {
      for (let t = 0; t < of.length; t++) of[t].set(s.terms[t].zy);
      for (let t = 0; t < of.length; t++) subtract(t, effects[t]);
    },
    change(term, before, after) {
      for (let i = 0; i < before.length; i++) before[i] = after[i] - before[i];
      subtract(term, before);
    },
    squares(effects, without) {
      // r'Wr = y'Wy - sum_s b_s'(Z_s'Wy + Z_s'Wr), and Z_s'Wr = g_s - Z_s'WZ_s b_s, plus Z_s'WZ_t b_t where t is left out
      let sum = s.yy;
      for (let t = 0; t < of.length; t++) {
        const { zy } = s.terms[t];
        if (t === without) {
          sum -= dot(effects[t], zy) - dot(effects[t], of[t]);
          continue;
        }
        timesOwn(s, t, effects[t], own[t]);
        sum -= dot(effects[t], zy) + dot(effects[t], of[t]) - dot(effects[t], own[t]);
      }
      return sum;
    },
  };
}

/** out = Z_t'WZ_t b, level by level. */
export function timesOwn({ terms }: GibbsSums, t: number, b: Float64Array, out: Float64Array): void {
  const { k, levels, zz } = terms[t];
  if (k === 1) {
    for (let j = 0; j < levels; j++) out[j] = zz[j] * b[j];
    return;
  }
  for (let j = 0; j < levels; j++)
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let d = 0; d < k; d++) sum += zz[(j * k + c) * k + d] * b[j * k + d];
      out[j * k + c] = sum;
    }
}
