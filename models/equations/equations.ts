import type { Design, TermDesign } from '../design/design.ts';
import { groupsOf } from '../design/terms.ts';

/** Subscripts of the grouping factors; i is the row, n a number of trials. */
const subscripts = ['j', 'k', 'l', 'm', 'p', 'q', 'r', 's'];
/** Letters of their random effects. */
const letters = ['u', 'v', 'w', 't', 'x', 'z', 'a', 'c'];

/** A grouping factor; all random terms of one factor share its subscript and its letter. */
export interface Grouping {
  readonly name: string;
  readonly subscript: string;
  readonly letter: string;
  readonly levels: number;
  /** Level of every row; its set of levels where rows belong to several; null where a database holds the rows. */
  readonly index: Int32Array | null;
  /** How rows belong to several levels; null where a row has one. */
  readonly members: string | null;
}

/** A coefficient of the linear predictor with its fixed and random parts. */
export interface Coefficient {
  /** Column it multiplies; null for the intercept. */
  readonly column: string | null;
  /** 0 for the intercept, which need not be there; the others count from 1. */
  readonly number: number;
  readonly fixed: boolean;
  /** The factors it varies over. */
  readonly over: readonly Grouping[];
}

/** A predictor that is the same for all rows of a group: it belongs to the group's intercept, not to the rows. */
export interface GroupPredictor {
  readonly column: string;
  /** gamma_0m. */
  readonly number: number;
  readonly of: Grouping;
}

/** A design as textbooks write it: coefficients of the rows, predictors of the groups, and the factors' letters. */
export interface Equations {
  /** Of the mean's random terms. */
  readonly groupings: readonly Grouping[];
  /** Of all random terms, the mean's first. */
  readonly allGroupings: readonly Grouping[];
  /** Of the rows (level 1), intercept first. */
  readonly coefficients: readonly Coefficient[];
  /** Of the groups (level 2). */
  readonly groupPredictors: readonly GroupPredictor[];
  /** `ijk`: a row's subscripts. */
  readonly row: string;
}

export function equationsOf(design: Design): Equations {
  const allGroupings = groupingsOf(groupsOf(design), design.counts === undefined);
  const groupings = allGroupings.filter(({ name }) => design.groups.some(({ group }) => group === name));
  const groupPredictors = groupPredictorsOf(design, groupings);
  const ofGroups = new Set(groupPredictors.map(({ column }) => column));
  return {
    groupings,
    allGroupings,
    coefficients: coefficientsOf(design, groupings, ofGroups),
    groupPredictors,
    row: `i${allGroupings.map(({ subscript }) => subscript).join('')}`,
  };
}

/** `3j`, and `10,j` where digits would run together. */
export function subscripted(number: number, rest: string): string {
  return number < 10 ? `${number}${rest}` : [number, rest].filter((part) => part !== '').join(',');
}

/** Whether every level of `inner` lies within one level of `outer`, which has fewer. */
export function isNested(inner: Grouping, outer: Grouping): boolean {
  if (inner.members !== null || outer.members !== null || outer.index === null) return false;
  return inner.levels > outer.levels && isConstantWithin(Float64Array.from(outer.index), inner);
}

function groupingsOf(
  groups: readonly Pick<TermDesign, 'group' | 'levels' | 'index' | 'members'>[],
  hasRows: boolean,
): Grouping[] {
  const names = [...new Set(groups.map(({ group }) => group))];
  return names.map((name, g) => {
    const { levels, index, members } = groups[groups.findIndex(({ group }) => group === name)];
    return {
      name,
      subscript: subscripts[g] ?? `[${g + 1}]`,
      letter: letters[g] ?? `r${g + 1}`,
      levels: levels.length,
      index: hasRows ? index : null,
      members: members?.words ?? null,
    };
  });
}

/**
 * Fixed columns without random parts that are constant within the groups of a factor; the coarsest such factor. Groups
 * of one row each say nothing: every column is constant within those.
 */
function groupPredictorsOf(design: Design, groupings: readonly Grouping[]): GroupPredictor[] {
  const { fixed, groups, rows } = design;
  const hasIntercept = fixed.intercept || groups.some(({ coefs }) => coefs.includes('Intercept'));
  if (!hasIntercept) return [];
  const coarseFirst = groupings
    .filter(({ levels, members, index }) => members === null && index !== null && levels < rows)
    .sort((a, b) => a.levels - b.levels);
  const varying = new Set(groups.flatMap(({ coefs }) => coefs));
  const found: GroupPredictor[] = [];
  fixed.names.forEach((column, c) => {
    const of = coarseFirst.find((grouping) => isConstantWithin(fixed.columns[c], grouping));
    if (of !== undefined && !varying.has(column)) found.push({ column, number: found.length + 1, of });
  });
  return found;
}

function isConstantWithin(column: Float64Array, { levels, index }: Grouping): boolean {
  if (index === null) return false;
  const first = new Float64Array(levels).fill(Number.NaN);
  return index.every((level, row) => {
    if (Number.isNaN(first[level])) first[level] = column[row];
    return first[level] === column[row];
  });
}

function coefficientsOf(
  { fixed, groups }: Design,
  groupings: readonly Grouping[],
  ofGroups: ReadonlySet<string>,
): Coefficient[] {
  const overOf = (coef: string): Grouping[] => {
    const names = groups.filter(({ coefs }) => coefs.includes(coef)).map(({ group }) => group);
    return groupings.filter(({ name }) => names.includes(name));
  };
  const intercept = { column: null, number: 0, fixed: fixed.intercept, over: overOf('Intercept') };
  const varying = groups.flatMap(({ coefs }) => coefs).filter((coef) => coef !== 'Intercept');
  const columns = [...new Set([...fixed.names, ...varying])].filter((column) => !ofGroups.has(column));
  const others = columns.map((column, c) => ({
    column,
    number: c + 1,
    fixed: fixed.names.includes(column),
    over: overOf(column),
  }));
  return intercept.fixed || intercept.over.length > 0 ? [intercept, ...others] : others;
}
