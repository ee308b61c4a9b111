import type { LatentModel, LatentTerm } from '../../models/density/latent.ts';
import type { ArrowPattern } from '../linalg/arrow.ts';

/**
 * Where everything lies in Z'WZ seen as a block-arrow matrix. The factor with most levels leads, together with every
 * other term on the same levels; the remaining terms are the border.
 *
 * Two orders meet: "theta order" is that of a program, term after term, `z[level * k + coefficient]`; "arrow order" has
 * the leading blocks first, then the border.
 */
export interface LatentLayout {
  /** Number of group effects. */
  readonly dimension: number;
  readonly terms: readonly TermLayout[];
  readonly pattern: ArrowPattern;
  /** `arrowOf[p]` is the arrow position of theta position p. */
  readonly arrowOf: Int32Array;
  readonly pairs: readonly PairLayout[];
}

export interface TermLayout extends LatentTerm {
  readonly leading: boolean;
  /** First position in theta order; levels follow each other k apart. */
  readonly start: number;
  /** A leading term: first row inside each leading block. A border term: first row inside the border. */
  readonly offset: number;
}

/**
 * For terms t and u, where a row's product x_ta x_ub goes: `base[i] + a + b * stride` of `part`, which is the lower
 * triangle where t and u are one term and b >= a.
 */
export interface PairLayout {
  readonly t: number;
  readonly u: number;
  readonly part: 'lead' | 'coupling' | 'border';
  readonly base: Int32Array;
  readonly stride: number;
}

export function latentLayout({ terms, rowCount }: Pick<LatentModel, 'terms' | 'rowCount'>): LatentLayout {
  const placed = placeTerms(terms);
  const leading = placed.filter((t) => t.leading);
  const size = leading.reduce((s, t) => s + t.k, 0);
  const border = placed.reduce((s, t) => (t.leading ? s : s + t.levels * t.k), 0);
  const blocks = leading.length === 0 ? 0 : leading[0].levels;
  const { start, touched, entryOf } = couplings(placed, rowCount, blocks);
  const pattern: ArrowPattern = { blocks, size, border, start, touched };
  const dimension = blocks * size + border;
  return {
    dimension,
    terms: placed,
    pattern,
    arrowOf: arrowPositions(placed, dimension, pattern),
    pairs: placed.flatMap((_, u) =>
      placed.slice(0, u + 1).map((_, t) => pairLayout(placed, pattern, entryOf, t, u)),
    ),
  };
}

/** The first of the terms with most levels leads; so does every term that splits the rows alike. */
function placeTerms(terms: readonly LatentTerm[]): TermLayout[] {
  const most = terms.reduce((best, t) => Math.max(best, t.levels), 0);
  const head = terms.find((t) => t.levels === most);
  let start = 0;
  let leadAt = 0;
  let borderAt = 0;
  return terms.map((term) => {
    const leading = head !== undefined && sameLevels(term, head);
    const placed = { ...term, leading, start, offset: leading ? leadAt : borderAt };
    start += term.levels * term.k;
    if (leading) leadAt += term.k;
    else borderAt += term.levels * term.k;
    return placed;
  });
}

function sameLevels(a: LatentTerm, b: LatentTerm): boolean {
  return a === b || (a.levels === b.levels && a.index.every((level, i) => level === b.index[i]));
}

/**
 * Which border columns each leading block touches, and for each border term the number of the touched column where
 * row i's level begins.
 */
function couplings(
  terms: readonly TermLayout[],
  rowCount: number,
  blocks: number,
): { start: Int32Array; touched: Int32Array; entryOf: (Int32Array | null)[] } {
  const lead = terms.find((t) => t.leading);
  const start = new Int32Array(blocks + 1);
  const entryOf = terms.map((t) => (t.leading ? null : new Int32Array(rowCount)));
  if (lead === undefined || terms.every((t) => t.leading))
    return { start, touched: new Int32Array(0), entryOf };
  const touched: number[] = [];
  rowsByLevel(lead, rowCount).forEach((rows, j) => {
    const entries = new Map<number, number>();
    for (const [t, term] of terms.entries()) {
      if (term.leading) continue;
      const levels = [...new Set(Array.from(rows, (i) => term.index[i]))].sort((a, b) => a - b);
      for (const level of levels) {
        entries.set(term.offset + level * term.k, touched.length);
        for (let c = 0; c < term.k; c++) touched.push(term.offset + level * term.k + c);
      }
      const entry = entryOf[t] as Int32Array;
      for (const i of rows) entry[i] = entries.get(term.offset + term.index[i] * term.k) as number;
    }
    start[j + 1] = touched.length;
  });
  return { start, touched: Int32Array.from(touched), entryOf };
}

function rowsByLevel({ levels, index }: LatentTerm, rowCount: number): Int32Array[] {
  const counts = new Int32Array(levels);
  for (let i = 0; i < rowCount; i++) counts[index[i]]++;
  const rows = Array.from(counts, (n) => new Int32Array(n));
  counts.fill(0);
  for (let i = 0; i < rowCount; i++) rows[index[i]][counts[index[i]]++] = i;
  return rows;
}

function arrowPositions(
  terms: readonly TermLayout[],
  dimension: number,
  { blocks, size }: ArrowPattern,
): Int32Array {
  const arrowOf = new Int32Array(dimension);
  for (const { leading, start, offset, levels, k } of terms)
    for (let j = 0; j < levels; j++)
      for (let c = 0; c < k; c++)
        arrowOf[start + j * k + c] = leading ? j * size + offset + c : blocks * size + offset + j * k + c;
  return arrowOf;
}

function pairLayout(
  terms: readonly TermLayout[],
  { size, border }: ArrowPattern,
  entryOf: readonly (Int32Array | null)[],
  first: number,
  second: number,
): PairLayout {
  // where one of the two leads and the other does not, the leading one is t
  const swap = terms[second].leading && !terms[first].leading;
  const t = swap ? second : first;
  const u = swap ? first : second;
  const a = terms[t];
  const b = terms[u];
  if (!a.leading) {
    const base = a.index.map((level, i) => (b.offset + b.index[i] * b.k) * border + a.offset + level * a.k);
    return { t, u, part: 'border', base, stride: border };
  }
  if (b.leading) {
    const base = a.index.map((level) => (level * size + b.offset) * size + a.offset);
    return { t, u, part: 'lead', base, stride: size };
  }
  const base = (entryOf[u] as Int32Array).map((entry) => entry * size + a.offset);
  return { t, u, part: 'coupling', base, stride: size };
}
