import { expect, test } from 'vitest';
import { remainders } from '../../src/engine/gibbs/remainders.ts';
import { gibbsSums } from '../../src/engine/gibbs/sums.ts';
import type { Program } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { smallModel } from '../laplace/models.ts';

const formula = 'real ~ x + offset(o) + (1 + x | class) + (1 + x2 | rater) + (1 | school)';
const { program } = smallModel(formula, { weights: 'w' });
const sums = gibbsSums(program);
const { normal } = stream('remainders');
const drawn = (): Float64Array[] =>
  sums.terms.map(({ k, levels }) => Float64Array.from({ length: k * levels }, normal));

/** The rows' outcomes less the effects of the terms named, straight from the rows. */
function leftOf(
  { rows, terms }: Program,
  effects: readonly Float64Array[],
  taken: readonly number[],
): number[] {
  return Array.from(rows.y, (y, i) => {
    let left = y - (rows.offset?.[i] ?? 0) - sums.centre;
    for (const t of taken) {
      const { coefs, columns, index } = terms[t];
      for (let c = 0; c < coefs.length; c++)
        left -= (columns[c]?.[i] ?? 1) * effects[t][index[i] * coefs.length + c];
    }
    return left;
  });
}

test('what is left for each term is what the rows say, after a start and after a change', () => {
  const { rows, terms } = program;
  const b = drawn();
  const left = remainders(sums);
  left.restart(drawn());
  left.restart(b);
  const changed = drawn();
  const before = b[1].slice();
  b[1].set(changed[1]);
  left.change(1, before, b[1]);
  const weigh = (r: readonly number[]): number =>
    r.reduce((sum, value, i) => sum + (rows.weights?.[i] ?? 1) * value * value, 0);
  terms.forEach(({ coefs, columns, index }, t) => {
    const others = [0, 1, 2].filter((s) => s !== t);
    const r = leftOf(program, b, others);
    const expected = new Float64Array(left.of[t].length);
    r.forEach((value, i) => {
      for (let c = 0; c < coefs.length; c++)
        expected[index[i] * coefs.length + c] += (rows.weights?.[i] ?? 1) * (columns[c]?.[i] ?? 1) * value;
    });
    for (let at = 0; at < expected.length; at++)
      expect(Math.abs(left.of[t][at] - expected[at])).toBeLessThan(1e-10);
    expect(Math.abs(left.squares(b, t) / weigh(r) - 1)).toBeLessThan(1e-12);
  });
  expect(Math.abs(left.squares(b) / weigh(leftOf(program, b, [0, 1, 2])) - 1)).toBeLessThan(1e-12);
});
