import { type Expression, gradient, mul, splitSum, variable } from '../autodiff/index.ts';
import { etasOf, type Program } from '../program/program.ts';
import { canShare } from '../wasm/platform.ts';
import { type SplitLikelihood, splitDistinct } from './distinctRows.ts';
import { fewestRows } from './mergedRows.ts';
import { normaliser } from './normaliser.ts';
import { perRows } from './perRows.ts';
import { type Precision, rowShape } from './rowShape.ts';
import { openKernel, prepare } from './wasmInstance.ts';
import { gradientKernel, valueKernel } from './wasmKernel.ts';

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

/** The value alone, to the rounding of another order of sums. */
export type RowValue = (
  linear: Float64Array,
  auxiliary: Float64Array,
  effects: readonly Float64Array[],
) => number;

/** Compiles the rows' value, in double precision; once for the same rows. */
export const compileRowValue: (program: Program) => RowValue = perRows((all) => {
  if (all.rows.count === 0) return () => 0;
  const program = fewestRows(all);
  const { perRow, distinct, constant } = likelihoodOf(program);
  const { roots, hoisted } = prepare(program, [perRow], etasOf(program.rows));
  const kernel = valueKernel(rowShape(program), { value: roots[0], hoisted: hoisted.length }, canShare);
  const { run, area } = openKernel(program, 'f64', kernel, hoisted, 0, canShare);
  const unread = new Float64Array(program.auxiliary.length);
  return (linear, auxiliary, effects) => {
    area.linear.set(linear);
    for (let t = 0; t < effects.length; t++) area.effects[t].set(effects[t]);
    run(auxiliary);
    const ofRows = constant + area.sums[0];
    return distinct === null ? ofRows : ofRows + distinct(auxiliary, unread);
  };
});

/** Compiles the rows' value and gradient, in double precision; once for the same rows. */
export const compileRowKernel: (program: Program) => RowKernel = perRows((all) => {
  if (all.rows.count === 0) return () => 0;
  const program = fewestRows(all);
  const { perRow, distinct, constant } = likelihoodOf(program);
  const run = compileGradient(program, 'f64', perRow);
  return (...args) => {
    const ofRows = constant + run(...args);
    return distinct === null ? ofRows : ofRows + distinct(args[1], args[4]);
  };
});

/** Compiles the rows' gradient alone, in single precision; once for the same rows. */
export const compileRowForce: (program: Program) => RowForce = perRows((all) => {
  if (all.rows.count === 0) return () => {};
  const program = fewestRows(all);
  const { perRow, distinct } = likelihoodOf(program);
  const run = compileGradient(program, 'f32', perRow);
  return (...args) => {
    run(...args);
    distinct?.(args[1], args[4]);
  };
});

/** The log likelihood: a row's part, weighted; that summed over distinct values; and what no parameter enters. */
function likelihoodOf(program: Program): SplitLikelihood & { readonly constant: number } {
  const { rows, auxiliary } = program;
  const { depends, rest } = splitSum(
    rows.density,
    new Set([...etasOf(rows), ...auxiliary.map((a) => a.name)]),
  );
  const { perRow, distinct } = splitDistinct(program, depends);
  return {
    perRow: rows.weights === null ? perRow : mul(variable('weight'), perRow),
    distinct,
    constant: normaliser(program, rest),
  };
}

function compileGradient(program: Program, precision: Precision, likelihood: Expression): RowKernel {
  const etas = etasOf(program.rows);
  const slopes = gradient(likelihood, [...etas, ...program.auxiliary.map((a) => a.name)]);
  const isForce = precision === 'f32';
  const { roots, hoisted } = prepare(program, isForce ? slopes : [...slopes, likelihood], etas);
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
