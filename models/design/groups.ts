import { InputError } from '../../src/engine/errors.ts';
import { mainPredictor } from '../../src/engine/program/quantity.ts';
import type { Point } from '../covariance/structure.ts';
import { structures } from '../covariance/structures.ts';
import type { RandomTerm } from '../formula/index.ts';
import { groupClasses } from './classes.ts';
import { columnsOfTerms } from './columns.ts';
import { keepsOrder } from './declared.ts';
import type { GroupDesign } from './design.ts';
import { type Columns, isFactor } from './encode.ts';
import type { Frame } from './frame.ts';
import { knownCovariance } from './known.ts';
import { type Factor, factorOf, recode, sortedByLevel, toKnownLevels } from './levels.ts';
import { memberLevels, memberships } from './members.ts';
import { pointColumns } from './points.ts';
import { type PositionColumns, positionColumns } from './positions.ts';
import { timeColumns } from './times.ts';

/** The combinations of two factors that occur, `a_b`, ordered by the levels of the first, then of the second. */
function combine(a: Factor, b: Factor): Factor {
  const width = b.levels.length;
  const seen = new Map<number, number>();
  const codes = new Int32Array(a.codes.length);
  for (let i = 0; i < codes.length; i++) {
    const pair = a.codes[i] * width + b.codes[i];
    let code = seen.get(pair);
    if (code === undefined) {
      code = seen.size;
      seen.set(pair, code);
    }
    codes[i] = code;
  }
  const pairs = [...seen.keys()];
  const levels = pairs.map((pair) => `${a.levels[Math.floor(pair / width)]}_${b.levels[pair % width]}`);
  const order = pairs.map((_, code) => code).sort((p, q) => pairs[p] - pairs[q]);
  return recode({ levels, codes }, order);
}

function refuseSharedNames(group: string, levels: readonly string[]): void {
  const seen = new Set<string>();
  for (const level of levels) {
    if (seen.has(level)) {
      const message = `two levels of group "${group}" would be called "${level}"; rename the levels of one column`;
      throw new InputError(`data: ${message}`, { level });
    }
    seen.add(level);
  }
}

/** The grouping factor: levels in declared order where a column has one, else sorted by code point of their names. */
export function groupingFactor(
  { group, columns }: Pick<RandomTerm, 'group' | 'columns'>,
  frame: Frame,
): Factor {
  const combined = columns.map((name) => factorOf(frame, name)).reduce(combine);
  if (columns.length > 1) refuseSharedNames(group, combined.levels);
  const declared = columns.some((name) => keepsOrder(frame, name));
  return declared || columns.length === 1 ? combined : sortedByLevel(combined);
}

function settle(group: string, found: Factor, frame: Frame, least = 2): Factor {
  if (!frame.learning) return toKnownLevels(found, frame.groups.get(group) ?? []);
  if (found.levels.length < least) {
    const message = `group "${group}" has one level, "${found.levels[0]}"; a random term needs at least 2`;
    throw new InputError(`data: ${message}`, { levels: found.levels });
  }
  frame.groups.set(group, found.levels);
  return found;
}

/** A field over points may be one, of all rows; anything else would be a coefficient. */
function leastLevels({ structure }: RandomTerm): number {
  return structures[structure].coefficients === 'points' ? 1 : 2;
}

/** The levels of a term, and where each row stands among them. */
function levelsOf(term: RandomTerm, frame: Frame): Pick<GroupDesign, 'levels' | 'index' | 'members'> {
  if (term.members === null) {
    const { levels, codes } = settle(term.group, groupingFactor(term, frame), frame, leastLevels(term));
    return { levels, index: codes };
  }
  const found = { levels: memberLevels(term, frame), codes: new Int32Array(0) };
  const { levels } = settle(term.group, found, frame);
  return { levels, ...memberships(term, levels, frame) };
}

/** One random term at the kept rows. For new rows, a level the model has not seen has index -1. */
export function groupDesign(term: RandomTerm, frame: Frame, predictor = mainPredictor): GroupDesign {
  const { group, structure } = term;
  const { levels, index, members } = levelsOf(term, frame);
  const known = knownCovariance(term, levels, frame);
  const { names, columns, intercept, text, positions } = coefficientsOf(term, frame);
  refuseMany(term, names.length);
  const ones = intercept ? [new Float64Array(frame.kept.length).fill(1)] : [];
  const classes = groupClasses(term, { levels, codes: index }, frame);
  refuseManyClasses(term, classes, names.length + ones.length);
  return {
    predictor,
    id: term.id,
    group,
    levels,
    index,
    ...(members === undefined ? {} : { members }),
    ...(known === null ? {} : { known }),
    coefs: intercept ? ['Intercept', ...names] : names,
    columns: [...ones, ...columns],
    block: `${structure}(${text})`,
    classes,
    covariance: structure,
    ...(positions === undefined ? {} : { places: positions }),
  };
}

function refuseMany({ structure, group }: RandomTerm, count: number): void {
  const { most } = structures[structure];
  if (most === null || count <= most) return;
  throw new InputError(
    `design: ${structure}() over ${group} has ${count} coefficients, more than ${most}; take coarser levels`,
  );
}

/** Most coefficients of all classes together: a level carries those of the others along. */
const mostOfClasses = 40;

function refuseManyClasses({ by, group }: RandomTerm, classes: GroupDesign['classes'], k: number): void {
  if (classes === null || classes.names.length * k <= mostOfClasses) return;
  throw new InputError(
    `design: gr(${group}, by = ${by}) has ${classes.names.length} levels of ${by} with ${k} ${k === 1 ? 'coefficient' : 'coefficients'} each, more than ${mostOfClasses} in all; take coarser levels`,
  );
}

export interface Coefficients extends Columns {
  readonly intercept: boolean;
  /** What they are of: `1+x`, `f`, `t`. */
  readonly text: string;
  readonly positions?: readonly Point[];
}

function atPlaces({ names, columns, positions }: PositionColumns, text: string): Coefficients {
  return { names, columns, intercept: false, text, positions: positions.map((place) => [place]) };
}

/** The columns of a random term, intercept not among them, as its structure takes them. */
export function coefficientsOf({ structure, coefs }: RandomTerm, frame: Frame): Coefficients {
  const [first] = coefs.terms.length === 1 ? coefs.terms[0].variables : [];
  const alone = coefs.terms.length === 1 && coefs.terms[0].variables.length === 1;
  const { coefficients, most } = structures[structure];
  if (coefficients === 'times' && (first.kind === 'column' || first.kind === 'factor'))
    return {
      ...timeColumns(first, most ?? Number.POSITIVE_INFINITY, frame),
      intercept: false,
      text: first.text,
    };
  if (coefficients === 'places' && (first.kind === 'column' || first.kind === 'factor'))
    return atPlaces(positionColumns(first, most ?? Number.POSITIVE_INFINITY, frame), first.text);
  if (coefficients === 'points')
    return pointColumns(
      coefs.terms.map(({ text }) => text),
      coefs.terms.flatMap(({ variables }) => variables),
      most ?? Number.POSITIVE_INFINITY,
      frame,
    );
  if (coefficients === 'levels' && alone && isFactor(first, frame))
    return { ...columnsOfTerms({ ...coefs, intercept: false }, frame), intercept: false, text: first.text };
  const text = [coefs.intercept ? '1' : '0', ...coefs.terms.map((term) => term.text)].join('+');
  return { ...columnsOfTerms(coefs, frame), intercept: coefs.intercept, text };
}
