import { gradient, splitSum } from '../autodiff/index.ts';
import { distinctSum } from '../density/distinctRows.ts';
import { normaliser } from '../density/normaliser.ts';
import { compileRowLoop } from '../density/rowLoop.ts';
import { weighted } from '../laplace/rowDerivatives.ts';
import { etasOf, type Program } from '../program/program.ts';

/** The log likelihood that no linear predictor enters. Adds its derivatives in the auxiliary values to `slopesOut`. */
export type FlatPart = (auxiliary: Float64Array, slopesOut: Float64Array) => number;

export function compileFlatPart(program: Program): FlatPart {
  const names = program.auxiliary.map(({ name }) => name);
  const etas = new Set(etasOf(program.rows));
  const { depends, rest } = splitSum(program.rows.density, new Set([...etas, ...names]));
  const { rest: flat } = splitSum(depends, etas);
  const constant = normaliser(program, rest);
  const distinct = distinctSum(program, flat);
  if (distinct !== null) return (auxiliary, slopesOut) => constant + distinct(auxiliary, slopesOut);
  const isNone = flat.kind === 'constant' && flat.value === 0;
  const perRow = weighted(program, flat);
  const loop = compileRowLoop(program, [], [], isNone ? [] : [perRow, ...gradient(perRow, names)]);
  const sums = new Float64Array(1 + names.length);
  return (auxiliary, slopesOut) => {
    loop(auxiliary, [], [], sums);
    for (let a = 0; a < names.length; a++) slopesOut[a] += sums[1 + a];
    return constant + sums[0];
  };
}
