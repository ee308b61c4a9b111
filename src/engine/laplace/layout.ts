import type { BlockPattern } from '../linalg/sparseCholesky/pattern.ts';
import type { LatentTerm } from './latentTerm.ts';
import { meetingColumns } from './meeting.ts';
import { type Meeting, meetings } from './meetings.ts';
import { nodePattern } from './nodePattern.ts';

/**
 * Where everything lies in Z'WZ seen as a sparse matrix of blocks. Terms that split the rows alike form a group; each of
 * its levels is a node, with the coefficients of all those terms. Two nodes meet where some row has both.
 *
 * Two orders meet: "theta order" is that of a program, term after term, `z[level * k + coefficient]`; "node order" goes
 * group after group, node after node.
 */
export interface LatentLayout {
  /** Number of group effects. */
  readonly dimension: number;
  readonly terms: readonly TermLayout[];
  readonly groups: readonly GroupLayout[];
  readonly pattern: BlockPattern;
  /** The group of each node. */
  readonly groupOf: Int32Array;
  /** `placeOf[p]` is the place in node order of theta position p. */
  readonly placeOf: Int32Array;
  /** Every two groups, and every group with itself. */
  readonly meetings: readonly Meeting[];
}

/** What of a term says where its effects stand. */
export type PlacedTerm = Omit<LatentTerm, 'growth'>;

export interface TermLayout extends PlacedTerm {
  /** First position in theta order; levels follow each other k apart. */
  readonly start: number;
  /** Number of its group. */
  readonly group: number;
  /** Its first coefficient among those of a node. */
  readonly within: number;
  /** Of mixed levels: room for the effects that each place has. */
  readonly atPlaces: Float64Array;
}

/** Terms that split the rows alike. */
export interface GroupLayout {
  readonly terms: readonly number[];
  readonly levels: number;
  /** Coefficients a node. */
  readonly size: number;
  /** Number of its first node. */
  readonly node: number;
  /** The level of each row, or its place where levels are mixed. */
  readonly index: Int32Array;
  readonly mixing: LatentTerm['mixing'];
  /** A column for each coefficient of a node; null for a column of ones. */
  readonly columns: readonly (Float64Array | null)[];
  readonly predictors: readonly number[];
  /** See `meetingColumns`. */
  readonly meets: Uint8Array | null;
}

export function latentLayout({ terms }: { readonly terms: readonly PlacedTerm[] }): LatentLayout {
  const groups = groupsOf(terms);
  const placed = placeTerms(terms, groups);
  const { pattern, cells } = nodePattern(groups);
  const groupOf = new Int32Array(pattern.sizes.length);
  groups.forEach(({ node, levels }, g) => {
    groupOf.fill(g, node, node + levels);
  });
  return {
    dimension: terms.reduce((n, { levels, k }) => n + levels * k, 0),
    terms: placed,
    groups,
    pattern,
    groupOf,
    placeOf: placesOf(placed, groups),
    meetings: meetings(groups, pattern, cells),
  };
}

/** Terms of mixed levels have a group each. */
function groupsOf(terms: readonly PlacedTerm[]): GroupLayout[] {
  const groups: GroupLayout[] = [];
  const left = new Set(terms.keys());
  let node = 0;
  for (const t of terms.keys()) {
    if (!left.has(t)) continue;
    const alike = [...left].filter((u) => u === t || splitAlike(terms[t], terms[u]));
    for (const u of alike) left.delete(u);
    const { levels, index, mixing } = terms[t];
    const columns = alike.flatMap((u) => terms[u].columns);
    const [size, predictors] = [columns.length, alike.flatMap((u) => terms[u].predictors)];
    const meets = meetingColumns({ k: size, columns, index });
    groups.push({ terms: alike, levels, size, node, index, mixing, columns, predictors, meets });
    node += levels;
  }
  return groups;
}

function splitAlike(a: PlacedTerm, b: PlacedTerm): boolean {
  if (a.mixing !== undefined || b.mixing !== undefined || a.levels !== b.levels) return false;
  return a.index === b.index || a.index.every((level, i) => level === b.index[i]);
}

function placeTerms(terms: readonly PlacedTerm[], groups: readonly GroupLayout[]): TermLayout[] {
  let start = 0;
  return terms.map((term, t) => {
    const { k, levels, mixing } = term;
    const group = groups.findIndex((of) => of.terms.includes(t));
    const before = groups[group].terms.filter((u) => u < t);
    const within = before.reduce((n, u) => n + terms[u].k, 0);
    const atPlaces = new Float64Array(mixing === undefined ? 0 : mixing.rows * k);
    start += levels * k;
    return { ...term, group, within, atPlaces, start: start - levels * k };
  });
}

function placesOf(terms: readonly TermLayout[], groups: readonly GroupLayout[]): Int32Array {
  const places: number[] = [];
  let first = 0;
  const firstOf = groups.map(({ size, levels }) => {
    first += size * levels;
    return first - size * levels;
  });
  for (const { group, within, levels, k } of terms)
    for (let j = 0; j < levels; j++)
      for (let c = 0; c < k; c++) places.push(firstOf[group] + j * groups[group].size + within + c);
  return Int32Array.from(places);
}
