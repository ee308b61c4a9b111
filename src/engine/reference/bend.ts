import { fewestRows } from '../density/mergedRows.ts';
import { log } from '../elementary.ts';
import { transposedTimes } from '../hmc/affine.ts';
import type { LaplaceFit } from '../laplace/fitLaplace.ts';
import { openLaplace } from '../laplace/openMarginal.ts';
import { dot } from '../linalg/vectors.ts';
import type { LogDensity } from '../logDensity.ts';
import type { Program } from '../program/program.ts';
import { covarianceCoordinates } from './covarianceCoordinates.ts';
import { reflection, rowOf } from './reflection.ts';
import type { Transport } from './transport.ts';

/**
 * How the marginal posterior of alpha bends along one covariance parameter, the axis; plain data. Coordinates b are those of a
 * reference, alpha = centre + factor H b (`reflection`), so that b_axis is that parameter alone.
 */
export interface Bend {
  readonly axis: number;
  /** Ascending values of b_axis, and the log marginal density of each, up to a constant. */
  readonly points: Float64Array;
  readonly heights: Float64Array;
  /** At each point the mode of the other coordinates (that of the axis is the point), and log sds of them. */
  readonly means: readonly Float64Array[];
  readonly logSds: readonly Float64Array[];
}

/** Correlation of two at the mode beyond which the posterior is looked at for a bend. */
const mostCorrelated = 0.3;
/** Points: this far apart about 0, each further one by `growth`; until the density has fallen so far, or so far out. */
const firstStep = 0.6;
const growth = 1.25;
const deepest = 14;
const farthest = 40;
/** The search for a conditional mode: gradients at most, the longest step in sds, and what is near enough. */
const mostSteps = 12;
const longestStep = 1;
const nearEnough = 0.05;
/** Distance of differences, in sds; sds are believed between these. */
const beside = 0.3;
const believed = { least: 0.2, most: 4 } as const;

/** Whether no two covariance parameters are correlated at the mode by more than `most`; else one cannot be shaped with the other held. */
export function areApart(
  factor: Float64Array,
  n: number,
  coordinates: readonly number[],
  most = mostCorrelated,
): boolean {
  const rows = coordinates.map((i) => rowOf(factor, n, i));
  return rows.every((a, i) =>
    rows.every((b, j) => j >= i || Math.abs(dot(a, b)) <= most * Math.sqrt(dot(a, a) * dot(b, b))),
  );
}

/**
 * The bend along the least known covariance parameter, by conditional modes of Laplace's marginal; null where no two covariance
 * parameters are correlated by more than `most` at the mode, or where the marginal cannot be followed. Sds of nested factors share what
 * the data say of their sum: as one goes to 0 the other rises, to an end.
 */
export function bendOf(
  program: Program,
  laplace: LaplaceFit,
  { centre, factor }: Transport,
  most = mostCorrelated,
): Bend | null {
  const n = centre.length;
  const coordinates = covarianceCoordinates(program);
  if (program.terms.length < 2 || laplace.determinant.kind !== 'exact') return null;
  if (areApart(factor, n, coordinates, most)) return null;
  const sds = coordinates.map((i) => Math.sqrt(dot(rowOf(factor, n, i), rowOf(factor, n, i))));
  const axis = coordinates[sds.indexOf(Math.max(...sds))];
  const marginal = reflected(openLaplace(fewestRows(program), laplace), axis, centre, factor);
  return bendAlong(
    marginal,
    axis,
    coordinates.filter((i) => i !== axis),
  );
}

/** A density of alpha in coordinates b. */
function reflected(target: LogDensity, axis: number, centre: Float64Array, factor: Float64Array): LogDensity {
  const n = centre.length;
  const reflect = reflection(axis, factor, n);
  const [x, alpha, gradient] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  return {
    dimension: n,
    logDensityAndGradient(b, gradOut) {
      x.set(b);
      reflect(x);
      for (let i = 0; i < n; i++) {
        alpha[i] = centre[i];
        for (let j = 0; j <= i; j++) alpha[i] += factor[i * n + j] * x[j];
      }
      const lp = target.logDensityAndGradient(alpha, gradient);
      transposedTimes(factor, n, gradient, gradOut);
      reflect(gradOut);
      return lp;
    },
  };
}

/** What the other coordinates are given the axis; `at` has the axis too. */
interface Conditional {
  readonly at: Float64Array;
  readonly sd: Float64Array;
  readonly height: number;
}

/** Exported for tests: of any density near the standard normal, `scaled` being the coordinates whose sds are found too. */
export function bendAlong(target: LogDensity, axis: number, scaled: readonly number[]): Bend | null {
  const n = target.dimension;
  const standard = { at: new Float64Array(n), sd: new Float64Array(n).fill(1), height: 0 };
  const middle = conditionalAt(target, axis, scaled, 0, standard);
  if (middle === null) return null;
  const found = [middle];
  let most = middle.height;
  for (const side of [1, -1]) {
    let [before, last, step] = [middle, middle, firstStep];
    while (Math.abs(last.at[axis]) < farthest && last.height > most - deepest) {
      const x = last.at[axis] + side * step;
      const next = conditionalAt(target, axis, scaled, x, onwards(before, last, axis, x));
      if (next === null) break;
      if (side > 0) found.push(next);
      else found.unshift(next);
      [before, last] = [last, next];
      most = Math.max(most, next.height);
      step *= growth;
    }
  }
  if (found.length < 5) return null;
  return {
    axis,
    points: Float64Array.from(found, ({ at }) => at[axis]),
    heights: Float64Array.from(found, ({ height }) => height),
    means: found.map(({ at }) => at),
    logSds: found.map(({ sd }) => sd.map(log)),
  };
}

/** Where to begin the next search: straight on through the last two. */
function onwards(before: Conditional, last: Conditional, axis: number, x: number): Conditional {
  const run = last.at[axis] - before.at[axis];
  const share = run === 0 ? 0 : (x - last.at[axis]) / run;
  return { ...last, at: last.at.map((v, i) => v + 0.5 * share * (v - before.at[i])) };
}

/** By Newton's method with a diagonal curvature, differences of gradients for the coordinates that are scaled; null where the density ends. */
function conditionalAt(
  target: LogDensity,
  axis: number,
  scaled: readonly number[],
  x: number,
  start: Conditional,
): Conditional | null {
  const n = target.dimension;
  const [at, sd] = [start.at.slice(), start.sd.slice()];
  const [gradient, aside] = [new Float64Array(n), new Float64Array(n)];
  at[axis] = x;
  for (let step = 0; step < mostSteps; step++) {
    const lp = target.logDensityAndGradient(at, gradient);
    if (!Number.isFinite(lp)) return null;
    gradient[axis] = 0;
    const isThere = gradient.every((g, i) => Math.abs(g) * sd[i] < nearEnough);
    if (isThere || step === 0)
      for (const i of scaled) {
        const h = beside * sd[i];
        const way = gradient[i] > 0 ? h : -h;
        at[i] += way;
        const other = target.logDensityAndGradient(at, aside);
        at[i] -= way;
        if (!Number.isFinite(other)) return null;
        const information = (gradient[i] - aside[i]) / way;
        if (information > 0)
          sd[i] = Math.min(believed.most, Math.max(believed.least, 1 / Math.sqrt(information)));
      }
    if (isThere) return { at, sd, height: lp + scaled.reduce((sum, i) => sum + log(sd[i]), 0) };
    for (let i = 0; i < n; i++)
      at[i] += Math.max(-longestStep * sd[i], Math.min(longestStep * sd[i], gradient[i] * sd[i] * sd[i]));
  }
  return null;
}
