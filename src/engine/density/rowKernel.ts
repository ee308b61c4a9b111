import { type Expression, gradient, mul, splitSum, variable } from '../autodiff/index.ts';
import { etasOf, type Program } from '../program/program.ts';
import { canShare } from '../wasm/platform.ts';
import { normaliser } from './normaliser.ts';
import { perRows } from './perRows.ts';
import { type Precision, rowShape } from './rowShape.ts';
import { openKernel, prepare } from './wasmInstance.ts';
import { gradientKernel } from './wasmKernel.ts';

/**
 * Sums the rows' log likelihood. Reads the coefficients, auxiliary values and each term's effects `b[level * k + c]`;
 * writes the derivatives to the `...Out` arrays, which stay as they are where there are no rows.
 */
export type RowKernel = (
  linear: Float64Array,
  auxiliary: Float64Array,
  effects: readonly Float64Array[],
  linearOut: Float64Array,
  auxiliaryOut: Float64Array,
  effectsOut: readonly Float64Array[],
) => number;

/** As `RowKernel`, in single precision and without the value: about 1e-6 of the largest slope off, always the same. */
export type RowForce = (...args: Parameters<RowKernel>) => void;

/** Compiles the rows' value and gradient, in double precision; once for the same rows. */
export const compileRowKernel: (program: Program) => RowKernel = perRows((program) => {
  if (program.rows.count === 0) return () => 0;
  const { depends, rest } = likelihoodOf(program);
  const constant = normaliser(program, rest);
  const run = compileGradient(program, 'f64', depends);
  return (...args) => constant + run(...args);
});

/** Compiles the rows' gradient alone, in single precision; once for the same rows. */
export const compileRowForce: (program: Program) => RowForce = perRows((program) => {
  if (program.rows.count === 0) return () => {};
  const run = compileGradient(program, 'f32', likelihoodOf(program).depends);
  return (...args) => {
    run(...args);
  };
});

/** A row's log likelihood: the part that parameters enter, weighted, and the part that none does. */
function likelihoodOf({ rows, auxiliary }: Program): { depends: Expression; rest: Expression } {
  const { depends, rest } = splitSum(
    rows.density,
    new Set([...etasOf(rows), ...auxiliary.map((a) => a.name)]),
  );
  return { depends: rows.weights === null ? depends : mul(variable('weight'), depends), rest };
}

function compileGradient(program: Program, precision: Precision, likelihood: Expression): RowKernel {
  const etas = etasOf(program.rows);
  const slopes = gradient(likelihood, [...etas, ...program.auxiliary.map((a) => a.name)]);
  const isForce = precision === 'f32';
  const { roots, hoisted } = prepare(program.rows, isForce ? slopes : [...slopes, likelihood], etas);
  const expressions = {
    value: isForce ? null : roots[slopes.length],
    slopes: roots.slice(0, etas.length),
    auxiliarySlopes: roots.slice(etas.length, slopes.length),
    hoisted: hoisted.length,
  };
  const kernel = gradientKernel(rowShape(program), precision, expressions, canShare);
  const { run, area } = openKernel(program, precision, kernel, hoisted, 0, canShare);
  const auxiliaryFrom = 1 + area.linear.length;
  return (linear, auxiliary, effects, linearOut, auxiliaryOut, effectsOut) => {
    area.linear.set(linear);
    for (let t = 0; t < effects.length; t++) {
      area.effects[t].set(effects[t]);
      area.gradients[t].fill(0);
    }
    run(auxiliary);
    for (let j = 0; j < linearOut.length; j++) linearOut[j] = area.sums[1 + j];
    for (let j = 0; j < auxiliaryOut.length; j++) auxiliaryOut[j] = area.sums[auxiliaryFrom + j];
    for (let t = 0; t < effectsOut.length; t++) effectsOut[t].set(area.gradients[t]);
    return area.sums[0];
  };
}
