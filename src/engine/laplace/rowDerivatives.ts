import { type Expression, gradient, mul, splitSum, sum, variable } from '../autodiff/index.ts';
import { normaliser } from '../density/normaliser.ts';
import { perRows } from '../density/perRows.ts';
import { compileRowLoop } from '../density/rowLoop.ts';
import type { Program } from '../program/program.ts';
import type { RowDerivatives } from './latentModel.ts';

/**
 * Compiles the passes from the family's expression by repeated reverse mode; once for the same rows.
 * Throws RangeError where an operation has no derivative high enough (digamma of eta).
 */
export const compileRowDerivatives: (program: Program) => RowDerivatives = perRows((program) => {
  const names = program.auxiliary.map((a) => a.name);
  const { depends, rest } = splitSum(program.rows.density, new Set(['eta', ...names]));
  const { depends: curved, rest: flat } = splitSum(depends, new Set(['eta']));
  const f = weighted(program, curved);
  const [d1] = gradient(f, ['eta']);
  const [d2] = gradient(d1, ['eta']);
  const [d3] = gradient(d2, ['eta']);
  const traced = sum([f, weighted(program, flat), mul(variable('u'), d1), mul(mul(0.5, variable('h')), d2)]);
  const level = compileRowLoop(program, [], [], [weighted(program, flat)]);
  const slopes = compileRowLoop(program, ['eta'], [d1, d2], [f]);
  const third = compileRowLoop(program, ['eta'], [d3], []);
  const adjoint = compileRowLoop(program, ['eta', 'u', 'h'], [], gradient(traced, names));
  const constant = normaliser(program, rest);
  const total = new Float64Array(1);
  const sums = new Float64Array(names.length);
  return {
    level(auxiliary) {
      level(auxiliary, [], [], total);
      return constant + total[0];
    },
    slopes(eta, auxiliary, d1Out, d2Out) {
      slopes(auxiliary, [eta], [d1Out, d2Out], total);
      return total[0];
    },
    third(eta, auxiliary, d3Out) {
      third(auxiliary, [eta], [d3Out], sums);
    },
    adjoint(eta, auxiliary, u, h, auxiliaryOut) {
      if (names.length === 0) return;
      adjoint(auxiliary, [eta, u, h], [], sums);
      for (let a = 0; a < names.length; a++) auxiliaryOut[a] += sums[a];
    },
  };
});

/** A row's expression times its weight, where there are weights. */
export function weighted({ rows }: Program, e: Expression): Expression {
  return rows.weights === null ? e : mul(variable('weight'), e);
}
