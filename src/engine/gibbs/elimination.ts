import { choleskyInPlace } from '../linalg/cholesky.ts';
import { backSolve, forwardSolve } from '../linalg/triangular.ts';
import { addTimes, addTransposedTimes, type CrossTable, cellValue } from './crossTable.ts';
import { type LevelBlocks, levelBlocks, lowerTimes, transposedLowerTimes } from './levelBlocks.ts';
import type { GibbsSums } from './sums.ts';

/**
 * The leading term's effects and the border (small terms' effects, then coefficients), given all other effects, at one
 * sigma and one factor L a term: the part of the joint precision that is solved exactly. Vectors are on the raw scale: right
 * sides v = Z'W(...), solutions b = L z and coefficients. With H_j = L (I + L'Z_j'WZ_jL / sigma^2)^-1 L' / sigma^2:
 *   w = G (v_border - U'WZ H v_lead),   b_j = H_j (v_j - Z_j'WU w),   G = Lambda S^-1 Lambda' / sigma^2.
 */
export interface Elimination {
  readonly border: number;
  /** Border column at which the coefficients start. */
  readonly linearStart: number;
  readonly lead: LevelBlocks;
  /** False where rounding leaves a matrix without a Cholesky factor. */
  prepare(sigma: number, factors: readonly Float64Array[]): boolean;
  /**
   * Solves for right sides v. `noiseLead` and `noiseBorder` are added to the right sides of z and of the coefficients, in
   * their own scale. Entries of v and the solution for coefficients that are held are left out, the latter 0.
   */
  solve(
    vLead: Float64Array,
    vBorder: Float64Array,
    noise: { readonly lead: Float64Array; readonly border: Float64Array } | null,
    leadOut: Float64Array,
    borderOut: Float64Array,
  ): void;
}

/** Prior precisions of the coefficients; null where one is held. */
export type CoefficientPrecisions = readonly (number | null)[];

