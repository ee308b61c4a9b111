import { InputError } from '../../src/engine/errors.ts';
import { type SparseRow, sparseRows } from '../../src/engine/linalg/sparse.ts';
import { compareCodePoints } from '../codePoints.ts';
import { describeArith, quoteName, type RandomTerm } from '../formula/index.ts';
import type { GroupDesign } from './design.ts';
import { evaluate } from './evaluate.ts';
import { type Frame, placeOf } from './frame.ts';
import { factorOf } from './levels.ts';

/** The levels of all columns, by code point: in no order of rows or columns. */
export function memberLevels({ columns }: Pick<RandomTerm, 'columns'>, frame: Frame): string[] {
  const all = new Set(columns.flatMap((name) => factorOf(frame, name).levels));
  return [...all].sort(compareCodePoints);
}

/**
 * Reads `mm(g1, g2, weights = cbind(w1, w2))` at the kept rows: equal weights where none are given, divided by their sum
 * unless `scale = FALSE`. A row with a level that `levels` has not gets the set -1.
 * Throws InputError for weights that are negative or sum to 0 where they are divided by their sum.
 */
export function memberships(
  term: RandomTerm,
  levels: readonly string[],
  frame: Frame,
): Required<Pick<GroupDesign, 'index' | 'members'>> {
  const rows = rowsOf(term, levels, frame);
  const texts = rows.map((row) => (row === null ? null : JSON.stringify(row)));
  const known = new Map<string, SparseRow>();
  rows.forEach((row, i) => {
    if (row !== null) known.set(texts[i] as string, row);
  });
  const sorted = [...known].sort(([, a], [, b]) => compareRows(a, b));
  const places = new Map(sorted.map(([text], at) => [text, at]));
  return {
    index: Int32Array.from(texts, (text) => (text === null ? -1 : (places.get(text) as number))),
    members: {
      sets: sparseRows(
        levels.length,
        sorted.map(([, row]) => row),
      ),
      words: wordsFor(term),
    },
  };
}

function wordsFor({ columns, members }: RandomTerm): string {
  const of = columns.map(quoteName).join(' and ');
  if (members?.weights == null) return `${of}, ${members?.scale === false ? 'each whole' : 'in equal parts'}`;
  const weights = members.weights.map((weight) => describeArith(weight)).join(' and ');
  return `${of}, weights ${weights}${members.scale ? ' over their sum' : ''}`;
}

/** The levels of each row, ascending, and how much it has of each; null for a row with a level that is not known. */
function rowsOf(term: RandomTerm, levels: readonly string[], frame: Frame): (SparseRow | null)[] {
  const code = new Map(levels.map((level, at) => [level, at]));
  const members = term.columns.map((name) => {
    const found = factorOf(frame, name);
    return Int32Array.from(found.codes, (at) => code.get(found.levels[at]) ?? -1);
  });
  const weights = weightsOf(term, frame);
  return Array.from({ length: frame.kept.length }, (_, i) => {
    const of = new Map<number, number>();
    members.forEach((codes, m) => {
      of.set(codes[i], (of.get(codes[i]) ?? 0) + weights[m][i]);
    });
    if (of.has(-1)) return null;
    return [...of].filter(([, weight]) => weight !== 0).sort(([a], [b]) => a - b);
  });
}

/** Weights of each column's level, a number a row. */
function weightsOf({ group, columns, members }: RandomTerm, frame: Frame): Float64Array[] {
  const rows = frame.kept.length;
  const given = members?.weights ?? null;
  const scale = members?.scale ?? true;
  const weights =
    given === null
      ? columns.map(() => new Float64Array(rows).fill(1))
      : given.map((weight) => evaluate(weight, frame).slice());
  for (let i = 0; i < rows; i++) {
    const all = weights.map((of) => of[i]);
    const sum = all.reduce((s, w) => s + w, 0);
    const got = `got ${all.join(' and ')} at ${placeOf(frame.table, frame.kept[i])}`;
    if (!all.every(Number.isFinite)) throw new InputError(`data: weights of ${group} must be finite, ${got}`);
    if (!scale) continue;
    if (all.some((w) => w < 0) || sum === 0)
      throw new InputError(
        `data: weights of ${group} are divided by their sum and must be >= 0 and not all 0, ${got}; scale = FALSE takes them as they are`,
      );
    for (const of of weights) of[i] /= sum;
  }
  return weights;
}

function compareRows(a: SparseRow, b: SparseRow): number {
  for (let e = 0; e < Math.min(a.length, b.length); e++) {
    const difference = a[e][0] - b[e][0] || a[e][1] - b[e][1];
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
