import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import { describeValue } from '../../src/engine/options.ts';
import type { ContrastCoding, ContrastName, OwnContrasts } from './contrastSpec.ts';
import { applyPoly, learnPoly } from './poly.ts';

const codings = {
  treatment: (levels: readonly string[]) => treatment(levels, 0),
  sum: (levels: readonly string[]) =>
    numbered(levels.length, (i, j, k) => (i === j ? 1 : i === k - 1 ? -1 : 0)),
  helmert: (levels: readonly string[]) =>
    numbered(levels.length, (i, j) => (i <= j ? -1 : i === j + 1 ? j + 1 : 0)),
  poly: polynomials,
  sdif: (levels: readonly string[]): ContrastCoding => ({
    ...numbered(levels.length, (i, j, k) => (i <= j ? (j + 1 - k) / k : (j + 1) / k)),
    names: levels.slice(1).map((level, j) => `${level}-${levels[j]}`),
  }),
} satisfies Record<ContrastName, (levels: readonly string[]) => ContrastCoding>;

/**
 * The coding of a factor with these levels.
 * Throws InputError for a name that is none, a reference that is no level, and a matrix of the wrong size or rank.
 */
export function contrastCoding(factor: string, spec: unknown, levels: readonly string[]): ContrastCoding {
  if (typeof spec === 'string') return namedCoding(factor, spec, levels);
  if (typeof spec === 'object' && spec !== null && 'matrix' in spec)
    return ownCoding(factor, spec as OwnContrasts, levels);
  throw complain(
    factor,
    `must be ${Object.keys(codings).join(', ')} or { matrix }, got ${describeValue(spec)}`,
  );
}

function complain(factor: string, problem: string): InputError {
  return new InputError(`contrasts: those of "${factor}" ${problem}`, { factor });
}

function namedCoding(factor: string, spec: string, levels: readonly string[]): ContrastCoding {
  const reference = /^treatment\((.*)\)$/su.exec(spec)?.[1].trim();
  if (reference !== undefined) {
    const at = levels.indexOf(reference);
    if (at >= 0) return treatment(levels, at);
    throw complain(
      factor,
      `have the reference "${reference}", which is no level${didYouMean(reference, levels)}`,
    );
  }
  if (Object.hasOwn(codings, spec)) return codings[spec as ContrastName](levels);
  const known = Object.keys(codings);
  throw complain(factor, `must be one of ${known.join(', ')}, got "${spec}"${didYouMean(spec, known)}`);
}

function treatment(levels: readonly string[], reference: number): ContrastCoding {
  const others = levels.flatMap((_, i) => (i === reference ? [] : [i]));
  return {
    names: others.map((i) => levels[i]),
    rows: levels.map((_, i) => others.map((other) => (i === other ? 1 : 0))),
  };
}

/** A column a level. */
export function contrastIdentity(levels: readonly string[]): ContrastCoding {
  return { names: levels, rows: levels.map((_, i) => levels.map((_, j) => (i === j ? 1 : 0))) };
}

/** k levels by k - 1 columns called 1, 2, ... */
function numbered(k: number, entry: (i: number, j: number, k: number) => number): ContrastCoding {
  const columns = Array.from({ length: k - 1 }, (_, j) => j);
  return {
    names: columns.map((j) => String(j + 1)),
    rows: Array.from({ length: k }, (_, i) => columns.map((j) => entry(i, j, k))),
  };
}

/** Orthonormal polynomials in the levels' numbers. */
function polynomials(levels: readonly string[]): ContrastCoding {
  const scores = Float64Array.from(levels, (_, i) => i + 1);
  const columns = applyPoly(scores, learnPoly(scores, levels.length - 1));
  return {
    names: columns.map((_, j) => ['.L', '.Q', '.C'][j] ?? `^${j + 1}`),
    rows: levels.map((_, i) => columns.map((column) => column[i])),
  };
}

function ownCoding(
  factor: string,
  { matrix, names }: OwnContrasts,
  levels: readonly string[],
): ContrastCoding {
  const k = levels.length;
  if (!Array.isArray(matrix) || !matrix.every(Array.isArray))
    throw complain(factor, 'need a matrix of numbers, a row a level');
  const width = matrix[0]?.length ?? 0;
  const isRectangular = matrix.every((row) => row.length === width && row.every(Number.isFinite));
  if (matrix.length !== k || !isRectangular || width < 1 || width > k - 1)
    throw complain(
      factor,
      `need a matrix of finite numbers with ${k} rows (${levels.join(', ')}) and 1 to ${k - 1} columns, got ${matrix.length} x ${width}`,
    );
  if (rankWithOnes(matrix) < width + 1)
    throw complain(factor, 'have columns that depend on one another or on the intercept');
  if (names !== undefined && (names.length !== width || new Set(names).size !== width))
    throw complain(factor, `need ${width} different names, got ${names.length}`);
  return { names: names ?? matrix[0].map((_, j) => String(j + 1)), rows: matrix };
}

/** Rank of [1 C] by elimination with pivots; entries below 1e-9 of a column's length are rounding. */
function rankWithOnes(matrix: readonly (readonly number[])[]): number {
  const columns = [matrix.map(() => 1), ...matrix[0].map((_, j) => matrix.map((row) => row[j]))];
  const basis: number[][] = [];
  for (const column of columns) {
    const size = lengthOf(column);
    const left = basis.reduce((a, q) => {
      const by = a.reduce((s, x, i) => s + x * q[i], 0);
      return a.map((x, i) => x - by * q[i]);
    }, column);
    const length = lengthOf(left);
    if (length > 1e-9 * size) basis.push(left.map((x) => x / length));
  }
  return basis.length;
}

function lengthOf(column: readonly number[]): number {
  return Math.sqrt(column.reduce((s, x) => s + x * x, 0));
}
