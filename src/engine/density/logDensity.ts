import { halfLog2Pi } from '../elementary/constants.ts';
import { timesBlocks, transposedTimesBlocks } from '../linalg/sparse.ts';
import type { LogDensity, Vec } from '../logDensity.ts';
import { groupEffects, groupEffectsAdjoint } from '../program/groupEffects.ts';
import { compilePopulationKernel } from '../program/populationKernel.ts';
import { demandRows, dimensionOf, type Program, placeCount } from '../program/program.ts';
import { demandIndependentRows } from '../program/residual.ts';
import { effectStarts, factorStarts } from '../program/starts.ts';
import {
  compileRowForce,
  compileRowKernel,
  compileRowValue,
  type RowForce,
  type RowKernel,
  type RowValue,
} from './rowKernel.ts';

/** A log density with a cheap gradient beside it, for samplers that accept or reject by the exact value. */
export interface LogDensityWithForce extends LogDensity {
  /** The value alone: that of `logDensityAndGradient` but for rounding. */
  logDensity(theta: Vec): number;
  /** As the gradient, but from what is given for the rows, or from rows in single precision: about 1e-6 of its size off, and always the same. */
  force(theta: Vec, gradOut: Float64Array): void;
}

/**
 * The posterior log density of a program over theta = (alpha, z), normalised as far as the priors and families are.
 * Owns scratch memory: one per chain.
 */
export function compileLogDensity(program: Program, cheap?: RowForce): LogDensityWithForce {
  demandIndependentRows(program, 'sample');
  demandRows(program, 'sample');
  const population = compilePopulationKernel(program);
  const rowKernel = compileRowKernel(program);
  const dimension = dimensionOf(program);
  const nAlpha = program.alpha.length;
  const nLinear = program.linear.length;
  const nAuxiliary = program.auxiliary.length;
  const values = new Float64Array(population.count);
  const adjoints = new Float64Array(population.count);
  const linear = values.subarray(0, nLinear);
  const auxiliary = values.subarray(nLinear, nLinear + nAuxiliary);
  const linearOut = adjoints.subarray(0, nLinear);
  const auxiliaryOut = adjoints.subarray(nLinear, nLinear + nAuxiliary);
  const theta = new Float64Array(dimension);
  const alphaOut = new Float64Array(nAlpha);
  const factorAt = factorStarts(program.terms, nLinear + nAuxiliary);
  const thetaAt = effectStarts(program.terms, nAlpha);
  const terms = program.terms.map(({ coefs, mixing }, t) => ({
    k: coefs.length,
    mixing,
    start: thetaAt[t],
    end: thetaAt[t + 1],
    factor: values.subarray(factorAt[t], factorAt[t + 1]),
    factorOut: adjoints.subarray(factorAt[t], factorAt[t + 1]),
    z: theta.subarray(thetaAt[t], thetaAt[t + 1]),
  }));
  const effects = program.terms.map((t) => new Float64Array(placeCount(t) * t.coefs.length));
  const effectsOut = effects.map((b) => new Float64Array(b.length));
  /** Of the levels, where rows have mixtures of them. */
  const unmixed = terms.map(({ mixing, z }) => new Float64Array(mixing === undefined ? 0 : z.length));
  const constant = -(dimension - nAlpha) * halfLog2Pi;

  const evaluate = (at: Vec, gradOut: Float64Array, rows: RowKernel | RowForce): number => {
    theta.set(at);
    population.forward(theta, values);
    terms.forEach(({ factor, k, z, mixing }, t) => {
      groupEffects(factor, k, z, mixing === undefined ? effects[t] : unmixed[t]);
      if (mixing !== undefined) timesBlocks(mixing.places, k, unmixed[t], effects[t]);
      effectsOut[t].fill(0);
    });
    adjoints.fill(0);
    const ofRows = rows(linear, auxiliary, effects, linearOut, auxiliaryOut, effectsOut);
    let lp = constant + (ofRows ?? 0);
    terms.forEach(({ factor, factorOut, k, z, start, end, mixing }, t) => {
      const zOut = gradOut.subarray(start, end);
      if (mixing !== undefined) transposedTimesBlocks(mixing.places, k, effectsOut[t], unmixed[t]);
      const pulled = mixing === undefined ? effectsOut[t] : unmixed[t];
      groupEffectsAdjoint(factor, k, z, pulled, zOut, factorOut);
      let squares = 0;
      for (let i = 0; i < z.length; i++) {
        squares += z[i] * z[i];
        zOut[i] -= z[i];
      }
      lp -= 0.5 * squares;
    });
    lp += population.backward(theta, adjoints, alphaOut);
    gradOut.set(alphaOut);
    return lp;
  };

  const valueAt = (at: Vec, rows: RowValue): number => {
    theta.set(at);
    population.forward(theta, values);
    let lp = constant;
    terms.forEach(({ factor, k, z, mixing }, t) => {
      groupEffects(factor, k, z, mixing === undefined ? effects[t] : unmixed[t]);
      if (mixing !== undefined) timesBlocks(mixing.places, k, unmixed[t], effects[t]);
      let squares = 0;
      for (let i = 0; i < z.length; i++) squares += z[i] * z[i];
      lp -= 0.5 * squares;
    });
    adjoints.fill(0);
    lp += rows(linear, auxiliary, effects);
    return lp + population.backward(theta, adjoints, alphaOut);
  };

  let rowForce = cheap;
  let rowValue: RowValue | undefined;
  return {
    dimension,
    logDensityAndGradient: (at, gradOut) => evaluate(at, gradOut, rowKernel),
    logDensity(at) {
      rowValue ??= compileRowValue(program);
      return valueAt(at, rowValue);
    },
    force(at, gradOut) {
      rowForce ??= compileRowForce(program);
      evaluate(at, gradOut, rowForce);
    },
  };
}
