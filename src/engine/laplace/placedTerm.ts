import type { TermProgram } from '../program/program.ts';
import type { PlacedTerm } from './layout.ts';

/** What of a term says where its effects stand. */
export function placedTerm({ coefs, levels, index, columns, predictors, mixing }: TermProgram): PlacedTerm {
  const plain = { k: coefs.length, levels: levels.length, index, columns, predictors };
  return mixing === undefined ? plain : { ...plain, mixing: mixing.places };
}
