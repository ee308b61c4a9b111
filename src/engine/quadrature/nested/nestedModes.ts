import { pickRows, pickTerm } from '../../density/mergedRows.ts';
import type { Program } from '../../program/program.ts';
import { effectDerivatives } from '../effectDerivatives.ts';
import type { ClassTables } from './classTables.ts';
import type { NestedLevels } from './nestedLevels.ts';

/** About where the effects of outer and inner levels have their joint top, and how wide it is there. */
export interface NestedModes {
  /** Of outer levels: the top, and the sd with the inner effects let go along, or integrated out where a table has their integrals. */
  readonly outer: Float64Array;
  readonly outerSd: Float64Array;
  /** Of inner levels without a table: the top, the sd given the outer effect, and how the top moves with that. */
  readonly inner: Float64Array;
  readonly innerSd: Float64Array;
  readonly follows: Float64Array;
  /** Fills them, from the fixed parts of the linear predictors and both factors; the tables are open. */
  find(fixed: readonly Float64Array[], auxiliary: Float64Array, outer: number, inner: number): void;
}

const mostSteps = 40;
/** Sds from the top that are near enough: nodes reach as far as they are needed wherever they begin. */
const nearEnough = 0.5;
/** Longest step, in sds of the prior. */
const longestStep = 2;

/**
 * Newton's method on all levels side by side, from 0, each outer level with its inner ones by elimination. Where a likelihood is
 * flat a step can be far too long: whoever turns round may go half as far from then on. The same for the same arguments, whatever came before.
 */
export function nestedModes(nested: NestedLevels, tables: ClassTables): NestedModes {
  const { count: levelsEach, program } = nested.inner;
  const { from } = nested;
  const moving = program.terms[0].predictors[0];
  const { rowFrom, rows } = rowsWithoutTable(nested, tables);
  const few = withRows(program, rows);
  const derivatives = effectDerivatives(few);
  const { eta, slope, curvature } = derivatives;
  const outerLevels = from.length - 1;
  const innerLevels = levelsEach.length;
  const v = walker(outerLevels);
  const u = walker(innerLevels);
  const follows = new Float64Array(innerLevels);
  const [g, h] = [new Float64Array(innerLevels), new Float64Array(innerLevels)];
  const isThere = new Uint8Array(outerLevels);

  /** One step of an outer level and its inner ones; returns the longest, in sds. */
  function step(c: number, outer: number, inner: number): number {
    let [gradient, information] = [-v.at[c], 1];
    for (let j = from[c]; j < from[c + 1]; j++) {
      if (tables.of[j] >= 0) {
        const { slope: s, bend } = tables.derivatives(j, outer * v.at[c]);
        gradient += levelsEach[j] * outer * s;
        information += levelsEach[j] * outer * outer * Math.max(0, s * s - bend);
        continue;
      }
      let [s, k] = [0, 0];
      for (let i = rowFrom[j]; i < rowFrom[j + 1]; i++) {
        s += slope[i];
        k -= curvature[i];
      }
      k = Math.max(0, k);
      g[j] = inner * s - u.at[j];
      h[j] = 1 + inner * inner * k;
      // the inner level's own top follows the outer effect
      follows[j] = (-inner * outer * k) / h[j];
      gradient += levelsEach[j] * (outer * s + follows[j] * g[j]);
      information += (levelsEach[j] * outer * outer * k) / h[j];
    }
    v.sd[c] = 1 / Math.sqrt(information);
    const moved = v.move(c, gradient / information);
    let longest = Math.abs(moved) / v.sd[c];
    for (let j = from[c]; j < from[c + 1]; j++) {
      if (tables.of[j] >= 0) continue;
      u.sd[j] = 1 / Math.sqrt(h[j]);
      longest = Math.max(longest, Math.abs(u.move(j, g[j] / h[j] + follows[j] * moved)) / u.sd[j]);
    }
    return longest;
  }

  /** Puts the effects of an outer level and its inner ones into their rows. */
  function place(c: number, fixed: Float64Array, outer: number, inner: number): void {
    for (let j = from[c]; j < from[c + 1]; j++) {
      const by = outer * v.at[c] + inner * u.at[j];
      for (let i = rowFrom[j]; i < rowFrom[j + 1]; i++) eta[i] = fixed[rows[i]] + by;
    }
  }

  return {
    ...{ outer: v.at, outerSd: v.sd, inner: u.at, innerSd: u.sd, follows },
    find(fixed, auxiliary, outer, inner) {
      v.reset();
      u.reset();
      isThere.fill(0);
      for (let s = 0, left = outerLevels; s < mostSteps && left > 0; s++) {
        for (let c = 0; c < outerLevels; c++) if (isThere[c] === 0) place(c, fixed[moving], outer, inner);
        if (rows.length > 0) derivatives.find(fixed, auxiliary);
        for (let c = 0; c < outerLevels; c++)
          if (isThere[c] === 0 && step(c, outer, inner) < nearEnough) {
            isThere[c] = 1;
            left--;
          }
      }
    },
  };
}

/** The rows of levels without a table, and where each level's begin among them. Tables are of all rows or none but where there is one linear predictor. */
function rowsWithoutTable(
  { inner: { from } }: NestedLevels,
  { of }: ClassTables,
): { readonly rows: Int32Array; readonly rowFrom: Int32Array } {
  const rows: number[] = [];
  const rowFrom = Int32Array.from(from, () => 0);
  of.forEach((k, j) => {
    if (k < 0) for (let i = from[j]; i < from[j + 1]; i++) rows.push(i);
    rowFrom[j + 1] = rows.length;
  });
  return { rows: Int32Array.from(rows), rowFrom };
}

function withRows(program: Program, chosen: Int32Array): Program {
  const { weights } = program.rows;
  const rows = [...chosen];
  return {
    ...program,
    rows: {
      ...pickRows(program.rows, rows),
      weights: weights && Float64Array.from(rows, (row) => weights[row]),
    },
    terms: program.terms.map((term) => pickTerm(term, rows)),
  };
}

interface Walker {
  readonly at: Float64Array;
  readonly sd: Float64Array;
  reset(): void;
  /** Moves number i as far as it may go; returns how far. */
  move(i: number, wanted: number): number;
}

function walker(count: number): Walker {
  const [at, sd, reach, last] = Array.from({ length: 4 }, () => new Float64Array(count));
  return {
    at,
    sd,
    reset() {
      at.fill(0);
      last.fill(0);
      reach.fill(longestStep);
    },
    move(i, wanted) {
      if (wanted * last[i] < 0) reach[i] /= 2;
      const step = Math.min(reach[i], Math.max(-reach[i], wanted));
      last[i] = step;
      at[i] += step;
      return step;
    },
  };
}
