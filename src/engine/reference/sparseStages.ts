import { compile } from '../autodiff/index.ts';
import type { LaplaceFit } from '../laplace/fitLaplace.ts';
import { groupEffects } from '../program/groupEffects.ts';
import type { Program } from '../program/program.ts';
import { effectStarts } from '../program/starts.ts';
import { sharedFloat64, sharedInt32 } from '../sharedArrays.ts';
import { type SharedInformation, sharedInformation } from './common.ts';
import {
  factorsAt,
  informationOf,
  placementOrder,
  scoreAtMode,
  type TermInformation,
} from './information.ts';
import { integrateOut } from './integrateOut.ts';
import type { Stage } from './stage.ts';
import { workingProgram } from './workingProgram.ts';

/** Coefficients b of every term at the mode, in the program's order, then the linear ones: w. */
function coefficientsAtMode(
  program: Program,
  laplace: LaplaceFit,
  factors: readonly Float64Array[],
): Float64Array {
  const starts = effectStarts(program.terms, 0);
  const w = new Float64Array((starts.at(-1) ?? 0) + program.linear.length);
  program.terms.forEach(({ coefs }, t) => {
    const z = laplace.z.subarray(starts[t], starts[t + 1]);
    groupEffects(factors[t], coefs.length, z, w.subarray(starts[t], starts[t + 1]));
  });
  compile(program.linear, program.alpha)(laplace.alpha, w.subarray(starts.at(-1)));
  return w;
}

/**
 * Stages of several terms whose rows have one level each, in the order of placement. Made from the last to the first: what is
 * known of a term's levels, then the term integrated out of what is known of those before. Set-up and the numbers kept are
 * of the order of rows and cells. Null if rounding spoils it.
 */
export function sparseStages(program: Program, laplace: LaplaceFit): Stage[] | null {
  const factors = factorsAt(program, laplace);
  const mode = coefficientsAtMode(program, laplace, factors);
  const starts = effectStarts(program.terms, 0);
  const order = placementOrder(program);
  const stages: Stage[] = [];
  let left: TermInformation[] | null = informationOf(workingProgram(program, laplace), order);
  while (left !== null && left.length > 0) {
    const next: TermInformation = left[left.length - 1];
    const seen = sharedInformation(next);
    stages.unshift(stageOf(next, seen, order, starts, scoreAtMode(program, laplace, next.term), mode));
    left = left.length === 1 ? [] : integrateOut(left, seen, factors[next.term]);
  }
  return left === null ? null : stages;
}

/** g_j at w = 0 is such that the levels' mode, given all else at its mode, is the fit's: there I b = score + I b_hat. */
function stageOf(
  information: TermInformation,
  { blocks, common }: SharedInformation,
  order: readonly number[],
  starts: readonly number[],
  score: Float64Array,
  mode: Float64Array,
): Stage {
  const { term, k, levels } = information;
  const { from, column, zu } = couplingOf(information, order, starts);
  const b = mode.subarray(starts[term], starts[term + 1]);
  const shared = new Float64Array(k);
  if (common !== null)
    for (let e = 0; e < b.length; e++) for (let d = 0; d < k; d++) shared[d] += common[e * k + d] * b[e];
  const zy = sharedFloat64(levels * k);
  for (let j = 0; j < levels; j++)
    for (let c = 0; c < k; c++) {
      const e = j * k + c;
      let g = score[e];
      if (common !== null) for (let d = 0; d < k; d++) g -= common[e * k + d] * shared[d];
      for (let d = 0; d < k; d++) g += blocks[e * k + d] * b[j * k + d];
      for (let a = from[j]; a < from[j + 1]; a++) g += zu[a * k + c] * mode[column[a]];
      zy[e] = g;
    }
  const own = { zz: copy(blocks), zy, common: common === null ? null : copy(common) };
  return { ...{ term, k, levels }, ...own, from, column, zu, rotation: null };
}

/** A term's cells with those before it, then its linear coefficients, by places in w. */
function couplingOf(
  { k, levels, cells, linear }: TermInformation,
  order: readonly number[],
  starts: readonly number[],
): Pick<Stage, 'from' | 'column' | 'zu'> {
  const width = linear.length / (levels * k);
  const count = cells.reduce((n, { column, other }) => n + column.length * other, levels * width);
  const [from, column, zu] = [sharedInt32(levels + 1), sharedInt32(count), sharedFloat64(count * k)];
  let at = 0;
  for (let j = 0; j < levels; j++) {
    cells.forEach((of, s) => {
      zu.set(of.values.subarray(of.from[j] * of.other * k, of.from[j + 1] * of.other * k), at * k);
      for (let a = of.from[j]; a < of.from[j + 1]; a++)
        for (let d = 0; d < of.other; d++) column[at++] = starts[order[s]] + of.column[a] * of.other + d;
    });
    zu.set(linear.subarray(j * width * k, (j + 1) * width * k), at * k);
    for (let l = 0; l < width; l++) column[at++] = (starts.at(-1) ?? 0) + l;
    from[j + 1] = at;
  }
  return { from, column, zu };
}

function copy(values: Float64Array): Float64Array {
  const out = sharedFloat64(values.length);
  out.set(values);
  return out;
}
