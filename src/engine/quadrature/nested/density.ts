import { fewestRows } from '../../density/mergedRows.ts';
import { halfLog2Pi } from '../../elementary/constants.ts';
import { exp, log } from '../../elementary.ts';
import { fixedPartsOf } from '../../laplace/fixedPart.ts';
import type { Vec } from '../../logDensity.ts';
import { type Program, predictorsOf } from '../../program/program.ts';
import type { Rng } from '../../rng.ts';
import { drawEffect, lastNode, levelDensity } from '../drawEffect.ts';
import { compileFlatPart } from '../flatPart.ts';
import { type Found, foundPoints, isAt } from '../foundAt.ts';
import { keepNodes, type LevelNodes, levelNodes } from '../levelNodes.ts';
import { compileNodeKernel } from '../nodeKernel.ts';
import { mostTilts, tiltsAtOnce } from '../nodeModule.ts';
import { populationValues } from '../populationValues.ts';
import type { QuadratureDensity } from '../quadratureDensity.ts';
import { closer, isRight, missing, mostTries } from '../trapezoid.ts';
import { classTables } from './classTables.ts';
import { nestedLevels } from './nestedLevels.ts';
import { nestedModes } from './nestedModes.ts';
import { tables } from './tables.ts';
import { type Closeness, closeEnough, farthest, spreadTilted, tiltedSums } from './tilted.ts';

/** For draws of the effects at a point. */
interface Integrated extends Found {
  /** Of outer levels. */
  readonly nodes: LevelNodes;
  readonly outer: Float64Array;
  readonly inner: Float64Array;
  readonly innerSd: Float64Array;
  readonly follows: Float64Array;
}

/** Tables are made for so many outer nodes more to either side than are taken first. */
const further = 3;
/** What the errors of an outer level's inner integrals, up to 1e-10 each, may come to. */
const rounding = 1e-6;
/** Products of sums are taken apart where they leave what is safe. */
const large = 1e100;
const small = 1e-100;
/** Most nodes of an outer level. */
const most = 8192;
const middle = most / 2;
/** Nodes that effects are drawn by: how far apart in sds, and how deep they reach. They need not be close. */
const drawnApart = 0.9;
const drawn = { deep: 4, atFirst: 4 };
/** Of an effect, where rounding in a table leaves less. */
const leastVariance = 1e-6;

/**
 * `compileQuadrature` where there are two factors, one within the other. With b_c = tau v_c the effect of an outer level, the
 * integral over v_c is that of phi(v_c) times the product of its inner levels' integrals given b_c; both are made by the trapezoidal rule, and
 * one table of an inner level's nodes gives its integrals at all outer nodes. `close` is for what only has to be near. Owns scratch memory. Derivation: docs/methods.md.
 */
