import { InputError } from '../../src/engine/errors.ts';
import type { Term, Terms } from '../formula/index.ts';
import { contrastIdentity } from './contrastMatrix.ts';
import { codingOf } from './contrasts.ts';
import { type Columns, type Encoded, encode, isFactor } from './encode.ts';
import type { Frame } from './frame.ts';

const MAX_COLUMNS = 2_000;

/** One 0/1 column a level if `full`, else the contrasts. */
function factorColumns({ text, factor, coding }: Encoded & { kind: 'factor' }, full: boolean): Columns {
  const { levels, codes } = factor;
  const { names, rows } = full ? contrastIdentity(levels) : coding;
  const columns = names.map(() => new Float64Array(codes.length));
  columns.forEach((column, j) => {
    for (let i = 0; i < codes.length; i++) column[i] = rows[codes[i]][j];
  });
  return { names: names.map((name) => text + name), columns };
}

/** Every column of `a` times every column of `b`, those of `a` changing fastest, as in R. */
function cross(a: Columns, b: Columns): Columns {
  const names: string[] = [];
  const columns: Float64Array[] = [];
  b.columns.forEach((right, j) => {
    a.columns.forEach((left, i) => {
      names.push(`${a.names[i]}:${b.names[j]}`);
      columns.push(left.map((value, row) => value * right[row]));
    });
  });
  return { names, columns };
}

function widthOf(encoded: Encoded, full: boolean): number {
  if (encoded.kind === 'numbers') return encoded.columns.length;
  return full ? encoded.factor.levels.length : encoded.coding.names.length;
}

function termColumns(encoded: readonly Encoded[], full: readonly boolean[]): Columns {
  return encoded.map((one, v) => (one.kind === 'numbers' ? one : factorColumns(one, full[v]))).reduce(cross);
}

/** Two columns of one name could not be told apart in priors and results. */
function refuseTwins(names: readonly string[], intercept: boolean): void {
  const seen = new Set(intercept ? ['Intercept'] : []);
  for (const name of names) {
    if (seen.has(name))
      throw new InputError(`design: two coefficients would be called "${name}"; rename a column`);
    seen.add(name);
  }
}

/** Each variable is encoded once, however many terms it is in. */
function encodeAll(terms: readonly Term[], frame: Frame): ReadonlyMap<string, Encoded> {
  const encoded = new Map<string, Encoded>();
  for (const variable of terms.flatMap((term) => term.variables)) {
    if (!encoded.has(variable.text)) encoded.set(variable.text, encode(variable, frame));
  }
  return encoded;
}

/** Columns with the term each is of. */
export interface TermColumns extends Columns {
  readonly terms: readonly Term[];
}

/** The columns of a scope's terms, intercept not among them, in the order and with the names R gives them. */
export function columnsOfTerms(scope: Terms, frame: Frame): TermColumns {
  const variables = scope.terms.flatMap((term) => term.variables);
  const factors = variables.filter((variable) => isFactor(variable, frame)).map((variable) => variable.text);
  const coding = codingOf(scope, new Set(factors));
  const encoded = encodeAll(scope.terms, frame);
  const parts = scope.terms.map((term) =>
    term.variables.map((variable) => encoded.get(variable.text) as Encoded),
  );
  const width = countColumns(parts, coding);
  refuseWidth(width, frame.options.maxColumns ?? MAX_COLUMNS);
  frame.options.admit?.(frame.kept.length, width);
  const columns = parts.map((part, t) => termColumns(part, coding[t]));
  const names = columns.flatMap((part) => part.names);
  refuseTwins(names, scope.intercept);
  const terms = columns.flatMap((part, t) => part.names.map(() => scope.terms[t]));
  return { names, columns: columns.flatMap((part) => part.columns), terms };
}

/** Counts columns before any is made. */
function countColumns(
  parts: readonly (readonly Encoded[])[],
  coding: readonly (readonly boolean[])[],
): number {
  return parts.reduce(
    (total, part, t) => total + part.reduce((width, encoded, v) => width * widthOf(encoded, coding[t][v]), 1),
    0,
  );
}

function refuseWidth(total: number, most: number): void {
  if (total > most)
    throw new InputError(`design: the terms make ${total} columns, more than ${most}`, { columns: total });
}
