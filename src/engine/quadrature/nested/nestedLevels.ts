import { pickRows, pickTerm } from '../../density/mergedRows.ts';
import { perRows } from '../../density/perRows.ts';
import type { Program, TermProgram } from '../../program/program.ts';
import { type DistinctLevels, distinctLevels } from '../distinctLevels.ts';

/** Two factors, each with a scalar effect a level, the inner one's levels within the outer one's. */
export interface NestedLevels {
  /** Inner levels, those of an outer level together; equal ones of an outer level are one. The program's only term is theirs. */
  readonly inner: DistinctLevels;
  /** The inner levels of the outer level number c of these are from[c] to before from[c + 1]. */
  readonly from: Int32Array;
  /** The outer level of the program that each stands for: those that have rows. */
  readonly outer: Int32Array;
  /** For each distinct inner level, the levels of the program that it stands for. */
  readonly members: readonly (readonly number[])[];
  /** The places of inner and outer factor among the terms. */
  readonly terms: { readonly inner: number; readonly outer: number };
}

/** Which of two terms is within the other, by the levels that rows have; null where neither is. */
export function nesting({
  terms,
}: Pick<Program, 'terms'>): { readonly inner: number; readonly outer: number } | null {
  if (terms.length !== 2) return null;
  const inner = terms[0].levels.length >= terms[1].levels.length ? 0 : 1;
  const outer = 1 - inner;
  return parentsOf(terms[inner], terms[outer]) === null ? null : { inner, outer };
}

/** For each level of a term the level of another that all its rows have, -1 where it has no rows; null where rows of one have several. */
function parentsOf(inner: TermProgram, outer: TermProgram): Int32Array | null {
  const parent = new Int32Array(inner.levels.length).fill(-1);
  for (let i = 0; i < inner.index.length; i++) {
    const level = inner.index[i];
    if (parent[level] >= 0 && parent[level] !== outer.index[i]) return null;
    parent[level] = outer.index[i];
  }
  return parent;
}

/** Found once for the same rows. Throws RangeError where the program has no two nested factors. */
export const nestedLevels: (program: Program) => NestedLevels = perRows(findNestedLevels);

function findNestedLevels(program: Program): NestedLevels {
  const places = nesting(program);
  if (places === null) throw new RangeError('quadrature: neither factor is within the other');
  const { rows } = program;
  const [inner, outer] = [program.terms[places.inner], program.terms[places.outer]];
  const order = Array.from({ length: rows.count }, (_, i) => i).sort(
    (a, b) => outer.index[a] - outer.index[b] || inner.index[a] - inner.index[b] || a - b,
  );
  // numbered in the order of their rows; the outer level is part of what tells levels apart
  const number = new Map<number, number>();
  for (const i of order) if (!number.has(inner.index[i])) number.set(inner.index[i], number.size);
  const levels = [...number.keys()];
  const term: TermProgram = {
    ...pickTerm(inner, order),
    levels: levels.map((level) => inner.levels[level]),
    index: Int32Array.from(order, (i) => number.get(inner.index[i]) as number),
  };
  const parentOfRow = Int32Array.from(order, (i) => outer.index[i]);
  const sorted: Program = {
    ...program,
    rows: {
      ...pickRows(rows, order),
      weights: rows.weights && Float64Array.from(order, (i) => (rows.weights as Float64Array)[i]),
    },
    terms: [term],
  };
  const distinct = distinctLevels(sorted, Float64Array.from(parentOfRow));
  const members: number[][] = Array.from(distinct.count, () => []);
  distinct.of.forEach((c, level) => {
    members[c].push(levels[level]);
  });
  const parents = parentsOf(inner, outer) as Int32Array;
  const parentOf = (c: number): number => parents[members[c][0]];
  const from: number[] = [];
  members.forEach((_, c) => {
    if (c === 0 || parentOf(c) !== parentOf(c - 1)) from.push(c);
  });
  return {
    inner: distinct,
    from: Int32Array.of(...from, members.length),
    outer: Int32Array.from(from, parentOf),
    members,
    terms: places,
  };
}
