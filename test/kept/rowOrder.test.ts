import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { halfNormal } from '../../models/priors/constructors.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';

// The rows were put into a canonical order, but the outcome's sd, the predictors' means and scales and the scales of
// random slopes had been summed before that, in the user's order: the last bits differed, and with them every draw.
test('kept: reversed rows give the same bits, scales and means included', () => {
  const columns = {
    y: [0.1, 0.7, 1.3, 2.9, 0.4, 1.1],
    x: [0.3, 0.1, 0.2, 0.9, 0.7, 1e3],
    g: ['a', 'b', 'a', 'b', 'a', 'b'],
  };
  const gradientOf = (of: typeof columns): number[] => {
    const priors = { sd: halfNormal(1) };
    const { program } = glmm('y ~ x + (1 + x | g)', tableFromColumns(of), { priors });
    const density = compileLogDensity(program);
    const gradient = new Float64Array(density.dimension);
    const lp = density.logDensityAndGradient(new Float64Array(density.dimension).fill(0.3), gradient);
    return [lp, ...gradient];
  };
  const reversed = { y: columns.y.toReversed(), x: columns.x.toReversed(), g: columns.g.toReversed() };
  expect(gradientOf(reversed)).toEqual(gradientOf(columns));
});

// Outcome and case weights by row were reconstructed from the program's rows in several places.
test('a model keeps outcome and weights in the order of its design, and the way to the program’s', () => {
  const table = tableFromColumns({
    y: [3, 1, 2, 0, 5],
    n: [4, 6, 2, 7, 5],
    w: [1, 2, 1, 0.5, 3],
    g: ['b', 'a', 'b', 'a', 'b'],
  });
  const model = glmm('y | trials(n) ~ 1 + (1 | g)', table, { family: 'binomial', weights: 'w' });
  const { outcome, weights, order, program } = model;
  expect([...outcome.y]).toEqual([3, 1, 2, 0, 5]);
  expect([...(outcome.trials ?? [])]).toEqual([4, 6, 2, 7, 5]);
  expect([...(weights ?? [])]).toEqual([1, 2, 1, 0.5, 3]);
  expect([...order]).toEqual([3, 1, 2, 0, 4]); // group a before b, then by the outcome
  expect(Array.from(order, (row) => outcome.y[row])).toEqual([...program.rows.y]);
  expect(Array.from(order, (row) => weights?.[row])).toEqual([...(program.rows.weights ?? [])]);
});
