import type { ArrowPattern } from '../linalg/arrow.ts';
import type { LatentTerm } from './latentModel.ts';
import { meetingColumns } from './meeting.ts';

/**
 * Where everything lies in Z'WZ seen as a block-arrow matrix. Terms that split the rows alike form a stage; the stage
 * with most levels comes first, then what it is nested in, and so on; terms crossed with those are the dense border.
 *
 * Two orders meet: "theta order" is that of a program, term after term, `z[level * k + coefficient]`; "arrow order" goes
 * by stages, each level's coefficients together, then the border.
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

/** What of a term says where its effects stand. */
export type PlacedTerm = Omit<LatentTerm, 'growth'>;

export interface TermLayout extends PlacedTerm {
  /** First position in theta order; levels follow each other k apart. */
  readonly start: number;
  /** Number of its stage, which is a depth of the arrow matrix; `stages` for the dense border. */
  readonly stage: number;
  /** First position in arrow order. */
  readonly first: number;
  /** How far apart levels lie in arrow order: the rows of its stage's leading blocks, or k in the dense border. */
  readonly stride: number;
  /** See `meetingColumns`. */
  readonly meets: Uint8Array | null;
}

/**
 * For terms t and u, where a row's product x_ta x_ub goes: `base[i] + a + b * stride` of `part` at `depth`, which is the
 * lower triangle where t and u are one term and b >= a.
 */
export interface PairLayout {
  readonly t: number;
  readonly u: number;
  readonly depth: number;
  readonly part: 'lead' | 'coupling' | 'border';
  readonly base: Int32Array;
  readonly stride: number;
  /** Where t and u are one term: `base` of a row at level j. */
  readonly diagonal: ((j: number) => number) | null;
}

/** A leading block diagonal of the arrow: where it begins, and what its blocks touch. */
interface Stage {
  readonly first: number;
  readonly blocks: number;
  readonly size: number;
  readonly start: Int32Array;
  readonly touched: Int32Array;
  /** For each later term, the touched column where row i's level begins. */
  readonly entryOf: ReadonlyMap<TermLayout, Int32Array>;
}

export function latentLayout({ terms }: { readonly terms: readonly PlacedTerm[] }): LatentLayout {
  const dimension = terms.reduce((n, { levels, k }) => n + levels * k, 0);
  const groups = intoStages(terms);
  const placed = placeTerms(terms, groups);
  const stages = groups.map((_, depth) => stageOf(placed, depth));
  return {
    dimension,
    terms: placed,
    pattern: patternFrom(stages, 0, dimension),
    arrowOf: arrowPositions(placed, dimension),
    pairs: placed.flatMap((_, u) =>
      placed.slice(0, u + 1).map((_, t) => pairLayout(placed, stages, dimension, t, u)),
    ),
  };
}

/** The stages, each a set of terms that split the rows alike. What is in none of them is the border, and so are mixed levels. */
function intoStages(terms: readonly PlacedTerm[]): PlacedTerm[][] {
  const stages: PlacedTerm[][] = [];
  let left = terms.filter(({ mixed }) => mixed === undefined);
  let head = mostLevels(left);
  while (head !== null) {
    const found = head;
    stages.push(left.filter((t) => t.index.every((level, i) => level === found.index[i])));
    left = left.filter((t) => !stages.flat().includes(t));
    head = mostLevels(left.filter((t) => isNested(found, t)));
  }
  return stages;
}

/** The first of the terms with most levels. */
function mostLevels(terms: readonly PlacedTerm[]): PlacedTerm | null {
  return terms.reduce<PlacedTerm | null>(
    (best, t) => (best === null || t.levels > best.levels ? t : best),
    null,
  );
}

/** Whether all rows of a level of `a` are in one level of `b`. */
function isNested(a: PlacedTerm, b: PlacedTerm): boolean {
  const parent = new Int32Array(a.levels).fill(-1);
  return a.index.every((level, i) => {
    if (parent[level] < 0) parent[level] = b.index[i];
    return parent[level] === b.index[i];
  });
}

function placeTerms(terms: readonly PlacedTerm[], groups: readonly PlacedTerm[][]): TermLayout[] {
  const where = new Map<PlacedTerm, Pick<TermLayout, 'stage' | 'first' | 'stride'>>();
  let at = 0;
  groups.forEach((group, stage) => {
    const stride = group.reduce((size, t) => size + t.k, 0);
    let first = at;
    for (const term of group) {
      where.set(term, { stage, first, stride });
      first += term.k;
    }
    at += stride * group[0].levels;
  });
  for (const term of terms) {
    if (where.has(term)) continue;
    where.set(term, { stage: groups.length, first: at, stride: term.k });
    at += term.k * term.levels;
  }
  let start = 0;
  return terms.map((term) => {
    const at = where.get(term) as Pick<TermLayout, 'stage' | 'first' | 'stride'>;
    const placed = { ...term, ...at, start, meets: meetingColumns(term) };
    start += term.levels * term.k;
    return placed;
  });
}

