import { describe, expect, test } from 'vitest';
import { applyDesign } from '../../models/design/apply.ts';
import { buildDesign } from '../../models/design/build.ts';
import { parseFormula } from '../../models/formula/index.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';

const x = [1.5, 2, 3, 4.25, 5, 7, 8, 9, 10, 12, 13, 17, 0.5, 6, 11, 14, 15.5, 16];
const table = tableFromColumns({ x, y: x.map((v) => v % 3), t: x.map((_, i) => Number(i > 8)) });

// modelMatrix.test.ts holds the columns of a model's own rows against R
describe('bs and ns', () => {
  // predict(bs(x, df = 5), new) and so on, suppressWarnings, R 4.2.2, 2026-11-27
  test.each<[string, number[][]]>([
    [
      'bs(x, df = 5)',
      [
        [-1.2861318387925, 0, 0.203397925513401, 0, 0],
        [0.141486426804605, 0, 0.596534477032151, 0, -0.00754954388172381],
        [-0.00365441010602301, 0, 0.199859170831204, 0, 0.227374498084858],
        [0, 0, 0.000208426623244454, 0, -1.69631589660085],
        [0, 0, 0, 1, 2.47649094239772],
      ],
    ],
    [
      'bs(x, knots = 9, degree = 1)',
      [
        [-0.176470588235294, 0, 0.670588235294118, 0, -0.25],
        [0, 0, 0, 1, 1.25],
      ],
    ],
    [
      'ns(x, df = 3)',
      [
        [0.0715302691294546, 0, 0.0172071252535551, -0.142857142857143, -0.521008403361345],
        [-0.214590807388364, 0, 0.548164563356192, 0.428571428571429, 0.504201680672269],
        [0.143060538258909, 0, -0.365304091155298, 0.714285714285714, 1.01680672268908],
      ],
    ],
  ])('%s: new rows take the knots of the model, also beyond its ends', (term, wanted) => {
    const formula = parseFormula(`y ~ ${term}`);
    const { recipe } = buildDesign(formula, table);
    const { columns } = applyDesign(formula, recipe, tableFromColumns({ x: [-1, 0.5, 6.2, 17, 19] })).fixed;
    expect(columns).toHaveLength(wanted.length);
    columns.forEach((column, j) => {
      column.forEach((value, i) => {
        expect(value).toBeCloseTo(wanted[j][i], 11);
      });
    });
  });

  test('canonical text reads back', () => {
    for (const text of ['bs(x, df = 5)', 'bs(x, knots = c(-1, 2.5), degree = 2)', 'ns(log(x), knots = 3)'])
      expect(parseFormula(`y ~ ${text}`).fixed.terms[0].text).toBe(text);
  });

  test.each([
    ['bs(x, df = 2)', 'bs(x, df = 2) needs df of at least 3, got 2'],
    ['bs(x, df = 5, knots = 3)', 'bs() takes df or knots, not both'],
    ['bs(x, 5)', 'bs() takes one column, then names, as in bs(x, df = 5), got 2'],
    ['ns(x, degree = 2)', 'ns() takes df, knots, got "degree"'],
    ['ns(x, knots = c(9, 4))', 'must ascend inside 0.5 to 17, got 9, 4; move them'],
    ['ns(x, knots = 99)', 'must ascend inside 0.5 to 17, got 99; move them'],
    ['bs(t, df = 8)', 'take a smaller df, or say where, knots = c(...)'],
    ['ns(x, knots = c(a))', 'knots must be numbers, as in knots = c(1, 2.5)'],
    ['ns(x, df = 1.5)', 'df must be a whole number from 1 to 100'],
    ['log(bs(x))', 'bs() is a term by itself, as in y ~ bs(x, df = 5)'],
  ])('%s is refused in words', (term, message) => {
    expect(() => buildDesign(parseFormula(`y ~ ${term}`), table)).toThrow(message);
  });
});
