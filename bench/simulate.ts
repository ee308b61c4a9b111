import type { Column, Table } from '../models/table.ts';
import { stream } from '../src/engine/rng.ts';
import type { SimulatedModel } from './zoo.ts';

const groupSd = 1;
const residualSd = 2;
const firstCoefficient = 0.5;

/** Group by group, straight into typed arrays: predictors uniform on (-1, 1), coefficients 0.5, -0.5, 0.5, ... */
export function simulateTable({ name, family, rows, groups, columns }: SimulatedModel): Table {
  const rng = stream('bench', name);
  const x = Array.from({ length: columns }, () => new Float64Array(rows));
  const y = new Float64Array(rows);
  const codes = new Int32Array(rows);
  for (let g = 0, row = 0; g < groups; g++) {
    const effect = groupSd * rng.normal();
    for (const end = Math.floor(((g + 1) * rows) / groups); row < end; row++) {
      let eta = effect;
      let coefficient = firstCoefficient;
      for (const column of x) {
        column[row] = 2 * rng.uniform() - 1;
        eta += coefficient * column[row];
        coefficient = -coefficient;
      }
      codes[row] = g;
      y[row] = family === 'gaussian' ? eta + residualSd * rng.normal() : bernoulli(rng.uniform(), eta);
    }
  }
  const numbers = x.map((values, j): [string, Column] => [`x${j + 1}`, { kind: 'number', values }]);
  const levels = Array.from({ length: groups }, (_, g) => `g${g}`);
  return {
    source: `simulated ${name}`,
    rows,
    columns: new Map<string, Column>([
      ['y', { kind: 'number', values: y }],
      ...numbers,
      ['g', { kind: 'factor', levels, codes }],
    ]),
  };
}

function bernoulli(uniform: number, eta: number): number {
  return uniform * (1 + Math.exp(-eta)) < 1 ? 1 : 0;
}

export function simulatedFormula({ columns }: SimulatedModel): string {
  return `y ~ ${Array.from({ length: columns }, (_, j) => `x${j + 1}`).join(' + ')} + (1 | g)`;
}
