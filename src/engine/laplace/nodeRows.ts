import { gradient, splitSum } from '../autodiff/index.ts';
import { perRows } from '../density/perRows.ts';
import { compileRowLoop } from '../density/rowLoop.ts';
import type { Program } from '../program/program.ts';
import type { NodeRows } from './latentModel.ts';
import { weighted } from './rowDerivatives.ts';

/** Compiles the pass that quadrature makes at every node, from the family's expression; once for the same rows. */
export const compileNodeRows: (program: Program) => NodeRows = perRows((program) => {
  const names = program.auxiliary.map((a) => a.name);
  const { depends } = splitSum(program.rows.density, new Set(['eta']));
  const f = weighted(program, depends);
  const loop = compileRowLoop(program, ['eta'], [f, ...gradient(f, ['eta', ...names])], []);
  const sums = new Float64Array(1);
  return {
    values(eta, auxiliary, fOut, d1Out, scoresOut) {
      loop(auxiliary, [eta], [fOut, d1Out, ...scoresOut], sums);
    },
  };
});
