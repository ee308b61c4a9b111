import { fewestRows } from '../density/mergedRows.ts';
import { fixedPartsOf } from '../laplace/fixedPart.ts';
import type { Vec } from '../logDensity.ts';
import { type Program, predictorsOf } from '../program/program.ts';
import { distinctLevels } from './distinctLevels.ts';
import { drawEffect, levelDensity } from './drawEffect.ts';
import { compileFlatPart } from './flatPart.ts';
import { type Found, foundPoints, isAt } from './foundAt.ts';
import { levelModes } from './levelModes.ts';
import { keepNodes, type LevelNodes, levelNodes } from './levelNodes.ts';
import { compileNestedQuadrature } from './nested/density.ts';
import { compileNodeKernel } from './nodeKernel.ts';
import { populationValues } from './populationValues.ts';
import type { QuadratureDensity } from './quadratureDensity.ts';
import { densities, integrateLevel, type LevelIntegral } from './trapezoid.ts';

/** For draws of the effects at a point. */
interface Integrated extends Found {
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
  const population = populationValues(all);
  const { dimension, linear, auxiliary, sds, adjoints } = population;
  const flat = compileFlatPart(program);
  const fixed = fixedPartsOf(rows);
  const modes = levelModes(distinct);
  const kernel = compileNodeKernel(distinct.program);
  const reach = reachOf(terms[0].columns[0], from);
  const etas = predictorsOf(rows).map(() => new Float64Array(rows.count));
  const slopes = etas.map((eta) => eta.slice());
  const integral: LevelIntegral = { value: 0, total: 0, square: 0, from: 0, to: 0, top: 0, scale: 0 };
  const shape = { firstRow: 0, endRow: 0, z: 0, sd: 0, reach: 0 };
  const points = foundPoints(
    (): Integrated => ({ alpha: new Float64Array(dimension).fill(Number.NaN), nodes: levelNodes(levels) }),
  );
  const opened = new Float64Array(dimension);

  /** Prepares the kernel for a point. */
  function open(alpha: Vec): void {
    opened.set(alpha);
    population.forward(alpha);
    fixed.forward(linear, etas);
    kernel.open(etas, auxiliary, sds[0]);
  }

  /** The log likelihood of all levels at an opened point; notes the slopes where they are wanted. */
  function integrate(wantsSlopes: boolean): number {
    const [factor] = sds;
    const { last } = points;
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
    adjoints.sds[0] = factor === 0 ? 0 : squares / factor;
    return sum;
  }

  function evaluate(alpha: Vec, gradOut: Float64Array | null): number {
    open(alpha);
    points.last.alpha.fill(Number.NaN);
    const lp = integrate(gradOut !== null) + flat(auxiliary, adjoints.auxiliary);
    if (gradOut !== null) {
      kernel.readSlopes(slopes, adjoints.auxiliary);
      fixed.adjoint(slopes, adjoints.linear);
    }
    return lp + population.backward(alpha, gradOut);
  }

  const ofShape = levelDensity(kernel, shape);

  return {
    dimension,
    logDensityAndGradient: evaluate,
    value: (alpha) => evaluate(alpha, null),
    complete(rng, alpha, thetaOut) {
      const { nodes } = points.at(alpha, () => evaluate(alpha, null));
      if (!isAt(opened, alpha)) open(alpha);
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