function stageOf(terms: readonly TermLayout[], depth: number): Stage {
  const [head] = terms.filter((t) => t.stage === depth).sort((a, b) => a.first - b.first);
  const later = terms.filter((t) => t.stage > depth);
  const { first, levels: blocks, stride: size } = head;
  const borderAt = first + blocks * size;
  const start = new Int32Array(blocks + 1);
  const touched: number[] = [];
  const entryOf = new Map(later.map((t) => [t, new Int32Array(head.index.length)]));
  rowsByLevel(head).forEach((rows, j) => {
    const columns = new Set<number>();
    for (const t of later)
      for (const i of rows)
        for (let c = 0; c < t.k; c++) columns.add(t.first + t.index[i] * t.stride + c - borderAt);
    const entry = new Map<number, number>();
    for (const column of [...columns].sort((a, b) => a - b)) entry.set(column, touched.push(column) - 1);
    for (const [t, entries] of entryOf)
      for (const i of rows) entries[i] = entry.get(t.first + t.index[i] * t.stride - borderAt) as number;
    start[j + 1] = touched.length;
  });
  return { first, blocks, size, start, touched: Int32Array.from(touched), entryOf };
}

function rowsByLevel({ levels, index }: PlacedTerm): Int32Array[] {
  const counts = new Int32Array(levels);
  for (const level of index) counts[level]++;
  const rows = Array.from(counts, (n) => new Int32Array(n));
  counts.fill(0);
  index.forEach((level, i) => {
    rows[level][counts[level]++] = i;
  });
  return rows;
}

function patternFrom(stages: readonly Stage[], depth: number, dimension: number): ArrowPattern {
  if (stages.length === 0)
    return {
      blocks: 0,
      size: 0,
      border: dimension,
      start: new Int32Array(1),
      touched: new Int32Array(0),
      rest: null,
    };
  const { first, blocks, size, start, touched } = stages[depth];
  const rest = depth + 1 < stages.length ? patternFrom(stages, depth + 1, dimension) : null;
  return { blocks, size, border: dimension - first - blocks * size, start, touched, rest };
}

function arrowPositions(terms: readonly TermLayout[], dimension: number): Int32Array {
  const arrowOf = new Int32Array(dimension);
  for (const { start, first, stride, levels, k } of terms)
    for (let j = 0; j < levels; j++)
      for (let c = 0; c < k; c++) arrowOf[start + j * k + c] = first + j * stride + c;
  return arrowOf;
}

/** Where all terms are in the border. */
const noStage: Pick<Stage, 'first' | 'blocks' | 'size' | 'entryOf'> = {
  ...{ first: 0, blocks: 0, size: 0 },
  entryOf: new Map(),
};

function pairLayout(
  terms: readonly TermLayout[],
  stages: readonly Stage[],
  dimension: number,
  one: number,
  other: number,
): PairLayout {
  // the one eliminated first is t; within a stage, positions ascend with the terms
  const swap = terms[other].stage < terms[one].stage;
  const [t, u] = swap ? [other, one] : [one, other];
  const [a, b] = [terms[t], terms[u]];
  const depth = Math.max(0, Math.min(a.stage, stages.length - 1));
  const { first, blocks, size, entryOf } = stages[depth] ?? noStage;
  if (a.stage < stages.length && b.stage > a.stage) {
    const base = (entryOf.get(b) as Int32Array).map((entry) => entry * size + a.first - first);
    return { t, u, depth, part: 'coupling', base, stride: size, diagonal: null };
  }
  const leads = a.stage < stages.length;
  const from = leads ? first : first + blocks * size;
  const stride = leads ? size : dimension - from;
  // a leading block has its own rows and columns; the dense border has one origin for all
  const slot = (j: number, l: number): number =>
    (b.first - from + l * b.stride) * stride + a.first - from + (leads ? 0 : j * a.stride);
  return {
    t,
    u,
    depth,
    part: leads ? 'lead' : 'border',
    base: a.index.map((j, i) => slot(j, b.index[i])),
    stride,
    diagonal: t === u ? (j) => slot(j, j) : null,
  };
}
