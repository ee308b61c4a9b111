import { curvatureIn, type Range, rangeIn } from '../autodiff/curvature.ts';
import { InputError } from '../errors.ts';
import { etasOf, type Program } from '../program/program.ts';
import { nesting } from './nested/nestedLevels.ts';

/**
 * Why a program's group effects cannot be integrated out by quadrature; null where they can: one factor with one coefficient
 * a level or two with an intercept each, one within the other; levels by themselves, rows independent given them and log-concave in the linear predictor that they enter. Whether
 * they are log-concave is read from the density's expression and the range of the data.
 */
export function whyNotQuadrature(program: Program): string | null {
  const { terms, rows, residual } = program;
  if (rows.count === 0) return 'there are no rows';
  if (program.alpha.length === 0) return 'every population parameter is fixed';
  if (residual !== undefined) return 'residuals vary together';
  if (terms.length !== 1 && terms.length !== 2) return `there are ${terms.length} random terms`;
  for (const { coefs, mixing } of terms) {
    if (coefs.length !== 1) return `there are ${coefs.length} coefficients a level`;
    if (mixing !== undefined) return 'rows or levels share effects';
  }
  const [{ predictors }] = terms;
  if (terms.length === 2) {
    if (terms[1].predictors[0] !== predictors[0]) return 'the random terms are of two linear predictors';
    if (terms.some(({ columns }) => columns[0] !== null))
      return 'there are two random terms, not both of intercepts';
    if (nesting(program) === null) return 'there are two random terms, neither within the other';
  }
  const curvature = curvatureIn(rows.density, etasOf(rows)[predictors[0]], rangesOf(program));
  return curvature === 'concave' || curvature === 'affine'
    ? null
    : 'the density of a row is not seen to be log-concave in its linear predictor';
}

/** Throws InputError where quadrature cannot integrate the group effects out. */
export function demandQuadrature(program: Program): void {
  const reason = whyNotQuadrature(program);
  if (reason !== null)
    throw new InputError(
      `sample: the quadrature sampler needs one random term with one coefficient a level, or two of intercepts, one within the other, and a log-concave density of rows, but ${reason}; use auto`,
    );
}

/** Where what a row's density reads lies: known numbers by the data, parameters by their expressions. */
function rangesOf({ rows, auxiliary }: Program): ReadonlyMap<string, Range> {
  const known = [
    { name: 'y', values: rows.y },
    ...(rows.trials === null ? [] : [{ name: 'trials', values: rows.trials }]),
    ...(rows.known ?? []),
  ];
  const one: Range = { low: 1, high: 1 };
  return new Map<string, Range>([
    ['trials', one],
    ...known.map(({ name, values }) => [name, rangeOfValues(values)] as const),
    ...auxiliary.map(({ name, expression }) => [name, rangeIn(expression, new Map())] as const),
  ]);
}

function rangeOfValues(values: Float64Array): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
