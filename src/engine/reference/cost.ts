import type { Program } from '../program/program.ts';

/** Nanoseconds, as measured (docs/methods.md): a gradient, a row by itself and a number of a row. */
const perGradient = 4000;
const perRow = 6;
const perNumber = 0.7;
/** A level's coefficient, for each that the level has; what it has with a linear coefficient; with one of another level. */
const perEffect = 60;
const perShared = 2;
const perCell = 6;

/** Predicted nanoseconds of one gradient in a reference's coordinates: one pass over the rows, one over levels and their cells. */
export function referenceCost({ rows, terms, linear }: Program): number {
  const numbers = terms.reduce((n, t) => n + t.coefs.length, linear.length);
  const levels = terms.reduce((n, { levels: { length }, coefs: { length: k } }) => {
    return n + length * k * (perEffect * k + perShared * linear.length);
  }, 0);
  const mixed = terms.reduce(
    (n, { coefs, mixing }) => n + 2 * coefs.length * (mixing?.places.values.length ?? 0),
    0,
  );
  return (
    perGradient +
    rows.count * (perRow + perNumber * numbers) +
    levels +
    mixed +
    perCell * cellNumbers({ rows, terms })
  );
}

/** Numbers of the cells of all pairs of terms, at most: pairs of levels that rows have together, a number for two coefficients. */
function cellNumbers({ rows, terms }: Pick<Program, 'rows' | 'terms'>): number {
  return terms.reduce(
    (n, a, i) =>
      terms.slice(0, i).reduce((m, b) => {
        const pairs = Math.min(rows.count, a.levels.length * b.levels.length);
        return m + pairs * a.coefs.length * b.coefs.length;
      }, n),
    0,
  );
}
