import { InputError } from '../../src/engine/errors.ts';
import type { FixedDesign } from './design.ts';
import { showSome } from './frame.ts';
import { type Dependence, dependences } from './rank.ts';

const MOST_NAMED = 6;
const MOST_REPORTED = 3;

/** A coefficient for reading: six digits, no trailing zeros. */
function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function describeConstant(name: string, value: number): string {
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

function describeDependence({ column, terms, constant }: Dependence, names: readonly string[]): string {
  const name = names[column];
  if (terms.length === 0) return describeConstant(name, constant);
  if (terms.length === 1) return describeMultiple(name, terms[0].coef, names[terms[0].of], constant);
  const others = showSome(
    terms.map(({ of }) => `"${names[of]}"`),
    MOST_NAMED,
  );
  return `"${name}" is a combination of ${others}${constant === 0 ? '' : ' and the intercept'}`;
}

function whatToLeave([first, ...others]: readonly Dependence[]): string {
  if (others.length > 0) return 'some';
  return first.terms.length === 0 ? 'it' : 'one';
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

/**
 * Refuses fixed effects whose coefficients the data cannot tell apart, whatever the outcome: constant, repeated and
 * dependent columns. Throws InputError naming each dependent column and those it depends on.
 */
export function refuseDependent({ names, columns, intercept }: FixedDesign, rows: number): void {
  const needed = columns.length + (intercept ? 1 : 0);
  if (rows < needed) {
    throw new InputError(`design: ${needed} coefficients need at least ${needed} rows, got ${rows}`);
  }
  const sampled = sampleRows(columns, rows);
  if (dependences(sampled, intercept).length === 0) return;
  const found = dependences(columns, intercept);
  if (found.length === 0) return;
  const described = found.slice(0, MOST_REPORTED).map((one) => describeDependence(one, names));
  const more = found.length - described.length;
  const list = described.join('; ') + (more > 0 ? `; and ${more} more` : '');
  throw new InputError(`design: rank deficient, ${list}; leave ${whatToLeave(found)} out`, {
    dependent: found.map((one) => names[one.column]),
  });
}
