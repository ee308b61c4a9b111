import type { SparseRows } from '../../src/engine/linalg/sparse.ts';
import type { FixedDesign } from '../design/design.ts';
import { shareQuantities, stepQuantity } from '../layout/monotone.ts';
import { isStepOf } from '../layout/rows.ts';
import type { Chains, DrawsOf } from './drawsOfQuantity.ts';
import type { RowsAt, TermAt } from './rowsAt.ts';

/** Writes the draws of a linear predictor at a row, chain after chain. */
export type WriteEta = (row: number, etaOut: Float64Array) => void;

/** Effects of a term's coefficient c in level j. */
export type Effects = (c: number, j: number) => Chains;

/** What a linear predictor is a sum of: coefficients by their columns, null for ones, and effects of groups. */
interface Parts {
  readonly offset: Float64Array | null;
  readonly fixed: readonly { readonly column: Float64Array | null; readonly draws: Chains }[];
  readonly varying: readonly Varying[];
}

/** One coefficient that varies over the levels of a group. */
interface Varying {
  readonly column: Float64Array;
  readonly index: Int32Array;
  readonly sets: SparseRows | null;
  readonly at: (level: number) => Chains;
}

/**
 * The draws of linear predictor number `p` at rows. `effectsOf` gives those of a term's levels, null for a term whose effects
 * are zero. Sums go in one order, so that a row's draws do not depend on the rows beside it.
 */
export function etaWriter(
  rows: RowsAt,
  p: number,
  find: DrawsOf,
  effectsOf: (term: TermAt) => Effects | null,
): WriteEta {
  const { predictor } = rows.predictors[p];
  const parts: Parts = {
    offset: rows.predictors[p].offset,
    fixed: fixedParts(rows, p, find),
    varying: rows.terms.flatMap((term) => varyingParts(term, predictor, effectsOf(term))),
  };
  const sum = new WeightedSum();
  return (row, etaOut) => {
    sum.start();
    for (const { column, draws } of parts.fixed) sum.add(column === null ? 1 : column[row], draws);
    for (const one of parts.varying) addVarying(sum, one, row);
    sum.write(parts.offset === null ? 0 : parts.offset[row], etaOut);
  };
}

function fixedParts({ predictors, model }: RowsAt, p: number, find: DrawsOf): Parts['fixed'] {
  const { predictor, fixed } = predictors[p];
  const hasThresholds = p === 0 && model.family.chosen.family.thresholds !== undefined;
  const intercept =
    fixed.intercept && !hasThresholds
      ? [{ column: null, draws: find({ kind: 'intercept', predictor }) }]
      : [];
  const slopes = fixed.names.flatMap((coef, j) =>
    fixed.monotone.some((one) => isStepOf(one, j))
      ? []
      : [{ column: fixed.columns[j], draws: find({ kind: 'coefficient', predictor, coef }) }],
  );
  return [...intercept, ...slopes, ...monotoneParts(fixed, predictor, find)];
}

/** Steps of a monotonic effect: D b zeta_i each. */
function monotoneParts({ monotone, columns }: FixedDesign, predictor: string, find: DrawsOf): Parts['fixed'] {
  return monotone.flatMap((one) => {
    const step = find(stepQuantity(predictor, one));
    return shareQuantities(predictor, one).map((quantity, i) => {
      const share = find(quantity);
      const draws = step.map((chain, c) => chain.map((b, d) => one.steps * b * share[c][d]));
      return { column: columns[one.first + i], draws };
    });
  });
}

function varyingParts(term: TermAt, predictor: string, effects: Effects | null): Varying[] {
  if (effects === null) return [];
  const { columns, index, predictors, members } = term;
  return columns.flatMap((column, c) =>
    predictors[c] === predictor
      ? [{ column, index, sets: members?.sets ?? null, at: (level: number) => effects(c, level) }]
      : [],
  );
}

function addVarying(sum: WeightedSum, { column, index, sets, at }: Varying, row: number): void {
  const [x, place] = [column[row], index[row]];
  if (x === 0) return;
  if (sets === null) sum.add(x, at(place));
  else
    for (let e = sets.start[place]; e < sets.start[place + 1]; e++)
      sum.add(x * sets.values[e], at(sets.column[e]));
}

/** Sums of draws, weighted; a class because its buffers live from row to row. */
class WeightedSum {
  private readonly weights: number[] = [];
  private readonly draws: Chains[] = [];
  private count = 0;

  start(): void {
    this.count = 0;
  }

  add(weight: number, draws: Chains): void {
    if (weight === 0) return;
    this.weights[this.count] = weight;
    this.draws[this.count++] = draws;
  }

  /** Writes start + sum of weight times draws, chain after chain. */
  write(start: number, out: Float64Array): void {
    const chains = this.count === 0 ? 1 : this.draws[0].length;
    const length = out.length / chains;
    for (let c = 0; c < chains; c++) {
      const part = out.subarray(c * length, (c + 1) * length);
      part.fill(start);
      let k = 0;
      for (; k + 4 <= this.count; k += 4) this.addFour(k, c, part);
      for (; k < this.count; k++) addScaled(part, this.weights[k], this.draws[k][c]);
    }
  }

  private addFour(k: number, c: number, out: Float64Array): void {
    const { weights, draws } = this;
    const [w0, w1, w2, w3] = [weights[k], weights[k + 1], weights[k + 2], weights[k + 3]];
    const [x0, x1, x2, x3] = [draws[k][c], draws[k + 1][c], draws[k + 2][c], draws[k + 3][c]];
    for (let d = 0; d < out.length; d++)
      out[d] = out[d] + w0 * x0[d] + w1 * x1[d] + (w2 * x2[d] + w3 * x3[d]);
  }
}

function addScaled(out: Float64Array, weight: number, draws: Float64Array): void {
  for (let d = 0; d < out.length; d++) out[d] += weight * draws[d];
}
