import { compile, type Expression } from '../autodiff/index.ts';
import { type Program, rowVariables } from '../program/program.ts';

/** The part of the log likelihood that no parameter enters, an expression of what is known of a row, summed over the rows. */
export function normaliser({ rows }: Program, rest: Expression): number {
  if (rest.kind === 'constant' && rest.value === 0) return 0;
  const evaluate = compile([rest], rowVariables(rows));
  const known = (rows.known ?? []).map(({ values }) => values);
  const input = new Float64Array(2 + known.length);
  const out = new Float64Array(1);
  let sum = 0;
  for (let i = 0; i < rows.count; i++) {
    input[0] = rows.y[i];
    input[1] = rows.trials === null ? 1 : rows.trials[i];
    known.forEach((values, k) => {
      input[2 + k] = values[i];
    });
    evaluate(input, out);
    sum += (rows.weights === null ? 1 : rows.weights[i]) * out[0];
  }
  return sum;
}
