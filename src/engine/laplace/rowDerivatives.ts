import { type Expression, gradient, mul, splitSum, sum, variable } from '../autodiff/index.ts';
import { distinctSum } from '../density/distinctRows.ts';
import { normaliser } from '../density/normaliser.ts';
import { perRows } from '../density/perRows.ts';
import { compileRowLoop } from '../density/rowLoop.ts';
import { etasOf, type Program } from '../program/program.ts';
import type { RowDerivatives } from './latentModel.ts';
import { pairAt } from './packed.ts';

/**
 * Compiles the passes from the family's expression by repeated reverse mode; once for the same rows.
 * Throws RangeError where an operation has no derivative high enough (digamma of eta).
 */
export const compileRowDerivatives: (program: Program) => RowDerivatives = perRows((program) => {
  const names = program.auxiliary.map((a) => a.name);
  const etas = etasOf(program.rows);
  const { depends, rest } = splitSum(program.rows.density, new Set([...etas, ...names]));
  const { depends: curved, rest: flat } = splitSum(depends, new Set(etas));
  const f = weighted(program, curved);
  const d1 = gradient(f, etas);
  const d2 = d1.flatMap((slope, p) => gradient(slope, etas.slice(0, p + 1)));
  const d3 = etas.flatMap((_, p) =>
    etas.slice(0, p + 1).flatMap((_, q) => gradient(d2[pairAt(p, q)], etas.slice(0, q + 1))),
  );
  const [u, h] = [d1.map((_, p) => `u ${p}`), d2.map((_, pair) => `h ${pair}`)];
  const distinct = distinctSum(program, flat);
  const leveled = distinct === null ? [weighted(program, flat)] : [];
  const traced = sum([f, ...leveled, ...traces(d1, d2, u, h)]);
  const level = compileRowLoop(program, [], [], leveled);
  const slopes = compileRowLoop(program, etas, [...d1, ...d2], [f]);
  const third = compileRowLoop(program, etas, d3, []);
  const adjoint = compileRowLoop(program, [...etas, ...u, ...h], [], gradient(traced, names));
  const constant = normaliser(program, rest);
  const total = new Float64Array(1);
  const sums = new Float64Array(names.length);
  return {
    level(auxiliary) {
      if (distinct !== null) return constant + distinct(auxiliary, sums);
      level(auxiliary, [], [], total);
      return constant + total[0];
    },
    slopes(eta, auxiliary, d1Out, d2Out) {
      slopes(auxiliary, eta, [...d1Out, ...d2Out], total);
      return total[0];
    },
    third(eta, auxiliary, d3Out) {
      third(auxiliary, eta, d3Out, sums);
    },
    adjoint(eta, auxiliary, u, h, auxiliaryOut) {
      if (names.length === 0) return;
      adjoint(auxiliary, [...eta, ...u, ...h], [], sums);
      for (let a = 0; a < names.length; a++) auxiliaryOut[a] += sums[a];
      distinct?.(auxiliary, auxiliaryOut);
    },
  };
});

/** u_p f_p for every linear predictor, and h_pq f_pq / 2 for every pair, in either order. */
function traces(
  d1: readonly Expression[],
  d2: readonly Expression[],
  u: readonly string[],
  h: readonly string[],
): Expression[] {
  const ofPairs = d1.flatMap((_, p) =>
    d1.slice(0, p + 1).map((_, q) => {
      const [second, by] = [d2[pairAt(p, q)], variable(h[pairAt(p, q)])];
      return mul(p === q ? mul(0.5, by) : by, second);
    }),
  );
  return [...d1.map((slope, p) => mul(variable(u[p]), slope)), ...ofPairs];
}

/** A row's expression times its weight, where there are weights. */
export function weighted({ rows }: Program, e: Expression): Expression {
  return rows.weights === null ? e : mul(variable('weight'), e);
}
