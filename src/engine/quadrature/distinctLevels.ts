import { pickRows, pickTerm } from '../density/mergedRows.ts';
import { type Program, predictorsOf, type TermProgram } from '../program/program.ts';

/** A program with one scalar effect a level, and of levels with the same rows only one. */
export interface DistinctLevels {
  /** Levels without rows are left out, those of equal rows but for the first too. */
  readonly program: Program;
  /** For each level of the program given, the one that stands for it; -1 where it has no rows. */
  readonly of: Int32Array;
  /** How many levels each distinct one stands for. */
  readonly count: Float64Array;
  /** The rows of distinct level c are from[c] to before from[c + 1]. */
  readonly from: Int32Array;
}

/**
 * Rows of a level must stand together, as those of the only factor do. Levels are compared by all that a row's density reads,
 * and by one more number of each row where there is one.
 */
export function distinctLevels(program: Program, apart: Float64Array | null = null): DistinctLevels {
  const [term] = program.terms;
  const ranges = rangesOf(term);
  const describe = describer(program, apart);
  const known = new Map<string, number>();
  const of = new Int32Array(term.levels.length).fill(-1);
  const chosen: { level: number; count: number }[] = [];
  ranges.forEach(({ from, to }, level) => {
    if (from === to) return;
    const key = describe(from, to);
    const found = known.get(key);
    if (found === undefined) known.set(key, chosen.push({ level, count: 0 }) - 1);
    of[level] = found ?? chosen.length - 1;
    chosen[of[level]].count++;
  });
  const rows: number[] = [];
  const from = new Int32Array(chosen.length + 1);
  const index: number[] = [];
  chosen.forEach(({ level }, c) => {
    for (let i = ranges[level].from; i < ranges[level].to; i++) {
      rows.push(i);
      index.push(c);
    }
    from[c + 1] = rows.length;
  });
  const levels = chosen.map(({ level }) => term.levels[level]);
  const reduced = { ...pickTerm(term, rows), levels, index: Int32Array.from(index) };
  return {
    program: {
      ...program,
      rows: { ...pickRows(program.rows, rows), weights: pickWeights(program, rows) },
      terms: [reduced],
    },
    of,
    count: Float64Array.from(chosen, ({ count }) => count),
    from,
  };
}

const pickWeights = ({ rows }: Program, chosen: readonly number[]): Float64Array | null => {
  const { weights } = rows;
  return weights === null ? null : Float64Array.from(chosen, (row) => weights[row]);
};

/** The rows of each level, none where from = to. */
function rangesOf({ levels, index }: TermProgram): { from: number; to: number }[] {
  const ranges = levels.map(() => ({ from: 0, to: 0 }));
  index.forEach((level, i) => {
    if (ranges[level].to === 0) ranges[level].from = i;
    ranges[level].to = i + 1;
  });
  return ranges;
}

/** The same text for rows that are equal in all that their density reads. */
function describer(
  { rows, terms }: Program,
  apart: Float64Array | null,
): (from: number, to: number) => string {
  const columns = [
    ...terms.flatMap(({ columns }) => columns),
    ...[rows.y, rows.trials, rows.weights, ...(rows.known ?? []).map(({ values }) => values)],
    ...predictorsOf(rows).map(({ offset }) => offset),
    apart,
  ].filter((column) => column !== null);
  const wide = predictorsOf(rows);
  return (from, to) => {
    const parts = [
      ...columns.map((column) => column.subarray(from, to)),
      ...wide.map(({ x, width }) => x.subarray(from * width, to * width)),
    ];
    return parts.map((part) => part.join(' ')).join('|');
  };
}
