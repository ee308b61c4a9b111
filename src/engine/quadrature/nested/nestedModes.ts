import { pairAt, pairCount } from '../../laplace/packed.ts';
import { compileRowDerivatives } from '../../laplace/rowDerivatives.ts';
import { predictorsOf } from '../../program/program.ts';
import type { NestedLevels } from './nestedLevels.ts';

/** About where the effects of outer and inner levels have their joint top, and how wide it is there. */
export interface NestedModes {
  /** Of outer levels: the top, and the sd with the inner effects let go along. */
  readonly outer: Float64Array;
  readonly outerSd: Float64Array;
  /** Of inner levels: the top, the sd given the outer effect, and how the top moves with that. */
  readonly inner: Float64Array;
  readonly innerSd: Float64Array;
  readonly follows: Float64Array;
  /** Fills them, from the fixed parts of the linear predictors and both factors. */
  find(fixed: readonly Float64Array[], auxiliary: Float64Array, outer: number, inner: number): void;
}

const mostSteps = 40;
/** Sds from the top that are near enough: nodes reach as far as they are needed wherever they begin. */
const nearEnough = 0.5;
/** Longest step, in sds of the prior. */
const longestStep = 2;

/**
 * Newton's method on all levels side by side, from 0, each outer level with its inner ones by elimination. Where a likelihood is
 * flat a step can be far too long: whoever turns round may go half as far from then on. The same for the same arguments, whatever came before.
 */
export function nestedModes({
  inner: { program, from: rowFrom, count: levelsEach },
  from,
}: NestedLevels): NestedModes {
  const { rows, terms } = program;
  const moving = terms[0].predictors[0];
  const derivatives = compileRowDerivatives(program);
  const count = predictorsOf(rows).length;
  const arrays = (n: number): Float64Array[] => Array.from({ length: n }, () => new Float64Array(rows.count));
  const [d1, d2] = [arrays(count), arrays(pairCount(count))];
  const eta = new Float64Array(rows.count);
  const curvature = d2[pairAt(moving, moving)];
  const slope = d1[moving];
  const outerLevels = from.length - 1;
  const innerLevels = rowFrom.length - 1;
  const v = walker(outerLevels);
  const u = walker(innerLevels);
  const follows = new Float64Array(innerLevels);
  const [g, h] = [new Float64Array(innerLevels), new Float64Array(innerLevels)];

  /** One step of every level; returns the longest, in sds. */
  function step(outer: number, inner: number): number {
    let longest = 0;
    for (let c = 0; c < outerLevels; c++) {
      let [gradient, information] = [-v.at[c], 1];
      for (let j = from[c]; j < from[c + 1]; j++) {
        let [s, k] = [0, 0];
        for (let i = rowFrom[j]; i < rowFrom[j + 1]; i++) {
          s += slope[i];
          k -= curvature[i];
        }
        k = Math.max(0, k);
        g[j] = inner * s - u.at[j];
        h[j] = 1 + inner * inner * k;
        // the inner level's own top follows the outer effect
        follows[j] = (-inner * outer * k) / h[j];
        gradient += levelsEach[j] * (outer * s + follows[j] * g[j]);
        information += (levelsEach[j] * outer * outer * k) / h[j];
      }
      v.sd[c] = 1 / Math.sqrt(information);
      const moved = v.move(c, gradient / information);
      longest = Math.max(longest, Math.abs(moved) / v.sd[c]);
      for (let j = from[c]; j < from[c + 1]; j++) {
        u.sd[j] = 1 / Math.sqrt(h[j]);
        longest = Math.max(longest, Math.abs(u.move(j, g[j] / h[j] + follows[j] * moved)) / u.sd[j]);
      }
    }
    return longest;
  }

  return {
    ...{ outer: v.at, outerSd: v.sd, inner: u.at, innerSd: u.sd, follows },
    find(fixed, auxiliary, outer, inner) {
      v.reset();
      u.reset();
      const etas = fixed.map((one, p) => (p === moving ? eta : one));
      for (let s = 0; s < mostSteps; s++) {
        for (let c = 0; c < outerLevels; c++)
          for (let j = from[c]; j < from[c + 1]; j++) {
            const by = outer * v.at[c] + inner * u.at[j];
            for (let i = rowFrom[j]; i < rowFrom[j + 1]; i++) eta[i] = fixed[moving][i] + by;
          }
        derivatives.slopes(etas, auxiliary, d1, d2);
        if (step(outer, inner) < nearEnough) break;
      }
    },
  };
}

interface Walker {
  readonly at: Float64Array;
  readonly sd: Float64Array;
  reset(): void;
  /** Moves number i as far as it may go; returns how far. */
  move(i: number, wanted: number): number;
}

function walker(count: number): Walker {
  const [at, sd, reach, last] = Array.from({ length: 4 }, () => new Float64Array(count));
  return {
    at,
    sd,
    reset() {
      at.fill(0);
      last.fill(0);
      reach.fill(longestStep);
    },
    move(i, wanted) {
      if (wanted * last[i] < 0) reach[i] /= 2;
      const step = Math.min(reach[i], Math.max(-reach[i], wanted));
      last[i] = step;
      at[i] += step;
      return step;
    },
  };
}
