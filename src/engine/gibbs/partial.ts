import type { Program, TermProgram } from '../program/program.ts';
import { centredOutcome } from './sums.ts';

/** The centred outcome less group effects, row by row. */
export interface Partial {
  readonly rows: Float64Array;
  /** Less every term's effects. */
  restart(effects: readonly Float64Array[]): void;
  /** Adds one term's effects, by 1 or -1. */
  add(term: number, b: Float64Array, by: 1 | -1): void;
  /** Weighted sum of squares. */
  sumOfSquares(): number;
}

export function partialOutcome(program: Program, centre: number): Partial {
  const { rows, terms } = program;
  const outcome = Float64Array.from({ length: rows.count }, (_, i) => centredOutcome(program, centre, i));
  const partial = outcome.slice();
  const { weights } = rows;
  const add: Partial['add'] = (term, b, by) => addEffects(terms[term], b, by, partial);
  return {
    rows: partial,
    restart(effects) {
      partial.set(outcome);
      for (let t = 0; t < effects.length; t++) add(t, effects[t], -1);
    },
    add,
    sumOfSquares() {
      let sum = 0;
      if (weights === null) for (let i = 0; i < partial.length; i++) sum += partial[i] * partial[i];
      else for (let i = 0; i < partial.length; i++) sum += weights[i] * partial[i] * partial[i];
      return sum;
    },
  };
}

function addEffects(
  { index, columns, coefs }: TermProgram,
  b: Float64Array,
  by: 1 | -1,
  out: Float64Array,
): void {
  const k = coefs.length;
  for (let c = 0; c < k; c++) {
    const column = columns[c];
    if (column === null) for (let i = 0; i < out.length; i++) out[i] += by * b[index[i] * k + c];
    else for (let i = 0; i < out.length; i++) out[i] += by * column[i] * b[index[i] * k + c];
  }
}
