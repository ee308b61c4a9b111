import { constant } from '../autodiff/index.ts';
import { compileLogDensity } from '../density/logDensity.ts';
import type { RowForce } from '../density/rowKernel.ts';
import { rescaleAffine, transposedTimes } from '../hmc/affine.ts';
import type { AdaptableDensity } from '../hmc/referenceChain.ts';
import type { Vec } from '../logDensity.ts';
import { groupEffects, groupEffectsAdjoint } from '../program/groupEffects.ts';
import { compilePopulationKernel } from '../program/populationKernel.ts';
import { dimensionOf, type Program } from '../program/program.ts';
import { createLevelTransport } from './levels.ts';
import type { Transport } from './transport.ts';

/** The posterior in a transport's coordinates, where it is nearly standard normal. */
export interface ReferenceDensity extends AdaptableDensity {
  /** As the gradient, but with the rows in single precision, or with what was given for them. */
  force(xi: Vec, gradOut: Float64Array): void;
  toTheta(xi: Vec, thetaOut: Float64Array): void;
}

/**
 * lp(theta(xi)) + log |d theta / d xi|, up to the constant log |factor|, with its gradient: the program's own gradient,
 * pulled back through the levels' transport and alpha's linear map. With a cheap force of the rows, trajectories are driven by it
 * from end to end. Owns scratch memory.
 */
export function compileReference(program: Program, transport: Transport, cheap?: RowForce): ReferenceDensity {
  return prepareReference(program, transport, cheap)();
}

/**
 * The same as often as it is opened, each time with coordinates of its own that `rescale` changes. What all share holds nothing
 * from one call to the next, so chains of one thread may take turns.
 */
export function prepareReference(
  program: Program,
  transport: Transport,
  cheap?: RowForce,
): () => ReferenceDensity {
  const { starts, width } = transport;
  const nAlpha = transport.centre.length;
  const nLinear = program.linear.length;
  const linearStart = width - nLinear;
  const target = compileLogDensity(program, cheap);
  const dimension = dimensionOf(program);
  const population = compilePopulationKernel({ ...program, logPrior: constant(0) });
  const values = new Float64Array(population.count);
  const adjoints = new Float64Array(population.count);
  const [w, wBar] = [new Float64Array(width), new Float64Array(width)];
  const [theta, thetaBar] = [new Float64Array(dimension), new Float64Array(dimension)];
  const xi = new Float64Array(dimension);
  const [alphaBar, viaLevels] = [new Float64Array(nAlpha), new Float64Array(nAlpha)];
  const throughEffects = new Float64Array(width);
  const lScratch = adjoints.map(() => 0);
  const valueAt = valueStarts(program);
  const stages = transport.stages.map((stage) => {
    const { term, k } = stage;
    const [start, end] = [starts[term], starts[term + 1]];
    const block = (of: Float64Array): Float64Array => of.subarray(nAlpha + start, nAlpha + end);
    const factorOf = (of: Float64Array): Float64Array => of.subarray(valueAt[term], valueAt[term] + k * k);
    return {
      k,
      levels: createLevelTransport(stage),
      l: factorOf(values),
      lBar: factorOf(adjoints),
      lThroughEffects: factorOf(lScratch),
      xi: block(xi),
      z: block(theta),
      zBar: block(thetaBar),
      b: w.subarray(start, end),
      bBar: wBar.subarray(start, end),
      zThroughEffects: throughEffects.subarray(start, end),
    };
  });
  const backwards = [...stages].reverse();
  /** No other term's map reads its effects. */
  const placedLast = stages.at(-1);

  /** Fills theta from xi; returns the levels' log Jacobian. */
  function place(at: Vec, { centre, factor }: AlphaMap): number {
    xi.set(at);
    for (let i = 0; i < nAlpha; i++) {
      let sum = centre[i];
      for (let j = 0; j <= i; j++) sum += factor[i * nAlpha + j] * xi[j];
      theta[i] = sum;
    }
    population.forward(theta, values);
    w.set(values.subarray(0, nLinear), linearStart);
    let logJacobian = 0;
    for (const stage of stages) {
      logJacobian += stage.levels.forward(stage.l, w, stage.xi, stage.z);
      if (stage !== placedLast) groupEffects(stage.l, stage.k, stage.z, stage.b);
    }
    return logJacobian;
  }

  /** Turns d lp / d theta, in `thetaBar`, into the gradient by xi; `place` must have been at the same point. */
  function pullBack(factor: Float64Array, gradOut: Float64Array): void {
    adjoints.fill(0);
    wBar.fill(0);
    for (const s of backwards) {
      if (s !== placedLast) {
        groupEffectsAdjoint(s.l, s.k, s.z, s.bBar, s.zThroughEffects, s.lThroughEffects);
        for (let i = 0; i < s.zBar.length; i++) s.zBar[i] += s.zThroughEffects[i];
        for (let i = 0; i < s.lBar.length; i++) s.lBar[i] += s.lThroughEffects[i];
      }
      s.levels.backward(s.zBar, s.xi, wBar, s.lBar);
    }
    for (let j = 0; j < nLinear; j++) adjoints[j] = wBar[linearStart + j];
    population.backward(theta, adjoints, viaLevels);
    for (let a = 0; a < nAlpha; a++) alphaBar[a] = thetaBar[a] + viaLevels[a];
    gradOut.set(xi); // the levels have left d / d xi in their places
    transposedTimes(factor, nAlpha, alphaBar, gradOut);
  }

  return () => {
    const map: AlphaMap = { centre: transport.centre.slice(), factor: transport.factor.slice() };
    return {
      dimension,
      adaptable: nAlpha,
      rescale(shift, scale) {
        rescaleAffine(map.centre, map.factor, nAlpha, shift, scale);
      },
      toTheta(at, thetaOut) {
        place(at, map);
        thetaOut.set(theta);
      },
      logDensityAndGradient(at, gradOut) {
        const logJacobian = place(at, map);
        const lp = target.logDensityAndGradient(theta, thetaBar);
        pullBack(map.factor, gradOut);
        return lp + logJacobian;
      },
      ...(cheap === undefined ? {} : { logDensity: (at: Vec) => place(at, map) + target.logDensity(theta) }),
      force(at, gradOut) {
        place(at, map);
        target.force(theta, thetaBar);
        pullBack(map.factor, gradOut);
      },
    };
  };
}

/** alpha = centre + factor xi, changed by `rescale`. */
interface AlphaMap {
  readonly centre: Float64Array;
  readonly factor: Float64Array;
}

/** Where each term's L starts among the constrained values. */
function valueStarts(program: Program): number[] {
  let at = program.linear.length + program.auxiliary.length;
  return program.terms.map(({ coefs }) => {
    at += coefs.length ** 2;
    return at - coefs.length ** 2;
  });
}
