import { dot } from '../linalg/vectors.ts';
import { farOrigin, outcomeAbout, readLinear } from '../program/origin.ts';
import type { Mixing, Program, TermProgram } from '../program/program.ts';
import { sharedFloat64, sharedInt32 } from '../sharedArrays.ts';

/** A random term other than the leading one: its effects are columns start, start + 1, ... of the border. */
export interface BorderTerm {
  readonly term: number;
  readonly start: number;
  readonly k: number;
  readonly levels: number;
}

/**
 * Everything a gaussian model with identity link needs to know of its rows: weighted sums of products. The leading term
 * (most levels, k coefficients) is kept group by group; all other columns, U = [Z of the other terms, X], are the border.
 * W are the case weights; y is the outcome less the offset and less `centre`, where the intercept's prior is centred,
 * so that large outcomes with small differences lose no digits.
 */
export interface GaussianStatistics {
  readonly leading: number;
  readonly centre: number;
  /** Linear coefficients that the outcome is less, too; what comes of the sums is relative to them. */
  readonly origin: Float64Array;
  readonly k: number;
  readonly levels: number;
  readonly borderTerms: readonly BorderTerm[];
  /** First border column of X. */
  readonly linearStart: number;
  /** Number of border columns. */
  readonly border: number;
  /** Sum of the weights of the rows (their number, where there are none). */
  readonly weight: number;
  /** y'Wy. */
  readonly yy: number;
  /** U'Wy and U'WU (square, row-major). */
  readonly uy: Float64Array;
  readonly uu: Float64Array;
  /** Z_j'WZ_j, k x k a level, and Z_j'Wy, k a level. */
  readonly zz: Float64Array;
  readonly zy: Float64Array;
  /** Z_j'WU, sparse: level j touches border columns `column[from[j] .. from[j + 1]]`, k values each. */
  readonly from: Int32Array;
  readonly column: Int32Array;
  readonly zu: Float64Array;
  /** Levels of a one-coefficient leading term, merged where Z_j'WZ_j is the same; null where that would not pay. */
  readonly classes: LevelClasses | null;
  /**
   * The same sums for each set of a residual structure, which parameters then weigh; none where rows are independent, or
   * where there would be so many that they are gathered anew at every point. The sums above are then those of W = I.
   */
  readonly sets: readonly SetSums[];
}

/** The sums that are linear in W. */
export type SetSums = Pick<GaussianStatistics, 'yy' | 'uy' | 'uu' | 'zz' | 'zy' | 'zu'>;

/** Sums over the levels of a class: those with the same Z_j'WZ_j. */
export interface LevelClasses {
  readonly count: number;
  /** Number of levels, and their Z_j'WZ_j. */
  readonly levels: Float64Array;
  readonly zz: Float64Array;
  /** Sums of T'T (border x border), T't (border) and t^2, with T = Z_j'WU and t = Z_j'Wy. */
  readonly uu: Float64Array;
  readonly uy: Float64Array;
  readonly yy: Float64Array;
}

/**
 * Position of the term with the most levels, of those whose levels have rows of their own, and that blocks of residuals lie
 * within; -1 where there is none.
 */
export function leadingTerm(program: Program): number {
  if (program.residual !== undefined) return program.residual.leading;
  const sizes = program.terms.map((t) => (t.mixing === undefined ? t.levels.length : -1));
  const most = Math.max(...sizes);
  return most < 0 ? -1 : sizes.indexOf(most);
}

/** Border columns: the effects of every term but the leading one, then the columns of X. */
export function borderSize(program: Program): number {
  const lead = leadingTerm(program);
  return program.terms.reduce(
    (n, t, at) => (at === lead ? n : n + t.levels.length * t.coefs.length),
    program.linear.length,
  );
}

/** Border columns, k and levels: what sums are laid out by. */
export type StatisticsShape = Pick<
  GaussianStatistics,
  'leading' | 'centre' | 'origin' | 'k' | 'levels' | 'borderTerms' | 'linearStart' | 'border'
>;

/** Reads row i as the border sees it: which columns it touches, ascending, and with what value; where a row has fewer, 0. */
export interface RowReader {
  readonly touched: Int32Array;
  readonly value: Float64Array;
  /** The row's columns of the leading term. */
  readonly z: Float64Array;
  read(i: number): void;
}

