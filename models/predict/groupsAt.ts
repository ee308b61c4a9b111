import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import { transposedTimesBlocks } from '../../src/engine/linalg/sparse.ts';
import { compareCodePoints } from '../codePoints.ts';
import type { GroupDesign } from '../design/design.ts';
import { type Frame, placeOf, showSome } from '../design/frame.ts';
import { coefficientsOf, groupingFactor } from '../design/groups.ts';
import { type Factor, factorOf, toKnownLevels } from '../design/levels.ts';
import { memberLevels, memberships } from '../design/members.ts';
import type { RandomTerm } from '../formula/index.ts';
import type { GroupRule } from './types.ts';

/** One random term at the rows of a prediction: levels that the model has seen, then those that it has not. */
export interface GroupAt extends GroupDesign {
  /** How many of the levels the model has seen. */
  readonly seen: number;
  /** Class of each row, where levels are of classes with a covariance each and it matters. */
  readonly classAt: Int32Array | null;
  /**
   * Of an average over groups: Var(eta) of each row is this times z'Gz, where levels vary together or rows belong to several;
   * null for 1 each.
   */
  readonly shares: Float64Array | null;
}

/** What is read of random terms. */
export interface GroupReading {
  readonly groups: GroupRule;
  readonly newLevels: 'error' | 'draw';
}

/** The term with the columns alone that are read of it: levels matter to an average where they vary together. */
export function readTerm(term: RandomTerm, groups: GroupRule): RandomTerm {
  const needsLevels = groups === 'given' || term.known !== null || term.members !== null;
  return needsLevels ? term : { ...term, columns: [] };
}

/** A term at the model's own rows. */
export function ownGroup(own: GroupDesign, groups: GroupRule): GroupAt {
  const { levels, index, classes } = own;
  const classAt = classes === null ? null : index.map((level) => classes.of[level]);
  return withShares({ ...own, seen: levels.length, classAt, shares: null }, groups);
}

/** A term at new rows, its columns as the model's are. */
export function groupAt(term: RandomTerm, own: GroupDesign, frame: Frame, reading: GroupReading): GroupAt {
  const { columns, intercept } = coefficientsOf(term, frame);
  const ones = intercept ? [new Float64Array(frame.kept.length).fill(1)] : [];
  const placed = { ...own, columns: [...ones, ...columns], ...levelsAt(term, own, frame, reading) };
  const at = { ...placed, seen: own.levels.length, classAt: null, shares: null };
  return withShares(withClasses(at, term, frame, reading.groups), reading.groups);
}

type Placed = Pick<GroupAt, 'levels' | 'index' | 'members'>;

function levelsAt(
  term: RandomTerm,
  { levels: seen }: GroupDesign,
  frame: Frame,
  { groups, newLevels }: GroupReading,
): Placed {
  if (readTerm(term, groups).columns.length === 0)
    return { levels: seen, index: new Int32Array(frame.kept.length) };
  const found = term.members === null ? groupingFactor(term, frame) : null;
  const labels = found?.levels ?? memberLevels(term, frame);
  const known = new Set(seen);
  const fresh = labels.filter((label) => !known.has(label)).sort(compareCodePoints);
  const mayBeNew = term.known === null && (newLevels === 'draw' || groups !== 'given');
  if (fresh.length > 0 && !mayBeNew) refuseNew(term, fresh, frame, found);
  const levels = [...seen, ...fresh];
  return found === null
    ? { levels, ...memberships(term, levels, frame) }
    : { levels, index: toKnownLevels(found, levels).codes };
}

function refuseNew(
  { group, known, columns }: RandomTerm,
  fresh: readonly string[],
  frame: Frame,
  found: Factor | null,
): never {
  const [level] = fresh;
  const row =
    found === null
      ? rowOfMember(columns, level, frame)
      : found.codes.findIndex((code) => found.levels[code] === level);
  const others = fresh.length === 1 ? '' : `, and ${fresh.length - 1} more`;
  const remedy =
    known === null
      ? worded`draw new levels from their distribution (${{ kind: 'newLevels' }}), or take groups "averaged" (${{ kind: 'groups', rule: 'averaged' }})`
      : worded`its covariance with the others is not in ${known.name}; take groups "typical" (${{ kind: 'groups', rule: 'typical' }})`;
  throw new InputError(
    worded`data: "${group}" is "${level}" at ${placeOf(frame.table, frame.kept[row])}, a level the model has not seen${others}; ${remedy}`,
    { level, levels: showSome(fresh) },
  );
}

function rowOfMember(columns: readonly string[], level: string, frame: Frame): number {
  const rows = columns.map((name) => {
    const { levels, codes } = factorOf(frame, name);
    return codes.findIndex((code) => levels[code] === level);
  });
  return Math.min(...rows.filter((row) => row >= 0));
}

/** The classes of rows: those of levels that were seen, else as the column says, which must be one a level. */
function withClasses(at: GroupAt, { by, group }: RandomTerm, frame: Frame, groups: GroupRule): GroupAt {
  const { classes, seen, levels, index } = at;
  if (by === null || classes === null) return at;
  const { codes } = knownClasses(by, classes.names, frame);
  if (groups !== 'given') return { ...at, classAt: codes };
  const of = new Int32Array(levels.length).fill(-1);
  of.set(classes.of);
  const classAt = codes.map((code, i) => {
    const level = index[i];
    if (of[level] < 0) of[level] = code;
    if (level < seen || of[level] === code) return of[level];
    throw new InputError(
      `data: gr(${group}, by = ${by}) needs one value of "${by}" in each level of ${group}, and "${levels[level]}" has another one at ${placeOf(frame.table, frame.kept[i])}`,
    );
  });
  return { ...at, classes: { ...classes, of }, classAt };
}

function knownClasses(by: string, names: readonly string[], frame: Frame): Factor {
  const factor = factorOf(frame, by);
  const classes = toKnownLevels({ ...factor, levels: factor.levels.map((level) => by + level) }, names);
  const bad = classes.codes.indexOf(-1);
  if (bad < 0) return classes;
  const level = factor.levels[factor.codes[bad]];
  throw new InputError(
    `data: "${by}" is "${level}" at ${placeOf(frame.table, frame.kept[bad])}, of which the model has no group (have: ${showSome(names.map((name) => name.slice(by.length)))})`,
    { level },
  );
}

/** sum_m (C'w)_m^2 for the weights w of a row over the levels, C C' being their covariance. */
function withShares(at: GroupAt, groups: GroupRule): GroupAt {
  const { known, members, index, levels } = at;
  if (groups !== 'averaged' || (known === undefined && members === undefined)) return at;
  const count = members?.sets.rows ?? levels.length;
  const weights = new Float64Array(levels.length);
  const mixed = new Float64Array(levels.length);
  const squares = Float64Array.from({ length: count }, (_, place) => {
    weights.fill(0);
    if (members === undefined) weights[place] = 1;
    else
      for (let e = members.sets.start[place]; e < members.sets.start[place + 1]; e++)
        weights[members.sets.column[e]] = members.sets.values[e];
    if (known === undefined) mixed.set(weights);
    else transposedTimesBlocks(known.root, 1, weights, mixed);
    return mixed.reduce((sum, x) => sum + x * x, 0);
  });
  return { ...at, shares: Float64Array.from(index, (place) => squares[place]) };
}
