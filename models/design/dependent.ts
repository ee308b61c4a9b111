import { InputError } from '../../src/engine/errors.ts';
import type { Term } from '../formula/index.ts';
import type { Note } from '../notes.ts';
import type { TermColumns } from './columns.ts';
import { showSome } from './frame.ts';
import { type Dependence, dependences } from './rank.ts';

const MOST_NAMED = 6;
const MOST_REPORTED = 3;

/** A coefficient for reading: six digits, no trailing zeros. */
function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function describeConstant(name: string, value: number, range: number): string {
  if (range > 0)
    return `"${name}" varies by ${short(range)} only, too little beside its size of ${short(value)} to be told from the intercept`;
  if (value !== 0) return `"${name}" is ${short(value)} in every row, like the intercept`;
  const why = name.includes(':') ? ' (no row has that combination)' : '';
  return `"${name}" is 0 in every row${why}`;
}

/** "x2" is 2 times "x" plus 3. */
function describeMultiple(name: string, coef: number, other: string, constant: number): string {
  const multiple = short(coef) === '1' ? `"${other}"` : `${short(coef)} times "${other}"`;
  if (constant === 0) return `"${name}" ${short(coef) === '1' ? 'equals' : 'is'} ${multiple}`;
  return `"${name}" is ${multiple} ${constant > 0 ? 'plus' : 'minus'} ${short(Math.abs(constant))}`;
}

function describeDependence(
  { column, terms, constant, range = 0 }: Dependence,
  names: readonly string[],
): string {
  const name = names[column];
  if (terms.length === 0) return describeConstant(name, constant, range);
  if (terms.length === 1) return describeMultiple(name, terms[0].coef, names[terms[0].of], constant);
  const others = showSome(
    terms.map(({ of }) => `"${names[of]}"`),
    MOST_NAMED,
  );
  return `"${name}" is a combination of ${others}${constant === 0 ? '' : ' and the intercept'}`;
}

/** Rows spread evenly over the table: columns independent there are independent everywhere. */
function sampleRows(columns: readonly Float64Array[], rows: number): readonly Float64Array[] {
  const wanted = Math.max(2_000, 20 * columns.length);
  if (rows <= 2 * wanted) return columns;
  const step = rows / wanted;
  return columns.map((column) =>
    Float64Array.from({ length: wanted }, (_, i) => column[Math.floor(i * step)]),
  );
}

/** Columns that no formula leaves out alone: of a term with a factor, some of whose columns are independent. */
function leftOut(
  found: readonly Dependence[],
  terms: readonly Term[],
  hasFactor: (term: Term) => boolean,
): Dependence[] {
  const dependent = new Set(found.map(({ column }) => column));
  const isPartial = (term: Term): boolean => terms.some((other, j) => other === term && !dependent.has(j));
  return found.filter(({ column }) => hasFactor(terms[column]) && isPartial(terms[column]));
}

function describeAll(found: readonly Dependence[], names: readonly string[]): string {
  const described = found.slice(0, MOST_REPORTED).map((one) => describeDependence(one, names));
  const more = found.length - described.length;
  return described.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/** What can be done: subtract what hides the variation, or leave out terms that depend on others, or one of two. */
function remedyOf(
  found: readonly Dependence[],
  { names, terms }: Pick<TermColumns, 'names' | 'terms'>,
): string {
  const [{ column, constant, range = 0 }] = found;
  if (range > 0 && terms[column].variables.length === 1)
    return `subtract a number near it, as in I(${names[column]} - ${constant})`;
  const whole = [...new Set(found.map((one) => terms[one.column]))].filter(
    (term) => terms.filter((other) => other === term).length > 1 || term.variables.length > 1,
  );
  if (whole.length > 0) return `leave ${showSome(whole.map(({ text }) => text))} out`;
  if (found.length > 1) return 'leave some out';
  return `leave ${found[0].terms.length === 0 ? 'it' : 'one'} out`;
}

/** The columns that a model keeps, and a note on those that it does not. */
export interface Independent {
  readonly left: ReadonlySet<string>;
  readonly note: Note | null;
}

/**
 * Looks for coefficients that the data cannot tell apart, whatever the outcome: constant, repeated and dependent columns.
 * Dependent columns of a term with a factor that has independent ones too, such as those of empty cells and of an
 * interaction beside the intercept, are left out with a note: the later ones, as R does, since no formula would.
 * Throws InputError naming each other dependent column and those it depends on, and where rows are too few.
 */
export function independentColumns(
  all: TermColumns,
  intercept: boolean,
  rows: number,
  hasFactor: (term: Term) => boolean,
): Independent {
  const { columns } = all;
  const sampled = sampleRows(columns, columns[0]?.length ?? 0);
  const found = dependences(sampled, intercept).length === 0 ? [] : dependences(columns, intercept);
  return settleDependences(found, all, intercept, rows, hasFactor);
}

/** As `independentColumns`, of dependences that were found already. */
export function settleDependences(
  found: readonly Dependence[],
  all: Pick<TermColumns, 'names' | 'terms'>,
  intercept: boolean,
  rows: number,
  hasFactor: (term: Term) => boolean,
): Independent {
  const { names, terms } = all;
  const dropped = leftOut(found, terms, hasFactor);
  const empty = dropped.filter((one) => one.terms.length === 0);
  const needed = names.length - empty.length + (intercept ? 1 : 0);
  if (rows < needed)
    throw new InputError(`design: ${needed} coefficients need at least ${needed} rows, got ${rows}`);
  const refused = found.filter((one) => !dropped.includes(one));
  if (refused.length > 0)
    throw new InputError(
      `design: rank deficient, ${describeAll(refused, names)}; ${remedyOf(refused, all)}`,
      { dependent: refused.map((one) => names[one.column]) },
    );
  if (dropped.length === 0) return { left: new Set(), note: null };
  const cells = dropped.some(
    (one) => one.constant !== 0 && one.terms.every(({ of }) => terms[of] === terms[one.column]),
  );
  const remedy = cells && intercept ? '; with 0 + in the formula every cell has its own' : '';
  const text = `left out, as R does, for the data cannot tell ${dropped.length === 1 ? 'it' : 'them'}: ${describeAll(dropped, names)}${remedy}`;
  return { left: new Set(dropped.map((one) => names[one.column])), note: { kind: 'leftOut', text } };
}