/** Of the rows' columns: the leading term's apart from the border's. */
export function createRowReader(
  { rows, terms, linear }: Program,
  lead: TermProgram | null,
  borderTerms: readonly BorderTerm[],
  linearStart: number,
): RowReader {
  const size = borderTerms.reduce((n, b) => n + b.k * mostMixed(terms[b.term]), linear.length);
  const touched = new Int32Array(size);
  const value = new Float64Array(size);
  const z = new Float64Array(lead === null ? 0 : lead.coefs.length);
  const ones = rows.condensed?.ones;
  const skip = rows.hasIntercept ? 1 : 0;
  const read = (i: number): void => {
    let at = 0;
    for (const { term, start, k } of borderTerms) {
      const { index, columns, mixing } = terms[term];
      if (mixing !== undefined)
        at = readMixed(terms[term], mixing, ones?.[i] ?? 1, i, start, touched, value, at);
      else
        for (let c = 0; c < k; c++, at++) {
          touched[at] = start + index[i] * k + c;
          value[at] = columns[c]?.[i] ?? ones?.[i] ?? 1;
        }
    }
    for (let j = 0; j < linear.length; j++, at++) {
      touched[at] = linearStart + j;
      value[at] = j < skip ? (ones?.[i] ?? 1) : rows.x[i * rows.width + j - skip];
    }
    for (let c = 0; c < z.length; c++) z[c] = lead?.columns[c]?.[i] ?? ones?.[i] ?? 1;
  };
  return { touched, value, z, read };
}

/** Most levels that a row of a term has effects of. */
function mostMixed({ mixing }: TermProgram): number {
  if (mixing === undefined) return 1;
  const { start } = mixing.places;
  return start.reduce((most, end, p) => (p === 0 ? most : Math.max(most, end - start[p - 1])), 0);
}

/** As a row reader's `read` for one term, from `at` on; returns where it ends. */
function readMixed(
  term: TermProgram,
  { places }: Mixing,
  one: number,
  i: number,
  start: number,
  touched: Int32Array,
  value: Float64Array,
  from: number,
): number {
  const [k, p] = [term.coefs.length, term.index[i]];
  let at = from;
  for (let e = places.start[p]; e < places.start[p + 1]; e++)
    for (let c = 0; c < k; c++, at++) {
      touched[at] = start + places.column[e] * k + c;
      value[at] = places.values[e] * (term.columns[c]?.[i] ?? one);
    }
  const end = from + k * mostMixed(term);
  touched.fill(touched[at - 1], at, end);
  value.fill(0, at, end);
  return end;
}

/** Gathers Z_j'WU of one level at a time, and appends it to the sparse whole. */
export function createCoupling(border: number, k: number, levels: number) {
  const from = sharedInt32(levels + 1);
  const column: number[] = [];
  const values: number[] = [];
  const dense = new Float64Array(border * k);
  const isTouched = new Uint8Array(border);
  let open: number[] = [];
  return {
    add({ touched, value, z }: RowReader, w: number): void {
      for (let a = 0; a < touched.length; a++) {
        const u = touched[a];
        if (isTouched[u] === 0) {
          isTouched[u] = 1;
          open.push(u);
        }
        for (let c = 0; c < k; c++) dense[u * k + c] += w * value[a] * z[c];
      }
    },
    close(level: number): void {
      open.sort((a, b) => a - b);
      for (const u of open) {
        column.push(u);
        for (let c = 0; c < k; c++) values.push(dense[u * k + c]);
        dense.fill(0, u * k, (u + 1) * k);
        isTouched[u] = 0;
      }
      open = [];
      from[level + 1] = column.length;
    },
    result() {
      const zu = sharedFloat64(values.length);
      zu.set(values);
      const columns = sharedInt32(column.length);
      columns.set(column);
      return { from, column: columns, zu };
    },
  };
}

/**
 * One pass over the rows, which must be sorted by the leading term.
 * Cost: rows x (border columns a row touches)^2 / 2.
 */
