import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { linearCount, type Program } from '../../src/engine/program/program.ts';
import type { Cells } from '../../src/engine/reference/cells.ts';
import { sharedInformation } from '../../src/engine/reference/common.ts';
import { informationOf, placementOrder } from '../../src/engine/reference/information.ts';
import { integrateOut } from '../../src/engine/reference/integrateOut.ts';
import { smallModel } from '../laplace/models.ts';

/** The columns of a term, k a level, or of X. */
function columnsOf({ rows, terms }: Program, t: number | 'linear'): Matrix {
  const skip = rows.hasIntercept ? 1 : 0;
  const { levels, coefs, index, columns } =
    t === 'linear' ? { levels: [''], coefs: [], index: null, columns: [] } : terms[t];
  const k = t === 'linear' ? linearCount(rows) : coefs.length;
  const z = Matrix.zeros(rows.count, levels.length * k);
  for (let i = 0; i < rows.count; i++)
    for (let c = 0; c < k; c++) {
      const value =
        t === 'linear' ? (c < skip ? 1 : rows.x[i * rows.width + c - skip]) : (columns[c]?.[i] ?? 1);
      z.set(i, (index?.[i] ?? 0) * k + c, value);
    }
  return z;
}

function denseCells({ from, column, values, k, other }: Cells, rows: number, columns: number): Matrix {
  const out = Matrix.zeros(rows, columns);
  for (let j = 0; j + 1 < from.length; j++)
    for (let a = from[j]; a < from[j + 1]; a++)
      for (let d = 0; d < other; d++)
        for (let c = 0; c < k; c++)
          out.set(j * k + c, column[a] * other + d, values[(a * other + d) * k + c]);
  return out;
}

const far = (a: Matrix, b: Matrix): number => Matrix.sub(a, b).abs().max();

describe('what is known of a term with another integrated out', () => {
  test.each(['1 + (1 | school / rater)', 'x + (1 + x | class) + (1 | school) + (1 + x2 | rater)'])(
    '%s: blocks, cells and sums as by dense matrices',
    (right) => {
      const { program } = smallModel(`count ~ ${right}`, { family: 'poisson' });
      const order = placementOrder(program);
      const all = informationOf(program, order);
      const last = all[all.length - 1];
      const k = last.k;
      const l = Float64Array.from({ length: k * k }, (_, e) =>
        e % (k + 1) === 0 ? 0.7 : e % k < e / k ? 0.2 : 0,
      );
      const found = integrateOut(all, sharedInformation(last), l);
      if (found === null) throw new Error('not definite');
      const factor = Matrix.from1DArray(k, k, l);
      const prior = Matrix.eye(last.levels).kroneckerProduct(inverse(factor.mmul(factor.transpose())));
      const z = columnsOf(program, last.term);
      const covariance = inverse(Matrix.add(z.transpose().mmul(z), prior));
      /** a'b less what goes through the last term. */
      const left = (a: Matrix, b: Matrix): Matrix =>
        Matrix.sub(a.transpose().mmul(b), a.transpose().mmul(z).mmul(covariance).mmul(z.transpose().mmul(b)));
      found.forEach((term, s) => {
        const mine = columnsOf(program, term.term);
        const expected = left(mine, mine);
        const m = term.k;
        for (let j = 0; j < term.levels; j++)
          for (let c = 0; c < m; c++)
            for (let d = 0; d < m; d++) {
              expect(term.own[(j * m + c) * m + d]).toBeCloseTo(expected.get(j * m + c, j * m + d), 9);
              let tied = 0;
              for (let i = 0; i < term.levels; i++) if (i !== j) tied -= expected.get(j * m + c, i * m + d);
              expect(term.tied[(j * m + c) * m + d]).toBeCloseTo(tied, 9);
            }
        const linear = left(mine, columnsOf(program, 'linear'));
        const width = linear.columns;
        for (let row = 0; row < mine.columns; row++)
          for (let w = 0; w < width; w++) {
            const at = (Math.floor(row / m) * width + w) * m + (row % m);
            expect(term.linear[at]).toBeCloseTo(linear.get(row, w), 9);
          }
        found.slice(0, s).forEach((other, o) => {
          const theirs = columnsOf(program, other.term);
          const cells = denseCells(term.cells[o], mine.columns, theirs.columns);
          expect(far(cells, left(mine, theirs))).toBeLessThan(1e-9);
        });
      });
    },
  );

  test('levels that nothing ties share nothing; those of nested factors have one cell each', () => {
    const { program } = smallModel('count ~ 1 + (1 | school / rater)', { family: 'poisson' });
    const all = informationOf(program, placementOrder(program));
    expect(all[1].cells[0].column.length).toBe(all[1].levels);
    const found = integrateOut(all, sharedInformation(all[1]), Float64Array.of(0.5));
    expect(found?.[0].tied.every((tie) => tie === 0)).toBe(true);
    expect(found === null ? null : sharedInformation(found[0]).common).toBeNull();
  });
});