export function compileNestedQuadrature(all: Program, nearness?: Closeness): QuadratureDensity {
  const program = fewestRows(all);
  const nested = nestedLevels(program);
  const close = nearness ?? closeEnough(all.terms[0].levels.length + all.terms[1].levels.length);
  const { from, outer: outerOf, members, terms: places } = nested;
  const { from: rowFrom, count } = nested.inner;
  const { rows, terms } = nested.inner.program;
  const moving = terms[0].predictors[0];
  const outerLevels = outerOf.length;
  const innerLevels = count.length;
  /** Outer nodes taken first, to either side: a little more than a normal density needs. */
  const atFirst = Math.ceil(Math.sqrt(2 * close.deep) / close.outerPerSd + 1.5);
  const population = populationValues(all);
  const { dimension, linear, auxiliary, sds, adjoints } = population;
  const flat = compileFlatPart(program);
  const fixed = fixedPartsOf(rows);
  const kernel = compileNodeKernel(nested.inner.program);
  const startOf = (place: number): number => dimension + (place === 0 ? 0 : all.terms[0].levels.length);
  const [innerStart, outerStart] = [startOf(places.inner), startOf(places.outer)];
  const etas = predictorsOf(rows).map(() => new Float64Array(rows.count));
  const slopes = etas.map((eta) => eta.slice());
  const moved = new Float64Array(rows.count);
  const classes = classTables(nested, kernel, moved, close);
  const modes = nestedModes(nested, classes);
  /** The outer effect that is in each outer level's rows now. */
  const centre = new Float64Array(outerLevels);
  const { shape, table, sums, make, sum } = tiltedSums(kernel, close);
  const tilts = { first: 0, step: 0, count: 0 };
  const product = new Float64Array(mostTilts);
  /** Tables that are kept: of which outer level (-1 for none), where it was centred, and for which tilts. */
  const kept = tables(Math.max(...from.subarray(1).map((end, c) => end - from[c])));
  const known = { outer: -1, centre: 0, low: 0, high: 0 };
  const [z, level, weight] = Array.from({ length: 3 }, () => new Float64Array(most));
  const span = { from: 0, to: 0, top: 0, step: 0 };
  const opened = new Float64Array(dimension).fill(Number.NaN);
  /** The sds of outer and inner effects. */
  let [outer, inner] = [0, 0];
  const points = foundPoints(
    (): Integrated => ({
      alpha: new Float64Array(dimension).fill(Number.NaN),
      nodes: levelNodes(outerLevels),
      outer: new Float64Array(outerLevels),
      ...{ inner: new Float64Array(innerLevels), innerSd: new Float64Array(innerLevels) },
      follows: new Float64Array(innerLevels),
    }),
  );

  /** Prepares the kernel for a point, its rows at the outer effects given; null for their top. */
  function open(alpha: Vec, outerEffects: Float64Array | null, wantsSlopes: boolean): void {
    opened.set(alpha);
    known.outer = -1;
    population.forward(alpha);
    outer = sds[places.outer];
    inner = sds[places.inner];
    fixed.forward(linear, etas);
    moved.set(etas[moving]);
    kernel.open(etas, auxiliary, inner);
    classes.open(etas[moving], inner, wantsSlopes);
    if (outerEffects === null) modes.find(etas, auxiliary, outer, inner);
    centre.set(outerEffects ?? modes.outer);
    for (let c = 0; c < outerLevels; c++) shiftRows(c);
    kernel.move(0, rows.count, moved);
  }

  function shiftRows(c: number): void {
    const by = outer * centre[c];
    const eta = etas[moving];
    for (let i = rowFrom[from[c]]; i < rowFrom[from[c + 1]]; i++) moved[i] = eta[i] + by;
  }

  /** Puts an outer effect into the rows of an outer level. */
  function centreAt(c: number, v: number): void {
    if (centre[c] === v) return;
    centre[c] = v;
    shiftRows(c);
    kernel.move(rowFrom[from[c]], rowFrom[from[c + 1]], moved);
  }

  /**
   * For outer effects first + k step, an outer level's rows being put where one table does for all: `count` of them, or the first few.
   * Returns how many are served, with `tilts` set.
   */
  function openTilts(c: number, at: Integrated, first: number, step: number, count: number): number {
    const ratio = outer / inner;
    const own = at.outer[c];
    const farther = Math.max(Math.abs(first - own), Math.abs(first + (count - 1) * step - own));
    const isNear = ratio * farther <= farthest;
    const room = ratio * step > 0 ? 1 + Math.floor((2 * farthest) / (ratio * step)) : count;
    const served = Math.min(count, mostTilts, isNear ? count : room);
    centreAt(c, isNear ? own : first + ((served - 1) / 2) * step);
    tilts.first = ratio * (first - centre[c]);
    tilts.step = ratio * step;
    tilts.count = served;
    // about the level's own place tables are for all nodes that are taken as a rule
    const width = isNear ? Math.min(farthest, ratio * step * (atFirst + further)) : 0;
    const last = tilts.first + (served - 1) * tilts.step;
    const isKept =
      known.outer === c && known.centre === centre[c] && known.low <= tilts.first && last <= known.high;
    if (!isKept) {
      known.outer = -1;
      known.centre = centre[c];
      known.low = Math.min(-width, tilts.first);
      known.high = Math.max(width, last);
      kept.clear();
    }
    return served;
  }

  function openLevel(c: number, j: number, at: Integrated): void {
    shape.firstRow = rowFrom[j];
    shape.endRow = rowFrom[j + 1];
    shape.z = at.inner[j] + at.follows[j] * (centre[c] - at.outer[c]);
    shape.sd = at.innerSd[j];
    shape.reach = Math.abs(inner);
  }

  /** Puts the nodes of inner level j, kept or new, and their sums at the tilts into the kernel and `sums`; false where they cannot be had. */
  function sumLevel(c: number, j: number, at: Integrated): boolean {
    openLevel(c, j, at);
    if (known.outer === c) {
      kept.restore(kernel, j - from[c], table);
      if (sum(tilts)) return true;
      // closer nodes than those kept
      known.outer = -1;
      known.low = tilts.first;
      known.high = tilts.first + (tilts.count - 1) * tilts.step;
    }
    return make(known.low, known.high, tilts);
  }

  /** Writes the log density of an outer level's effect at first + k step; false where it cannot be had. */
  function outerValues(c: number, at: Integrated, first: number, step: number, out: Float64Array): boolean {
    for (let k = 0; k < out.length; ) {
      const served = openTilts(c, at, first + k * step, step, out.length - k);
      let constant = 0;
      let ends = 0;
      let levels = 0;
      product.fill(1, 0, served);
      out.fill(0, k, k + served);
      const isNew = known.outer !== c;
      for (let j = from[c]; j < from[c + 1]; j++) {
        const many = count[j];
        if (classes.of[j] >= 0) {
          classes.addValues(j, outer * (first + k * step), outer * step, many, out, k, k + served);
          if (isNew) kept.skip();
          continue;
        }
        if (!sumLevel(c, j, at)) return false;
        if (isNew) kept.keep(kernel, table);
        constant += many * (table.top + log(table.step) - halfLog2Pi);
        ends += many * table.end;
        levels += many;
        if (many === 1) multiplyBySums(served, out, k);
        else for (let s = 0; s < served; s++) out[k + s] += many * log(sums[s]);
      }
      if (isNew) known.outer = c;
      for (let s = 0; s < served; s++) {
        const v = first + (k + s) * step;
        const t = tilts.first + s * tilts.step;
        out[k + s] += log(product[s]) + constant + t * (ends - 0.5 * levels * t) - 0.5 * v * v;
      }
      k += served;
    }
    return true;
  }

  /** Products of sums, whose logarithms go to `out` only where they leave what is safe. */
  function multiplyBySums(served: number, out: Float64Array, k: number): void {
    for (let s = 0; s < served; s++) {
      const next = product[s] * sums[s];
      if (next < large && next > small) product[s] = next;
      else {
        out[k + s] += log(product[s]) + log(sums[s]);
        product[s] = 1;
      }
    }
  }

  /** An outer level's nodes and their weights, left in `span`; false where they cannot be had. */
  function outerNodes(c: number): boolean {
    let step = close.outerPerSd * modes.outerSd[c];
    for (let tries = 0; tries < mostTries; tries++, step /= closer) {
      if (!spreadOuter(c, step)) return false;
      if (areClose()) return true;
    }
    return false;
  }

  function spreadOuter(c: number, step: number): boolean {
    const own = points.last.outer[c];
    let [start, end] = [middle - atFirst, middle + atFirst];
    let top = Number.NEGATIVE_INFINITY;
    const take = (a: number, b: number): boolean => {
      for (let q = a; q < b; q++) z[q] = own + (q - middle + 0.5) * step;
      if (!outerValues(c, points.last, z[a], step, level.subarray(a, b))) return false;
      for (let q = a; q < b; q++) if (level[q] > top) top = level[q];
      return true;
    };
    if (!take(start, end)) return false;
    while (level[start] > top - close.deep) {
      const a = start - missing(level[start] - top, level[start + 1] - level[start], step, close.deep);
      if (!(a >= 0) || !take(a, start)) return false;
      start = a;
    }
    while (level[end - 1] > top - close.deep) {
      const b = end + missing(level[end - 1] - top, level[end - 2] - level[end - 1], step, close.deep);
      if (!(b <= most) || !take(end, b)) return false;
      end = b;
    }
    span.from = start;
    span.to = end;
    span.top = top;
    span.step = step;
    return Number.isFinite(top);
  }

  /** Weighs the outer nodes; whether their sum is right by its parts over every fourth one. */
  function areClose(): boolean {
    parts.fill(0);
    for (let q = span.from; q < span.to; q++) parts[q % 4] += weight[q] = exp(level[q] - span.top);
    return isRight(parts, close.mostApart);
  }
  const parts = new Float64Array(4);

  /** The log likelihood of all levels at an opened point; notes the slopes where they are wanted. */
  function integrate(wantsSlopes: boolean): number {
    let all = 0;
    const { last } = points;
    for (let c = 0; c < outerLevels; c++) {
      if (!outerNodes(c)) return Number.NaN;
      const { from: a, to: b, step, top } = span;
      let [total, square] = [0, 0];
      for (let q = a; q < b; q++) {
        total += weight[q];
        square += weight[q] * z[q] * z[q];
      }
      all += top + log(total * step) - halfLog2Pi;
      keepNodes(last.nodes, c, top, z, weight, a, b);
      if (!wantsSlopes) continue;
      for (let q = a; q < b; q++) weight[q] /= total;
      // the mean of v times the slope in v of the likelihood is that of v^2 - 1, by parts
      if (outer !== 0) adjoints.sds[places.outer] += (square / total - 1) / outer;
      if (!addSlopes(c, a, b)) return Number.NaN;
    }
    last.alpha.set(opened);
    return all;
  }

  /** Notes the slopes of an outer level's rows, averaged over nodes of both factors. */
  function addSlopes(c: number, a: number, b: number): boolean {
    for (let q = a; q < b; ) {
      const served = openTilts(c, points.last, z[q], span.step, b - q);
      for (let j = from[c]; j < from[c + 1]; j++) {
        if (classes.of[j] >= 0) {
          addClassSlopes(j, q, served);
          continue;
        }
        if (!sumLevel(c, j, points.last)) return false;
        replace();
        adjoints.sds[places.inner] += (count[j] * excess(q, served)) / inner;
        kernel.addSlopes(rowFrom[j], rowFrom[j + 1], table.from, table.to, count[j]);
      }
      q += served;
    }
    return true;
  }

  /** The slopes of a level that is a function f of a linear predictor; by the heat equation that in the factor is its times f'' + f'^2. */
  function addClassSlopes(j: number, q: number, served: number): void {
    const step = outer * span.step;
    const { slope, bend, others } = classes.sumDerivatives(j, outer * z[q], step, weight, q, q + served);
    const first = rowFrom[j];
    rowSlopes[first] += count[j] * slope;
    for (let i = 0; i < others.length; i++) {
      rowSlopes[first] -= count[j] * others[i];
      rowSlopes[first + 1 + i] += count[j] * others[i];
    }
    adjoints.sds[places.inner] += count[j] * inner * bend;
  }
  const rowSlopes = new Float64Array(rows.count);

  /** Puts the nodes of a table where it says. */
  function replace(): void {
    const { from: start, to: end, step } = table;
    for (let m = start; m < end; m++) kernel.z[m] = table.end - (end - 1 - m) * step;
    kernel.place(start, end);
  }

  /** Makes a table's weights those of its nodes under all tilts together; returns the mean of u^2 - 1 times the tilts' weight, u = z - t. */
  function excess(q: number, served: number): number {
    const { z: nodes, weight: weights, tiltBy, tiltShift, tilted, mixed, mixedShift } = kernel;
    const { from: start, to: end, step } = table;
    const padded = tiltsAtOnce * Math.ceil(served / tiltsAtOnce);
    tiltBy.fill(1, served, padded);
    tiltShift.fill(0, served, padded);
    tilted.fill(0, 2 * served, 2 * padded);
    let sum = 0;
    for (let s = 0; s < served; s++) {
      const t = tilts.first + s * tilts.step;
      const ratio = exp(step * t);
      const share = (weight[q + s] * exp(t * (nodes[start] - table.end))) / sums[s];
      tiltBy[s] = ratio * ratio;
      tiltShift[s] = t;
      tilted[2 * s] = share;
      tilted[2 * s + 1] = share * ratio;
      sum += weight[q + s] * (t * t - 1);
    }
    kernel.mix(start, end, padded);
    for (let m = start; m < end; m++) {
      sum += weights[m] * nodes[m] * (nodes[m] * mixed[m] - 2 * mixedShift[m]);
      weights[m] *= mixed[m];
    }
    return sum;
  }

  function evaluate(alpha: Vec, gradOut: Float64Array | null): number {
    const { last } = points;
    last.alpha.fill(Number.NaN);
    open(alpha, null, gradOut !== null);
    last.outer.set(modes.outer);
    last.inner.set(modes.inner);
    last.innerSd.set(modes.innerSd);
    last.follows.set(modes.follows);
    rowSlopes.fill(0);
    const lp = integrate(gradOut !== null) + flat(auxiliary, adjoints.auxiliary);
    if (gradOut !== null) {
      kernel.readSlopes(slopes, adjoints.auxiliary);
      for (let i = 0; i < rows.count; i++) slopes[moving][i] += rowSlopes[i];
      fixed.adjoint(slopes, adjoints.linear);
    }
    return lp + population.backward(alpha, gradOut);
  }

  const one = new Float64Array(1);
  /** Those of one inner level, where the kernel has them. */
  const own: LevelNodes = { ...levelNodes(1), z: kernel.z, density: kernel.weight };
  const ownDensity = levelDensity(kernel, shape);
  const still = { first: 0, step: 0, count: 1 };

  return {
    dimension,
    logDensityAndGradient: evaluate,
    value: (alpha) => evaluate(alpha, null),
    complete(rng, alpha, thetaOut) {
      const found = points.at(alpha, () => evaluate(alpha, null));
      if (!isAt(opened, alpha)) open(alpha, found.outer, false);
      known.outer = -1;
      thetaOut.set(alpha);
      // levels without rows keep what the prior says
      for (let i = dimension; i < thetaOut.length; i++) thetaOut[i] = Number.NaN;
      for (let c = 0; c < outerLevels; c++) {
        const density = (point: number): number =>
          outerValues(c, found, point, 0, one) ? one[0] : Number.NaN;
        const v = drawEffect(rng, found.nodes, c, density, rounding);
        thetaOut[outerStart + outerOf[c]] = v;
        centreAt(c, v);
        for (let j = from[c]; j < from[c + 1]; j++) drawInner(rng, found, c, j, v, thetaOut);
      }
      for (let i = dimension; i < thetaOut.length; i++)
        if (Number.isNaN(thetaOut[i])) thetaOut[i] = rng.normal();
    },
  };

  /** The effects of the inner levels that number j stands for, given the outer effect v that is in the rows. */
  function drawInner(
    rng: Rng,
    found: Integrated,
    c: number,
    j: number,
    v: number,
    thetaOut: Float64Array,
  ): void {
    openLevel(c, j, found);
    if (classes.of[j] >= 0) {
      // mean and variance of the effect u, by parts: E[u] = sd f', Var[u] = 1 + sd^2 f''
      const { slope, bend } = classes.derivatives(j, outer * v);
      shape.z = inner * slope;
      shape.sd = Math.sqrt(Math.max(leastVariance, 1 + inner * inner * (bend - slope * slope)));
    }
    const step = drawnApart * shape.sd;
    // as many to the right as to the left
    shape.z += step / 2;
    if (!spreadTilted(kernel, shape, step, still, drawn, table) || table.to > lastNode)
      throw new RangeError('quadrature: the conditional density of a group effect has no top');
    kernel.weigh(table.top, table.from, table.to);
    own.start[0] = table.from;
    own.count[0] = table.to - table.from;
    own.top[0] = table.top;
    for (const member of members[j]) thetaOut[innerStart + member] = drawEffect(rng, own, 0, ownDensity);
  }
}
