import { InputError } from '../../src/engine/errors.ts';
import { choleskyInPlace } from '../../src/engine/linalg/cholesky.ts';
import { describeValue } from '../../src/engine/options.ts';
import { showSome } from './frame.ts';
import type { NamedMatrix } from './matrixSpec.ts';

/** As `NamedMatrix`, checked: n x n, row-major, exactly symmetric. */
export interface CheckedMatrix {
  readonly names: readonly string[];
  readonly values: Float64Array;
}

/** Entries across the diagonal may differ by this share of their size: what rounding in a file leaves. */
const rounding = 1e-6;
/** A pivot below this share of its diagonal entry is none: a level is a combination of others. */
const leastPivot = 1e-10;

/** Throws InputError where a matrix is not square, finite and symmetric, or a name stands twice, with where. */
export function checkMatrix(name: string, given: NamedMatrix): CheckedMatrix {
  const complain = (problem: string): InputError =>
    new InputError(`cov: "${name}" ${problem}`, { matrix: name });
  if (
    typeof given !== 'object' ||
    given === null ||
    !Array.isArray(given.names) ||
    given.values === undefined
  )
    throw complain(`must be { names, values }, got ${describeValue(given)}`);
  const { names } = given;
  const n = names.length;
  const seen = new Set<string>();
  for (const level of names) {
    if (typeof level !== 'string')
      throw complain(`must have names that are text, got ${describeValue(level)}`);
    if (seen.has(level)) throw complain(`has the name "${level}" twice`);
    seen.add(level);
  }
  const values = flatValues(given, complain);
  const at = (i: number, j: number): string => `at [${names[i]}, ${names[j]}]`;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const [a, b] = [values[i * n + j], values[j * n + i]];
      if (!Number.isFinite(a)) throw complain(`must hold finite numbers, got ${a} ${at(i, j)}`);
      if (!Number.isFinite(b)) throw complain(`must hold finite numbers, got ${b} ${at(j, i)}`);
      if (Math.abs(a - b) > rounding * Math.max(Math.abs(a), Math.abs(b)))
        throw complain(`must be symmetric, got ${a} ${at(i, j)} and ${b} ${at(j, i)}`);
      values[i * n + j] = values[j * n + i] = (a + b) / 2;
    }
  return { names, values };
}

function flatValues({ names, values }: NamedMatrix, complain: (problem: string) => InputError): Float64Array {
  const n = names.length;
  if (values instanceof Float64Array) {
    if (values.length === n * n) return values.slice();
    throw complain(`must hold ${n} x ${n} numbers for its ${n} names, got ${values.length}`);
  }
  if (values.length !== n) throw complain(`must have a row a name, ${n} of them, got ${values.length}`);
  const out = new Float64Array(n * n);
  values.forEach((row, i) => {
    if (row.length !== n)
      throw complain(`must be square, ${n} x ${n}, got ${row.length} numbers in row "${names[i]}"`);
    out.set(Array.from(row), i * n);
  });
  return out;
}

/** The matrix of some of its names, in their order. Throws InputError that lists those it has not. */
export function ofNames(
  matrix: string,
  { names, values }: CheckedMatrix,
  wanted: readonly string[],
  what: string,
): Float64Array {
  const places = new Map(names.map((name, i) => [name, i]));
  const lacking = wanted.filter((name) => !places.has(name));
  if (lacking.length > 0)
    throw new InputError(
      `cov: "${matrix}" has no ${lacking.length === 1 ? 'row' : 'rows'} for ${what} ${showSome(lacking)} (its names: ${showSome(names, 6)})`,
      { matrix, lacking },
    );
  const at = wanted.map((name) => places.get(name) as number);
  const n = names.length;
  return Float64Array.from({ length: at.length ** 2 }, (_, e) => {
    return values[at[Math.floor(e / at.length)] * n + at[e % at.length]];
  });
}

/** The lower Cholesky factor; throws InputError that names the row where a matrix is not positive definite. */
export function factorOf(matrix: string, names: readonly string[], values: Float64Array): Float64Array {
  const n = names.length;
  const factor = values.slice();
  const isDefinite = choleskyInPlace(factor, n);
  for (let i = 0; i < n; i++) {
    const pivot = factor[i * (n + 1)];
    // rows up to the first bad pivot are factored; from there on the matrix is as it was
    if (isDefinite ? pivot * pivot > leastPivot * values[i * (n + 1)] : !endsAt(factor, values, n, i))
      continue;
    throw notDefinite(matrix, names[i], values[i * (n + 1)]);
  }
  for (let i = 0; i < n; i++) factor.fill(0, i * n + i + 1, (i + 1) * n);
  return factor;
}

/** Whether a failed factorisation stopped at row i: its pivot, from the entries before it, is not positive. */
function endsAt(factor: Float64Array, values: Float64Array, n: number, i: number): boolean {
  let pivot = values[i * (n + 1)];
  for (let j = 0; j < i; j++) pivot -= factor[i * n + j] * factor[i * n + j];
  return !(pivot > 0);
}

function notDefinite(matrix: string, level: string, diagonal: number): InputError {
  const why =
    diagonal > 0
      ? `its row is a combination of those before it, or contradicts them; levels that are the same need one name`
      : `its diagonal entry is ${diagonal}`;
  return new InputError(`cov: "${matrix}" is not positive definite, as is found at "${level}": ${why}`, {
    matrix,
    level,
  });
}

/** The inverse of a positive definite matrix from its lower factor. */
export function inverseFrom(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let c = 0; c < n; c++) {
    const x = new Float64Array(n);
    for (let i = c; i < n; i++) {
      let s = i === c ? 1 : 0;
      for (let j = c; j < i; j++) s -= factor[i * n + j] * x[j];
      x[i] = s / factor[i * (n + 1)];
    }
    for (let i = n - 1; i >= c; i--) {
      let s = x[i];
      for (let j = i + 1; j < n; j++) s -= factor[j * n + i] * inverse[j * n + c];
      inverse[i * n + c] = inverse[c * n + i] = s / factor[i * (n + 1)];
    }
  }
  return inverse;
}