export function elimination(s: GibbsSums, precisions: CoefficientPrecisions): Elimination {
  const { k, levels, zz } = s.terms[s.lead];
  const places = borderPlaces(s);
  const { linearStart, border } = places;
  const isFree = Uint8Array.from({ length: border }, (_, u) =>
    u < linearStart || precisions[u - linearStart] !== null ? 1 : 0,
  );
  const free = Int32Array.from([...isFree.keys()].filter((u) => isFree[u] === 1));
  const n = free.length;
  const coupling = couplingOf(s, places, free);
  const uu = borderSums(s, places);
  const lead = levelBlocks(k, levels);
  const [raw, schur] = [new Float64Array(border * border), new Float64Array(n * n)];
  const halved = new Float64Array(coupling.widest * k);
  const answer = new Float64Array(k);
  const [half, zeta] = [new Float64Array(border), new Float64Array(n)];
  let precision = 1;
  let factors: readonly Float64Array[] = [];

  const eliminateLead = (): void => {
    const { from, column, values } = coupling;
    const { h } = lead;
    for (let j = 0; j < levels; j++) {
      const first = from[j];
      const count = from[j + 1] - first;
      for (let a = 0; a < count; a++)
        for (let x = 0; x < k; x++) {
          let sum = 0;
          for (let y = 0; y < k; y++) sum += h[(j * k + x) * k + y] * values[(first + a) * k + y];
          halved[a * k + x] = sum;
        }
      for (let a = 0; a < count; a++) {
        const row = column[first + a] * border;
        for (let b = 0; b < count; b++) {
          let sum = 0;
          for (let x = 0; x < k; x++) sum += values[(first + a) * k + x] * halved[b * k + x];
          raw[row + column[first + b]] -= sum;
        }
      }
    }
  };

  /** schur = the free part of Lambda' raw Lambda / sigma^2 + prior precision, factored. */
  const factorBorder = (): boolean => {
    scaleBorder();
    for (let f = 0; f < n; f++) {
      const u = free[f];
      for (let g = 0; g < n; g++) schur[f * n + g] = precision * raw[u * border + free[g]];
      schur[f * n + f] += u < linearStart ? 1 : (precisions[u - linearStart] ?? 0);
    }
    return choleskyInPlace(schur, n);
  };

  /** raw <- Lambda' raw Lambda. */
  const scaleBorder = (): void => {
    for (const { term, at, size, columns } of places.small) {
      const l = factors[term];
      for (let level = at; level < at + columns; level += size) {
        for (let u = 0; u < border; u++) scaleColumn(raw, u * border + level, 1, l, size);
        for (let u = 0; u < border; u++) scaleColumn(raw, level * border + u, border, l, size);
      }
    }
  };

  const overBorder = (apply: typeof lowerTimes, x: Float64Array): void => {
    for (const { term, at, size, columns } of places.small)
      for (let level = at; level < at + columns; level += size) apply(factors[term], size, x, level);
  };

  const subtractCoupled = (leadPart: Float64Array, out: Float64Array): void => {
    const { from, column, values } = coupling;
    if (k === 1) {
      for (let j = 0; j < levels; j++) {
        const part = leadPart[j];
        for (let e = from[j]; e < from[j + 1]; e++) out[column[e]] -= values[e] * part;
      }
      return;
    }
    for (let j = 0; j < levels; j++)
      for (let e = from[j]; e < from[j + 1]; e++) {
        let sum = 0;
        for (let x = 0; x < k; x++) sum += values[e * k + x] * leadPart[j * k + x];
        out[column[e]] -= sum;
      }
  };

  /** out -= H Z'WU w. */
  const subtractAnswers = (w: Float64Array, out: Float64Array): void => {
    const { from, column, values } = coupling;
    const { h } = lead;
    for (let j = 0; j < levels; j++) {
      answer.fill(0);
      for (let e = from[j]; e < from[j + 1]; e++)
        for (let x = 0; x < k; x++) answer[x] += values[e * k + x] * w[column[e]];
      for (let x = 0; x < k; x++)
        for (let y = 0; y < k; y++) out[j * k + x] -= h[(j * k + x) * k + y] * answer[y];
    }
  };
  const subtractScalarAnswers = (w: Float64Array, out: Float64Array): void => {
    const { from, column, values } = coupling;
    const { h } = lead;
    for (let j = 0; j < levels; j++) {
      let sum = 0;
      for (let e = from[j]; e < from[j + 1]; e++) sum += values[e] * w[column[e]];
      out[j] -= h[j] * sum;
    }
  };

  return {
    border,
    linearStart,
    lead,
    prepare(sigma, at) {
      factors = at;
      precision = 1 / (sigma * sigma);
      if (!lead.prepare(zz, at[s.lead], precision)) return false;
      raw.set(uu);
      eliminateLead();
      return factorBorder();
    },
    solve(vLead, vBorder, noise, leadOut, borderOut) {
      lead.timesH(vLead, leadOut);
      if (noise !== null) lead.addSolved(noise.lead, leadOut);
      half.set(vBorder);
      subtractCoupled(leadOut, half);
      overBorder(transposedLowerTimes, half);
      for (let f = 0; f < n; f++)
        zeta[f] = precision * half[free[f]] + (noise === null ? 0 : noise.border[free[f]]);
      forwardSolve(schur, 0, n, zeta, 0);
      backSolve(schur, 0, n, zeta, 0);
      borderOut.fill(0);
      for (let f = 0; f < n; f++) borderOut[free[f]] = zeta[f];
      overBorder(lowerTimes, borderOut);
      if (k === 1) subtractScalarAnswers(borderOut, leadOut);
      else subtractAnswers(borderOut, leadOut);
    },
  };
}

/** Where the border's columns stand: each small term's, then the coefficients'. */
export interface BorderPlaces {
  readonly small: readonly {
    readonly term: number;
    readonly at: number;
    readonly size: number;
    readonly columns: number;
  }[];
  readonly linearStart: number;
  readonly border: number;
}

export function borderPlaces(s: GibbsSums): BorderPlaces {
  let at = 0;
  const small = s.small.map((term) => {
    const { k, levels } = s.terms[term];
    const place = { term, at, size: k, columns: k * levels };
    at += place.columns;
    return place;
  });
  return { small, linearStart: at, border: at + s.xy.length };
}

/** U'WU, border x border. */
function borderSums(s: GibbsSums, { small, linearStart, border }: BorderPlaces): Float64Array {
  const out = new Float64Array(border * border);
  const p = s.xy.length;
  const put = (u: number, v: number, value: number): void => {
    out[u * border + v] = value;
    out[v * border + u] = value;
  };
  for (let a = 0; a < p; a++)
    for (let b = 0; b < p; b++) put(linearStart + a, linearStart + b, s.xx[a * p + b]);
  for (const { term, at, size } of small) {
    const { levels, zz, zx } = s.terms[term];
    for (let j = 0; j < levels; j++)
      for (let c = 0; c < size; c++) {
        const u = at + j * size + c;
        for (let d = 0; d < size; d++) put(u, at + j * size + d, zz[(j * size + c) * size + d]);
        for (let a = 0; a < p; a++) put(u, linearStart + a, zx[(j * p + a) * size + c]);
      }
  }
  const atOf = new Map(small.map(({ term, at }) => [term, at]));
  for (const { a, b, table } of s.pairs) {
    const [first, second] = [atOf.get(a), atOf.get(b)];
    if (first === undefined || second === undefined) continue;
    forEachCell(table, (j, level, c, d, value) =>
      put(first + j * table.ka + c, second + level * table.kb + d, value),
    );
  }
  return out;
}

