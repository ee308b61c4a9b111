import type { LevelClasses } from '../collapsed/statistics.ts';
import { dot } from '../linalg/vectors.ts';
import { farOrigin, outcomeAbout, readLinear } from '../program/origin.ts';
import type { Program, TermProgram } from '../program/program.ts';
import { sharedFloat64, sharedInt32 } from '../sharedArrays.ts';
import { type CrossTable, crossTable, rowsByLevel } from './crossTable.ts';

/** Sums of one term's own columns. */
export interface TermSums {
  readonly k: number;
  readonly levels: number;
  /** Z_j'WZ_j, k x k a level, and Z_j'Wy, k a level. */
  readonly zz: Float64Array;
  readonly zy: Float64Array;
  /** Z_j'WX: a coefficient's k numbers after the other's, level after level. */
  readonly zx: Float64Array;
  /** Classes of levels with one coefficient and the same Z_j'WZ_j; null where that would not pay. */
  readonly classes: TermClasses | null;
}

export interface TermClasses extends Pick<LevelClasses, 'count' | 'levels' | 'zz' | 'uu'> {
  /** Class of each level. */
  readonly of: Int32Array;
}

/**
 * Everything that draws of a gaussian model's effects need to know of its rows, besides the rows: weighted sums of products. y
 * is the outcome less the offset, less `centre`, where the intercept's prior is centred, and less X times `origin`. Plain data.
 */
export interface GibbsSums {
  readonly centre: number;
  /** What all coefficients are told relative to, so that y'Wy stays near the residuals' squares: 0 where it is near anyway. */
  readonly origin: Float64Array;
  /** Sum of the weights of the rows (their number, where there are none). */
  readonly weight: number;
  /** y'Wy. */
  readonly yy: number;
  readonly terms: readonly TermSums[];
  /** X'WX (square, row-major) and X'Wy. */
  readonly xx: Float64Array;
  readonly xy: Float64Array;
  /** The term that is eliminated level by level. */
  readonly lead: number;
  /** Terms of few columns, eliminated densely with the coefficients, in the order of terms. */
  readonly small: readonly number[];
  /** All others: what is left to conjugate gradients. */
  readonly large: readonly number[];
  /** Z_a'WZ_b for all pairs: the leading term before the large ones, those before the small. */
  readonly pairs: readonly { readonly a: number; readonly b: number; readonly table: CrossTable }[];
  /** Z_t'WZ_lead of each large term, in their order: the leading term's tables the other way round, as solves read them often. */
  readonly back: readonly CrossTable[];
}

/** Columns of small terms up to which they are eliminated densely. */
const mostSmall = 150;

/** Numbers that the merged sums of classes may take. */
const mostClassNumbers = 2e6;

/** One pass over the rows a term and a pair of terms; `most` columns of small terms at most. */
export function gibbsSums(program: Program, most = mostSmall): GibbsSums {
  const { rows, terms, linear, linearPriors } = program;
  const centre = rows.hasIntercept ? (linearPriors[0]?.shift ?? 0) : 0;
  const p = linear.length;
  const [xx, xy] = [sharedFloat64(p * p), sharedFloat64(p)];
  const own = terms.map((term) => emptySums(term, p));
  const x = new Float64Array(p);
  const origin = sharedFloat64(p);
  origin.set(farOrigin(program, centre));
  let [weight, yy] = [0, 0];
  for (let i = 0; i < rows.count; i++) {
    const w = rows.weights === null ? 1 : rows.weights[i];
    readLinear(program, i, x);
    const y = outcomeAbout(rows, i, centre) - dot(x, origin);
    const wy = w * y;
    yy += wy * y;
    weight += w;
    for (let a = 0; a < p; a++) {
      xy[a] += wy * x[a];
      for (let b = 0; b < p; b++) xx[a * p + b] += w * x[a] * x[b];
    }
    for (let t = 0; t < terms.length; t++) addRow(own[t], terms[t], i, w, wy, x);
  }
  const shape = shapeOf(program, most);
  const merged = own.map((sums) => ({ ...sums, classes: classesOf(sums, p) }));
  const back = shape.large.map((t) => crossTable(terms[t], terms[shape.lead], rows.weights));
  return {
    centre,
    origin,
    weight,
    yy,
    terms: merged,
    xx,
    xy,
    ...shape,
    pairs: pairsOf(program, shape),
    back,
  };
}

function emptySums({ levels, coefs }: TermProgram, p: number): TermSums {
  const [n, k] = [levels.length, coefs.length];
  return {
    k,
    levels: n,
    zz: sharedFloat64(n * k * k),
    zy: sharedFloat64(n * k),
    zx: sharedFloat64(n * k * p),
    classes: null,
  };
}

function addRow(
  { k, zz, zy, zx }: TermSums,
  { index, columns }: TermProgram,
  i: number,
  w: number,
  wy: number,
  x: Float64Array,
): void {
  const [level, p] = [index[i], x.length];
  for (let c = 0; c < k; c++) {
    const z = columns[c]?.[i] ?? 1;
    zy[level * k + c] += wy * z;
    for (let d = 0; d < k; d++) zz[(level * k + c) * k + d] += w * z * (columns[d]?.[i] ?? 1);
    for (let j = 0; j < p; j++) zx[(level * p + j) * k + c] += w * z * x[j];
  }
}

/** Which term leads, and how the others are treated. */
function shapeOf(
  { terms }: Pick<Program, 'terms'>,
  most: number,
): Pick<GibbsSums, 'lead' | 'small' | 'large'> {
  const sizes = terms.map(({ levels, coefs }) => levels.length * coefs.length);
  const lead = sizes.indexOf(Math.max(...sizes));
  const small = new Set<number>();
  let left = most;
  const others = [...sizes.keys()].filter((t) => t !== lead).sort((a, b) => sizes[a] - sizes[b] || a - b);
  for (const t of others) {
    left -= sizes[t];
    if (left >= 0) small.add(t);
  }
  const all = [...sizes.keys()];
  return {
    lead,
    small: all.filter((t) => small.has(t)),
    large: all.filter((t) => t !== lead && !small.has(t)),
  };
}

function pairsOf(
  { terms, rows }: Program,
  { lead, small, large }: Pick<GibbsSums, 'lead' | 'small' | 'large'>,
): GibbsSums['pairs'] {
  const order = [lead, ...large, ...small];
  return order.flatMap((a, place) => {
    const byLevel = rowsByLevel(terms[a]);
    const others = order.slice(place + 1);
    return others.map((b) => ({ a, b, table: crossTable(terms[a], terms[b], rows.weights, byLevel) }));
  });
}

/** Merges levels that enter a one-term likelihood in the same way: their cost is then paid once a class. */
function classesOf({ k, levels, zz, zx }: TermSums, p: number): TermClasses | null {
  if (k !== 1) return null;
  const classOf = new Map<number, number>();
  for (const value of zz) if (!classOf.has(value)) classOf.set(value, classOf.size);
  const count = classOf.size;
  if (count * p * p > mostClassNumbers) return null;
  const of = sharedInt32(levels);
  const [sizes, values, uu] = [sharedFloat64(count), sharedFloat64(count), sharedFloat64(count * p * p)];
  for (let j = 0; j < levels; j++) {
    const c = classOf.get(zz[j]) ?? 0;
    of[j] = c;
    sizes[c]++;
    values[c] = zz[j];
    for (let a = 0; a < p; a++)
      for (let b = 0; b < p; b++) uu[(c * p + a) * p + b] += zx[j * p + a] * zx[j * p + b];
  }
  return { count, of, levels: sizes, zz: values, uu };
}