export function gaussianStatistics(program: Program): GaussianStatistics {
  const { rows, terms } = program;
  const shape = statisticsShape(program);
  const { leading, k, levels, borderTerms, linearStart, border } = shape;
  const lead = leading < 0 ? null : terms[leading];
  const [uy, uu] = [sharedFloat64(border), sharedFloat64(border * border)];
  const [zz, zy] = [sharedFloat64(levels * k * k), sharedFloat64(levels * k)];
  const reader = createRowReader(program, lead, borderTerms, linearStart);
  const outcome = outcomeReader(program, shape);
  const coupling = createCoupling(border, k, levels);
  const { touched, value, z } = reader;
  let [weight, yy, level] = [0, 0, 0];
  for (let i = 0; i < rows.count; i++) {
    reader.read(i);
    const w = rows.weights === null ? 1 : rows.weights[i];
    const y = outcome(i);
    weight += w;
    yy += w * y * y;
    for (let a = 0; a < touched.length; a++) {
      const wa = w * value[a];
      uy[touched[a]] += wa * y;
      const row = touched[a] * border;
      for (let b = 0; b <= a; b++) uu[row + touched[b]] += wa * value[b];
    }
    if (lead === null) continue;
    for (; level < lead.index[i]; level++) coupling.close(level);
    coupling.add(reader, w);
    for (let c = 0; c < k; c++) {
      zy[level * k + c] += w * z[c] * y;
      for (let d = 0; d < k; d++) zz[(level * k + c) * k + d] += w * z[c] * z[d];
    }
  }
  for (; level < levels; level++) coupling.close(level);
  for (let a = 0; a < border; a++) for (let b = 0; b < a; b++) uu[b * border + a] = uu[a * border + b];
  const sums = { weight: rows.condensed?.weight ?? weight, yy, uy, uu, zz, zy };
  const whole = { ...shape, ...sums, ...coupling.result() };
  return { ...whole, classes: mergeLevels(whole), sets: [] };
}

/** Reads the outcome of a row as sums take it: less its offset, `centre` and X times `origin`. */
export function outcomeReader(
  program: Program,
  { centre, origin }: Pick<StatisticsShape, 'centre' | 'origin'>,
): (i: number) => number {
  const { rows } = program;
  if (origin.every((coefficient) => coefficient === 0)) return (i) => outcomeAbout(rows, i, centre);
  const x = new Float64Array(origin.length);
  return (i) => {
    readLinear(program, i, x);
    return outcomeAbout(rows, i, centre) - dot(x, origin);
  };
}

export function statisticsShape(program: Program, leading = leadingTerm(program)): StatisticsShape {
  const { rows, terms } = program;
  const lead = leading < 0 ? null : terms[leading];
  const { borderTerms, linearStart } = layOutBorder(program, leading);
  const centre = rows.hasIntercept ? (program.linearPriors[0]?.shift ?? 0) : 0;
  const origin = sharedFloat64(program.linear.length);
  origin.set(farOrigin(program, centre));
  return {
    leading,
    centre,
    origin,
    k: lead === null ? 0 : lead.coefs.length,
    levels: lead === null ? 0 : lead.levels.length,
    borderTerms,
    linearStart,
    border: linearStart + program.linear.length,
  };
}

/** Numbers that the merged sums may take; beyond it the sparse sums by level are better. */
const maxClassNumbers = 2e6;

/** Merges levels that enter the marginal likelihood in the same way: their cost is then paid once a class. */
function mergeLevels(s: Omit<GaussianStatistics, 'classes' | 'sets'>): LevelClasses | null {
  if (s.k !== 1) return null;
  const classOf = new Map<number, number>();
  for (const zz of s.zz) if (!classOf.has(zz)) classOf.set(zz, classOf.size);
  const { border } = s;
  const count = classOf.size;
  if (count * border * border > maxClassNumbers) return null;
  const [levels, zz, yy] = [sharedFloat64(count), sharedFloat64(count), sharedFloat64(count)];
  const [uu, uy] = [sharedFloat64(count * border * border), sharedFloat64(count * border)];
  for (let j = 0; j < s.levels; j++) {
    const c = classOf.get(s.zz[j]) ?? 0;
    levels[c]++;
    zz[c] = s.zz[j];
    yy[c] += s.zy[j] * s.zy[j];
    for (let a = s.from[j]; a < s.from[j + 1]; a++) {
      uy[c * border + s.column[a]] += s.zu[a] * s.zy[j];
      const row = (c * border + s.column[a]) * border;
      for (let b = s.from[j]; b < s.from[j + 1]; b++) uu[row + s.column[b]] += s.zu[a] * s.zu[b];
    }
  }
  return { count, levels, zz, uu, uy, yy };
}

function layOutBorder(
  { terms }: Program,
  leading: number,
): Pick<GaussianStatistics, 'borderTerms' | 'linearStart'> {
  const borderTerms: BorderTerm[] = [];
  let start = 0;
  terms.forEach(({ coefs, levels }, term) => {
    if (term === leading) return;
    borderTerms.push({ term, start, k: coefs.length, levels: levels.length });
    start += coefs.length * levels.length;
  });
  return { borderTerms, linearStart: start };
}
