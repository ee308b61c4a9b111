import { expect } from 'vitest';
import { pointDraws } from '../../models/accuracy/index.ts';
import type { Model } from '../../models/glmm.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import { logLikelihood } from '../../models/predict/index.ts';
import { type ModelCase, modelOf } from '../predict/models.ts';
import { correlation, sd, tame } from './tame.ts';

/** Sum over some rows of their log likelihood, at every draw. */
function sumOfRows(model: Model, draws: Draws, rows: readonly number[]): Float64Array {
  const found = logLikelihood({ model, draws });
  const [one, sum] = [new Float64Array(draws.draws), new Float64Array(draws.draws)];
  for (const row of rows) {
    found.fill(row, row + 1, one);
    for (let d = 0; d < sum.length; d++) sum[d] += one[d];
  }
  return sum;
}

/** The rows of a level. */
export function rowsOf(model: Model, group: string, level: string): number[] {
  const all = [...model.design.groups, ...model.design.further.flatMap(({ groups }) => groups)];
  const found = all.find((one) => one.group === group);
  return [...(found?.index ?? [])].flatMap((code, row) => (found?.levels[code] === level ? [row] : []));
}

/** The integral over a level's effects by an even grid of their standard normal coordinates: a draw each, all else equal. */
function bruteForce(model: Model, one: Draws, group: string, level: string): number {
  const places = one.quantities.flatMap((quantity, q) =>
    quantity.kind === 'groupEffect' && quantity.group === group && quantity.level === level ? [q] : [],
  );
  const [half, step] = places.length === 1 ? [150, 0.06] : [64, 0.14];
  const side = 2 * half + 1;
  const n = side ** places.length;
  const values = new Float64Array(one.names.length * n);
  one.values[0].forEach((value, q) => {
    values.fill(value, q * n, (q + 1) * n);
  });
  const logs = new Float64Array(n);
  for (let m = 0; m < n; m++) {
    const z = places.map((_, c) => ((Math.floor(m / side ** c) % side) - half) * step);
    values[places[0] * n + m] = sd * z[0];
    if (z.length === 2)
      values[places[1] * n + m] = sd * (correlation * z[0] + Math.sqrt(1 - correlation ** 2) * z[1]);
    logs[m] = -0.5 * z.reduce((s, x) => s + x * x, 0);
  }
  sumOfRows(model, { ...one, draws: n, values: [values] }, rowsOf(model, group, level)).forEach((sum, m) => {
    logs[m] += sum;
  });
  const top = logs.reduce((a, b) => Math.max(a, b));
  const sum = logs.reduce((s, l) => s + Math.exp(l - top), 0);
  return top + Math.log(sum) + places.length * Math.log(step / Math.sqrt(2 * Math.PI));
}

/** Holds two levels of factor g against brute force: two rules of quadrature agree in 1e-5. */
export function expectAsByBruteForce(one: ModelCase): void {
  const model = modelOf(one);
  const draws = tame(model);
  const found = pointDraws({ model, draws }, { unit: 'group', group: 'g' });
  const values = new Float64Array(found.points);
  found.fill(0, found.points, values);
  expect(found.quadratureError()).toBeLessThan(1e-5);
  for (const [j, level] of found.labels.slice(0, 2).entries())
    expect(Math.abs(values[j] - bruteForce(model, draws, 'g', level))).toBeLessThan(1e-5);
}
