import { dimensionOf, type Program } from '../program/program.ts';

/** Nanoseconds that a number of a row and an unknown take, as measured: docs/methods.md. */
const perNumber = 10;
const perUnknown = 200;

/** Predicted nanoseconds of one gradient in a reference's coordinates: one pass over the rows, one over the levels. */
export function referenceCost(program: Program): number {
  const numbers = program.terms.reduce((n, t) => n + t.coefs.length, program.linear.length);
  const mixed = program.terms.reduce(
    (n, { coefs, mixing }) => n + 2 * coefs.length * (mixing?.places.values.length ?? 0),
    0,
  );
  return perNumber * program.rows.count * numbers + mixed + perUnknown * dimensionOf(program);
}
