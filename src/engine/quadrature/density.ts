import { fewestRows } from '../density/mergedRows.ts';
import { fixedPartsOf } from '../laplace/fixedPart.ts';
import type { Vec } from '../logDensity.ts';
import { compilePopulationKernel } from '../program/populationKernel.ts';
import { type Program, predictorsOf } from '../program/program.ts';
import { distinctLevels } from './distinctLevels.ts';
import { drawEffect, levelDensity } from './drawEffect.ts';
import { compileFlatPart } from './flatPart.ts';
import { levelModes } from './levelModes.ts';
import { keepNodes, type LevelNodes, levelNodes } from './levelNodes.ts';
import { compileNestedQuadrature } from './nested/density.ts';
import { compileNodeKernel } from './nodeKernel.ts';
import type { QuadratureDensity } from './quadratureDensity.ts';
import { densities, integrateLevel, type LevelIntegral } from './trapezoid.ts';

/** What was found at a point, for draws of the effects there. */
interface Integrated {
  readonly alpha: Float64Array;
  readonly nodes: LevelNodes;
}

/**
 * log p(y | alpha) + log p(alpha) with each level's scalar effect integrated out (see `isQuadrable`), and its gradient by
 * Fisher's identity: the mean over a level's nodes of the gradient with them given. Levels with the same rows are
 * integrated once. NaN, which counts as a divergence, where the error cannot be kept below about 1e-12 of a level's integral.
 * Owns scratch memory. Derivation: docs/methods.md.
 */
export function compileQuadrature(all: Program): QuadratureDensity {
  return all.terms.length === 1 ? compileOneFactor(all) : compileNestedQuadrature(all);
}

function compileOneFactor(all: Program): QuadratureDensity {
  const program = fewestRows(all);
  const distinct = distinctLevels(program);
  const { from, count, of } = distinct;
  const { rows, terms } = distinct.program;
  const levels = count.length;
  const population = compilePopulationKernel(all);
  const flat = compileFlatPart(program);
  const fixed = fixedPartsOf(rows);
  const modes = levelModes(distinct);
  const kernel = compileNodeKernel(distinct.program);
  const reach = reachOf(terms[0].columns[0], from);
  const dimension = all.alpha.length;
  const [nLinear, nAuxiliary] = [all.linear.length, all.auxiliary.length];
  const values = new Float64Array(population.count);
  const adjoints = new Float64Array(population.count);
  const linear = values.subarray(0, nLinear);
  const auxiliary = values.subarray(nLinear, nLinear + nAuxiliary);
  const linearOut = adjoints.subarray(0, nLinear);
  const auxiliaryOut = adjoints.subarray(nLinear, nLinear + nAuxiliary);
  const factorAt = nLinear + nAuxiliary;
  const etas = predictorsOf(rows).map(() => new Float64Array(rows.count));
  const slopes = etas.map((eta) => eta.slice());
  const integral: LevelIntegral = { value: 0, total: 0, square: 0, from: 0, to: 0, top: 0, scale: 0 };
  const shape = { firstRow: 0, endRow: 0, z: 0, sd: 0, reach: 0 };
  const fresh = (): Integrated => ({
    alpha: new Float64Array(dimension).fill(Number.NaN),
    nodes: levelNodes(levels),
  });
  let [last, held] = [fresh(), fresh()];
  const opened = new Float64Array(dimension);

  /** Prepares the kernel for a point. */
  function open(alpha: Vec): void {
    opened.set(alpha);
    population.forward(alpha, values);
    fixed.forward(linear, etas);
    kernel.open(etas, auxiliary, values[factorAt]);
  }

  /** The log likelihood of all levels at an opened point; notes the slopes where they are wanted. */
  function integrate(wantsSlopes: boolean): number {
    const factor = values[factorAt];
    modes.find(etas, auxiliary, factor);
    let sum = 0;
    let squares = 0;
    for (let c = 0; c < levels; c++) {
      shape.firstRow = from[c];
      shape.endRow = from[c + 1];
      shape.z = modes.z[c];
      shape.sd = modes.sd[c];
      shape.reach = Math.abs(factor) * reach[c];
      if (!integrateLevel(kernel, shape, integral)) return Number.NaN;
      sum += count[c] * integral.value;
      squares += count[c] * (integral.square - 1);
      const { from: first, to, top, total } = integral;
      if (wantsSlopes) kernel.addSlopes(from[c], from[c + 1], first, to, count[c] / total);
      keepNodes(last.nodes, c, top, kernel.z, densities(kernel, shape.z, integral), first, to);
    }
    last.alpha.set(opened);
    // the mean of z times the slope in z of log p(y | z) is that of z^2 - 1, by parts
    adjoints[factorAt] = factor === 0 ? 0 : squares / factor;
    return sum;
  }

  function evaluate(alpha: Vec, gradOut: Float64Array | null): number {
    open(alpha);
    adjoints.fill(0);
    last.alpha.fill(Number.NaN);
    const lp = integrate(gradOut !== null) + flat(auxiliary, auxiliaryOut);
    if (gradOut !== null) {
      kernel.readSlopes(slopes, auxiliaryOut);
      fixed.adjoint(slopes, linearOut);
    }
    return lp + population.backward(alpha, adjoints, gradOut ?? scratch);
  }
  const scratch = new Float64Array(dimension);

  /** What was found at a point, found again where it was not the last one. */
  function nodesAt(alpha: Float64Array): LevelNodes {
    const isAt = (point: Float64Array): boolean => point.every((a, i) => a === alpha[i]);
    if (!isAt(held.alpha)) {
      if (!isAt(last.alpha)) evaluate(alpha, null);
      [last, held] = [held, last];
    }
    if (!isAt(opened)) open(alpha);
    return held.nodes;
  }

  const ofShape = levelDensity(kernel, shape);

  return {
    dimension,
    logDensityAndGradient: evaluate,
    value: (alpha) => evaluate(alpha, null),
    complete(rng, alpha, thetaOut) {
      const nodes = nodesAt(alpha);
      thetaOut.set(alpha);
      for (let j = 0; j < of.length; j++) {
        const c = of[j];
        if (c >= 0) {
          shape.firstRow = from[c];
          shape.endRow = from[c + 1];
        }
        thetaOut[dimension + j] = c < 0 ? rng.normal() : drawEffect(rng, nodes, c, ofShape);
      }
    },
  };
}

/** The largest size of a row's column, for each level. */
function reachOf(column: Float64Array | null, from: Int32Array): Float64Array {
  const levels = from.length - 1;
  return Float64Array.from({ length: levels }, (_, c) =>
    column === null
      ? 1
      : column.subarray(from[c], from[c + 1]).reduce((most, x) => Math.max(most, Math.abs(x)), 0),
  );
}