function forEachCell(
  table: CrossTable,
  visit: (j: number, level: number, c: number, d: number, value: number) => void,
): void {
  const { levels, ka, kb, start, column } = table;
  for (let j = 0; j < levels; j++)
    for (let e = start[j]; e < start[j + 1]; e++)
      for (let c = 0; c < ka; c++)
        for (let d = 0; d < kb; d++) visit(j, column[e], c, d, cellValue(table, e, c, d));
}

/** Z_j'WU of the leading term: level j touches border columns `column[from[j] .. from[j + 1]]`, k values each. */
interface Coupling {
  readonly from: Int32Array;
  readonly column: Int32Array;
  readonly values: Float64Array;
  readonly widest: number;
}

/** Of the columns that are solved for; held coefficients enter right sides alone. */
function couplingOf(s: GibbsSums, { small, linearStart }: BorderPlaces, free: Int32Array): Coupling {
  const { k, levels, zx } = s.terms[s.lead];
  const p = s.xy.length;
  const linear = [...free].filter((u) => u >= linearStart).map((u) => u - linearStart);
  const tables = small.map(({ term, at }) => {
    const pair = s.pairs.find(({ a, b }) => a === s.lead && b === term);
    if (pair === undefined) throw new RangeError('elimination: no table of the leading term and a small one');
    return { at, table: pair.table };
  });
  const cells = tables.reduce(
    (sum, { table }) => sum + table.column.length * table.kb,
    levels * linear.length,
  );
  const from = new Int32Array(levels + 1);
  const column = new Int32Array(cells);
  const values = new Float64Array(cells * k);
  let [e, widest] = [0, 0];
  for (let j = 0; j < levels; j++) {
    for (const { at, table } of tables)
      for (let cell = table.start[j]; cell < table.start[j + 1]; cell++)
        for (let d = 0; d < table.kb; d++, e++) {
          column[e] = at + table.column[cell] * table.kb + d;
          for (let c = 0; c < k; c++) values[e * k + c] = cellValue(table, cell, c, d);
        }
    for (const a of linear) {
      column[e] = linearStart + a;
      for (let c = 0; c < k; c++) values[e * k + c] = zx[(j * p + a) * k + c];
      e++;
    }
    from[j + 1] = e;
    widest = Math.max(widest, e - from[j]);
  }
  return { from, column, values, widest };
}

/** The k numbers at `at`, `at + stride`, ... of a row or column <- L' times themselves. */
function scaleColumn(m: Float64Array, at: number, stride: number, l: Float64Array, k: number): void {
  for (let c = 0; c < k; c++) {
    let sum = 0;
    for (let a = c; a < k; a++) sum += l[a * k + c] * m[at + a * stride];
    m[at + c * stride] = sum;
  }
}

/** out += Z_t'WU w for a large term, and out_border += U'WZ_t x: what couples it to the border. */
export interface BorderCoupling {
  addToTerm(w: Float64Array, by: number, out: Float64Array): void;
  addToBorder(x: Float64Array, by: number, out: Float64Array): void;
}

export function borderCoupling(s: GibbsSums, term: number): BorderCoupling {
  const { small, linearStart } = borderPlaces(s);
  const { k, levels, zx } = s.terms[term];
  const p = s.xy.length;
  const tables = small.flatMap(({ term: b, at, columns }) => {
    const pair = s.pairs.find((one) => one.a === term && one.b === b);
    return pair === undefined ? [] : [{ at, columns, table: pair.table }];
  });
  return {
    addToTerm(w, by, out) {
      for (const { at, columns, table } of tables) addTimes(table, w.subarray(at, at + columns), by, out);
      for (let a = 0; a < p; a++) {
        const wa = by * w[linearStart + a];
        if (wa === 0) continue;
        for (let j = 0; j < levels; j++)
          for (let c = 0; c < k; c++) out[j * k + c] += zx[(j * p + a) * k + c] * wa;
      }
    },
    addToBorder(x, by, out) {
      for (const { at, columns, table } of tables)
        addTransposedTimes(table, x, by, out.subarray(at, at + columns));
      for (let a = 0; a < p; a++) {
        let sum = 0;
        for (let j = 0; j < levels; j++)
          for (let c = 0; c < k; c++) sum += zx[(j * p + a) * k + c] * x[j * k + c];
        out[linearStart + a] += by * sum;
      }
    },
  };
}
