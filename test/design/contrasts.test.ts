import { describe, expect, test } from 'vitest';
import { applyDesign } from '../../models/design/apply.ts';
import { buildDesign } from '../../models/design/build.ts';
import { contrastCoding } from '../../models/design/contrastMatrix.ts';
import type { DesignOptions } from '../../models/design/options.ts';
import { parseFormula } from '../../models/formula/index.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';

const f = ['u', 'v', 'w', 'u', 'v', 'w', 'u'];
const table = tableFromColumns({ y: [1, 2, 3, 5, 4, 6, 2], x: [1, 3, 2, 5, 4, 7, 6], f });

function build(formula: string, contrasts: unknown) {
  return buildDesign(parseFormula(formula), table, { contrasts } as DesignOptions);
}

// modelMatrix.test.ts holds the numbers against R
describe('contrasts', () => {
  test('new rows are coded as the model was, though they lack levels', () => {
    const formula = parseFormula('y ~ f');
    for (const f of ['sum', 'helmert', 'poly', 'sdif', 'treatment(v)'] as const) {
      const { recipe, fixed } = buildDesign(formula, table, { contrasts: { f } });
      const again = applyDesign(formula, recipe, tableFromColumns({ f: ['w', 'u'] })).fixed;
      expect(again.names).toEqual(fixed.names);
      again.columns.forEach((column, j) => {
        expect([...column]).toEqual([fixed.columns[j][2], fixed.columns[j][0]]);
      });
    }
  });

  test('of factor(x) and of random terms too', () => {
    expect(build('y ~ factor(x)', { x: 'sum' }).fixed.names).toEqual(
      [1, 2, 3, 4, 5, 6].map((j) => `factor(x)${j}`),
    );
    const [group] = build('y ~ x + (f | f)', { f: 'sum' }).groups;
    expect(group.coefs).toEqual(['Intercept', 'f1', 'f2']);
  });

  test('more levels: columns of helmert, poly and sdif are as R prints them', () => {
    const levels = ['a', 'b', 'c', 'd', 'e'];
    // contr.helmert(5)[4, ], contr.sdif(5)[2, ] and contr.poly(5)[1, ], R 4.2.2 and MASS 7.3.58.2
    expect(contrastCoding('f', 'helmert', levels).rows[3]).toEqual([0, 0, 3, -1]);
    expect(contrastCoding('f', 'sdif', levels).rows[1]).toEqual([0.2, -0.6, -0.4, -0.2]);
    const { names, rows } = contrastCoding('f', 'poly', levels);
    expect(names).toEqual(['.L', '.Q', '.C', '^4']);
    [-0.6324555320336759, 0.5345224838248488, -0.3162277660168377, 0.1195228609334393].forEach((entry, j) => {
      expect(rows[0][j]).toBeCloseTo(entry, 14);
    });
  });

  test.each([
    [
      { f: 'sums' },
      'those of "f" must be one of treatment, sum, helmert, poly, sdif, got "sums". Did you mean "sum"?',
    ],
    [{ f: 'treatment(q)' }, 'have the reference "q", which is no level'],
    [{ f: 3 }, 'must be treatment, sum, helmert, poly, sdif or { matrix }, got 3'],
    [{ f: { matrix: [[1], [2]] } }, '3 rows (u, v, w) and 1 to 2 columns, got 2 x 1'],
    [
      {
        f: {
          matrix: [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ],
        },
      },
      'got 3 x 3',
    ],
    [{ f: { matrix: [[1, 0], [0], [0, 1]] } }, 'got 3 x 2'],
    [{ f: { matrix: [[2], [2], [2]] } }, 'depend on one another or on the intercept'],
    [{ f: { matrix: [[1], [-1], [0]], names: ['a', 'b'] } }, 'need 1 different names, got 2'],
    [{ x: 'sum' }, 'contrasts: "x" is no factor among the formula\'s terms'],
    [{ ff: 'sum' }, 'contrasts: "ff" is no factor among the formula\'s terms. Did you mean "f"?'],
  ])('%j is refused in words', (contrasts, message) => {
    expect(() => build('y ~ f + x', contrasts)).toThrow(message);
  });
});
