import { describe, expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { drawsOf } from '../../models/posterior/draws.ts';
import { logLikelihood } from '../../models/predict/index.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import { compileQuantities } from '../../src/engine/program/quantities.ts';
import { stream } from '../../src/engine/rng.ts';
import { dealFolds } from '../../src/run/refits/folds.ts';
import { withoutRows } from '../../src/run/refits/withoutRows.ts';

const rng = stream('refits');
const rows = 24;
const group = Array.from({ length: rows }, (_, i) => `g${i % 6}`);
const x = group.map(() => rng.normal());
const effects = new Map(group.map((g) => [g, rng.normal()]));
const table = tableFromColumns({
  y: x.map((value, i) => 1 + 0.5 * value + (effects.get(group[i]) ?? 0) + 0.7 * rng.normal()),
  hit: x.map((value) => (value + rng.normal() > 0 ? 1 : 0)),
  w: x.map((_, i) => 1 + (i % 3)),
  sex: x.map((_, i) => (i % 4 === 0 ? 'f' : 'm')),
  x,
  g: group,
});

describe('a model without some rows', () => {
  for (const [formula, options] of [
    ['y ~ x + (1 | g)', {}],
    ['hit ~ x + (1 + x | g)', { family: 'bernoulli', weights: 'w' }],
  ] as const)
    test(`${formula}: its log density is less by their log likelihood`, () => {
      const model = glmm(formula, table, options);
      const less = withoutRows(model, (row) => row % 5 === 1);
      const quantities = compileQuantities(model.program);
      const density = compileLogDensity(model.program);
      const at = Float64Array.from({ length: density.dimension }, (_, i) => Math.sin(1 + i));
      const values = new Float64Array(quantitiesOf(model.program).length);
      quantities.write(at, values, 0, 1);
      const draws = drawsOf(quantitiesOf(model.program), 1, [values]);
      const logLik = new Float64Array(rows);
      logLikelihood({ model, draws }).fill(0, rows, logLik);
      const left = logLik.reduce((sum, value, row) => (row % 5 === 1 ? sum + value : sum), 0);
      const none = new Float64Array(at.length);
      const difference =
        density.logDensityAndGradient(at, none) -
        compileLogDensity(less.program).logDensityAndGradient(at, none);
      expect(difference).toBeCloseTo(left, 9);
    });

  test('rows that vary together are refused', () => {
    const model = glmm(
      'y ~ x',
      tableFromColumns({ y: [1, 2, 4, 3], x: [1, 2, 1, 3], t: [1, 2, 1, 2], g: ['a', 'a', 'b', 'b'] }),
      {
        residual: 'ar1(t | g)',
      },
    );
    expect(() => withoutRows(model, () => true)).toThrow('rows vary together under residual "ar1(t | g)"');
  });
});

describe('folds', () => {
  test('are of nearly equal size, and again the same', () => {
    const fold = dealFolds(stream('a'), 103, 10);
    const sizes = Array.from({ length: 10 }, (_, k) => fold.filter((f) => f === k).length);
    expect(sizes.toSorted()).toEqual([10, 10, 10, 10, 10, 10, 10, 11, 11, 11]);
    expect(dealFolds(stream('a'), 103, 10)).toEqual(fold);
    expect(dealFolds(stream('b'), 103, 10)).not.toEqual(fold);
  });

  test('have like shares of what they are stratified by', () => {
    const values = Array.from({ length: 60 }, (_, i) => (i % 6 === 0 ? 1 : 0));
    const fold = dealFolds(stream('a'), 60, 5, values);
    for (let k = 0; k < 5; k++)
      expect(values.filter((value, i) => value === 1 && fold[i] === k)).toHaveLength(2);
  });
});
