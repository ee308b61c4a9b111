import { createPhasePoint, hamiltonian, leapfrog, type PhasePoint } from '../../src/engine/hmc/leapfrog.ts';
import { type Metric, velocity } from '../../src/engine/hmc/metric.ts';
import type { LogDensity } from '../../src/engine/logDensity.ts';

/** What a trajectory should come to, worked out from the list of all its points by the definition. */
export interface NaiveTree {
  readonly kind: 'turned' | 'diverged' | 'leftSupport' | 'maxDepth';
  readonly nLeapfrog: number;
  readonly treeDepth: number;
  /** Stretch that turned, or the index of the last point. */
  readonly left: number;
  readonly right: number;
}

/** Thrown out of the recursion: the trajectory is over. */
class Over extends Error {
  readonly how: Pick<NaiveTree, 'kind' | 'left' | 'right'>;

  constructor(how: Pick<NaiveTree, 'kind' | 'left' | 'right'>) {
    super(how.kind);
    this.how = how;
  }
}

/**
 * The tree that was grown if the target was asked at `visited`, in that order: the first point of each doubling tells
 * its direction. No cleverness: every check sums its stretch anew.
 */
export function naiveTree(
  target: LogDensity,
  metric: Metric,
  stepSize: number,
  start: { readonly theta: readonly number[]; readonly p: readonly number[] },
  visitedThetas: readonly (readonly number[])[],
  maxDepth: number,
): NaiveTree {
  const points = new Map<number, PhasePoint>([[0, startPoint(target, metric, start)]]);
  const initialEnergy = hamiltonian(points.get(0) as PhasePoint);
  const visited = new Set<number>();
  const at = (index: number): PhasePoint => {
    const known = points.get(index);
    if (known !== undefined) return known;
    const from = at(index > 0 ? index - 1 : index + 1);
    const point = {
      ...from,
      theta: from.theta.slice(),
      p: from.p.slice(),
      gradient: from.gradient.slice(),
      pSharp: from.pSharp.slice(),
    };
    leapfrog(target, metric, point, index > 0 ? stepSize : -stepSize);
    points.set(index, point);
    return point;
  };
  const visit = (index: number): void => {
    visited.add(index);
    const point = at(index);
    const error = hamiltonian(point) - initialEnergy;
    if (point.lp === Number.NEGATIVE_INFINITY)
      throw new Over({ kind: 'leftSupport', left: index, right: index });
    if (!(error <= 1000)) throw new Over({ kind: 'diverged', left: index, right: index });
  };
  /** p#' rho at both ends of the points from a to b. */
  const turned = (a: number, b: number): boolean => {
    const rho = at(a).p.map((_, i) => {
      let s = 0;
      for (let k = a; k <= b; k++) s += at(k).p[i];
      return s;
    });
    const along = (index: number): number => at(index).pSharp.reduce((s, v, i) => s + v * rho[i], 0);
    return !(along(a) > 0 && along(b) > 0);
  };
  const check = (a: number, b: number): void => {
    const middle = a + (b - a + 1) / 2;
    if (turned(a, b) || turned(a, middle) || turned(middle - 1, b))
      throw new Over({ kind: 'turned', left: a, right: b });
  };
  const build = (first: number, step: 1 | -1, depth: number): void => {
    if (depth === 0) {
      visit(first);
      return;
    }
    const half = 2 ** (depth - 1);
    build(first, step, depth - 1);
    build(first + step * half, step, depth - 1);
    const last = first + step * (2 * half - 1);
    check(Math.min(first, last), Math.max(first, last));
  };

  let [left, right, depth] = [0, 0, 0];
  try {
    while (depth < maxDepth) {
      const asked = visitedThetas[2 ** depth - 1] ?? [];
      const forward = at(right + 1).theta.every((x, i) => x === asked[i]);
      build(forward ? right + 1 : left - 1, forward ? 1 : -1, depth);
      if (forward) right += 2 ** depth;
      else left -= 2 ** depth;
      depth++;
      check(left, right);
    }
    return { kind: 'maxDepth', nLeapfrog: visited.size, treeDepth: depth, left, right };
  } catch (over) {
    if (over instanceof Over) return { ...over.how, nLeapfrog: visited.size, treeDepth: depth };
    throw over;
  }
}

function startPoint(
  target: LogDensity,
  metric: Metric,
  start: { readonly theta: readonly number[]; readonly p: readonly number[] },
): PhasePoint {
  const point = createPhasePoint(start.theta.length);
  point.theta.set(start.theta);
  point.p.set(start.p);
  velocity(metric, point.p, point.pSharp);
  point.lp = target.logDensityAndGradient(point.theta, point.gradient);
  return point;
}
