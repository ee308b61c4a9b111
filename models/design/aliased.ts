import type { Note } from '../notes.ts';
import type { FixedDesign, GroupDesign } from './design.ts';

/** Of one linear predictor, groups whose effects the data cannot tell apart: from those of another term, or from the population effects. */
export function aliasedNotes({
  fixed,
  groups,
}: {
  readonly fixed: FixedDesign;
  readonly groups: readonly GroupDesign[];
}): Note[] {
  const plain = groups.filter(isPlain);
  const pairs = plain.flatMap((a, i) => plain.slice(i + 1).flatMap((b) => sameNote(a, b)));
  return [...pairs, ...plain.flatMap((group) => toldNote(fixed, group))];
}

/** Levels that are independent and alike, a row in one of them. */
function isPlain({ smooth, members, known, classes, places }: GroupDesign): boolean {
  return smooth === undefined && members === undefined && known === undefined && classes === null && !places;
}

function sameNote(a: GroupDesign, b: GroupDesign): Note[] {
  if (!groupsAlike(a, b)) return [];
  const shared = a.coefs.filter((_, c) => b.columns.some((column) => isEqual(column, a.columns[c])));
  if (shared.length === 0) return [];
  const groups = a.group === b.group ? `two terms of ${a.group}` : `${a.group} and ${b.group}`;
  const text = `${groups} group the rows alike: of ${shared.join(', ')} only the sum of both variances is known; keep one of them`;
  return [{ kind: 'aliased', text }];
}

/** Whether levels of one are levels of the other, under other names or not. */
function groupsAlike(a: GroupDesign, b: GroupDesign): boolean {
  if (a.levels.length !== b.levels.length) return false;
  const other = new Int32Array(a.levels.length).fill(-1);
  for (let i = 0; i < a.index.length; i++) {
    const level = a.index[i];
    if (other[level] < 0) other[level] = b.index[i];
    else if (other[level] !== b.index[i]) return false;
  }
  return new Set(other).size === other.length;
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, i) => value === b[i]);
}

/** Where as many independent columns are constant within levels as there are levels, they tell every level by itself. */
function toldNote({ intercept, columns }: FixedDesign, group: GroupDesign): Note[] {
  const levels = group.levels.length;
  const own = intercept ? 1 : 0;
  const isShared = group.columns.some((column) => column.every((value) => value === 1));
  if (!isShared || columns.length + own < levels) return [];
  const constant = columns.filter((column) => isConstantWithin(column, group)).length + own;
  if (constant < levels) return [];
  const text = `the population effects tell every level of ${group.group} by itself: nothing is left for the sd of its intercepts; keep one of the two`;
  return [{ kind: 'aliased', text }];
}

function isConstantWithin(column: Float64Array, { index, levels }: GroupDesign): boolean {
  const value = new Float64Array(levels.length).fill(Number.NaN);
  return column.every((x, i) => {
    if (Number.isNaN(value[index[i]])) value[index[i]] = x;
    return value[index[i]] === x;
  });
}
