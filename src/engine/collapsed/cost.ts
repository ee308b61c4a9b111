import type { Program } from '../program/program.ts';
import { borderSize, leadingTerm } from './statistics.ts';

/** Nanoseconds a pair of border columns a level and a triple of them take, as measured: docs/methods.md. */
const perPair = 20;
const perTriple = 40;

/**
 * Predicted nanoseconds of one gradient of the collapsed density: every level of the leading term meets the border's
 * columns that its rows touch, pair by pair, and the border's precision is factored and inverted densely.
 */
export function collapsedCost(program: Program): number {
  const border = borderSize(program);
  const lead = program.terms[leadingTerm(program)];
  if (lead === undefined) return perTriple * border * border * border;
  const { levels, coefs } = lead;
  const rowsALevel = Math.ceil(program.rows.count / levels.length);
  const others = program.terms.filter((t) => t !== lead);
  const touched = others.reduce(
    (n, t) =>
      n + t.coefs.length * (t.mixing === undefined ? Math.min(t.levels.length, rowsALevel) : t.levels.length),
    program.linear.length,
  );
  return perPair * levels.length * coefs.length * touched * touched + perTriple * border * border * border;
}
