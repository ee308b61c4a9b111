import { congruence, eliminateLeading, mirror, solveCholesky } from '../collapsed/marginal.ts';
import { gaussianStatistics } from '../collapsed/statistics.ts';
import type { LaplaceFit } from '../laplace/fitLaplace.ts';
import { cholesky } from '../linalg/cholesky.ts';
import { groupEffects } from '../program/groupEffects.ts';
import type { Program, TermProgram } from '../program/program.ts';
import { effectStarts } from '../program/starts.ts';
import { sharedFloat64, sharedInt32 } from '../sharedArrays.ts';
import { factorsAt } from './information.ts';
import { levelRotation, rotateLevels } from './rotation.ts';
import type { Stage } from './stage.ts';
import { workingProgram } from './workingProgram.ts';

/** Effects of the terms but the largest, up to which their dense elimination at the mode is worth it. */
const maxDense = 1500;

/** The data's information on the effects that are still to be placed, larger terms integrated out at the mode. */
interface Information {
  /** Terms it speaks of, with their first row; then the linear coefficients. */
  readonly terms: readonly { readonly term: number; readonly at: number }[];
  readonly size: number;
  /** Square, and the score at zero. */
  readonly matrix: Float64Array;
  readonly score: Float64Array;
}

/**
 * Stages of a program whose rows may have several levels of a term, or that has one term: the smaller terms are eliminated
 * densely. Null where they are too large, or where rounding spoils it.
 */
export function denseStages(program: Program, laplace: LaplaceFit): Stage[] | null {
  if (program.terms.length === 0) return [];
  const s = gaussianStatistics(workingProgram(program, laplace));
  if (s.linearStart > maxDense) return null;
  const factors = factorsAt(program, laplace);
  const starts = effectStarts(program.terms, 0);
  const columnOf = (u: number): number => {
    if (u >= s.linearStart) return (starts.at(-1) ?? 0) + u - s.linearStart;
    const term = s.borderTerms.findLast((b) => b.start <= u);
    return term === undefined ? u : starts[term.term] + u - term.start;
  };
  const largest: Stage = {
    ...{ term: s.leading, k: s.k, levels: s.levels, zz: s.zz, zy: s.zy, from: s.from, zu: s.zu },
    column: sharedInt32(s.column.length).map((_, i) => columnOf(s.column[i])),
    common: null,
    rotation: null, // what its levels share has all been placed
  };
  const [matrix, score] = [s.uu.slice(), s.uy.slice()];
  if (s.leading >= 0 && eliminateLeading(s, factors[s.leading], 1, matrix, score) === null) return null;
  mirror(matrix, s.border);
  const terms = s.borderTerms.map(({ term, start }) => ({ term, at: start }));
  const rest = placeRest(program, laplace, factors, { terms, size: s.border, matrix, score });
  if (rest === null || s.leading < 0) return rest;
  return [...rest, largest];
}

/** Stages of the terms an information speaks of, smallest first: takes the largest of them out, then the rest. */
function placeRest(
  program: Program,
  laplace: LaplaceFit,
  factors: readonly Float64Array[],
  information: Information,
): Stage[] | null {
  if (information.terms.length === 0) return [];
  const sizeOf = (t: number): number => program.terms[t].levels.length * program.terms[t].coefs.length;
  const next = information.terms.reduce((a, b) => (sizeOf(b.term) > sizeOf(a.term) ? b : a));
  const size = sizeOf(next.term);
  const rotation = rotationOf(information, next, factors[next.term], program.terms[next.term]);
  const seen = rotation === null ? information : rotateInformation(information, next, size, rotation);
  const stage = stageOf(program, laplace, factors[next.term], seen, next, size, rotation);
  const remaining = integrateOut(information, next, size, factors[next.term], stage.k);
  const rest = remaining === null ? null : placeRest(program, laplace, factors, remaining);
  return rest === null ? null : [...rest, stage];
}

/** See `levelRotation`. */
function rotationOf(
  { size: n, matrix }: Information,
  { at }: { readonly at: number },
  l: Float64Array,
  term: TermProgram,
): Float64Array | null {
  const levels = term.levels.length;
  const k = Math.sqrt(l.length);
  const scaled = new Float64Array(levels * levels);
  for (let i = 0; i < levels; i++)
    for (let j = 0; j < levels; j++)
      for (let c = 0; c < k; c++)
        for (let a = c; a < k; a++)
          for (let b = c; b < k; b++)
            scaled[i * levels + j] +=
              (l[a * k + c] * matrix[(at + i * k + a) * n + at + j * k + b] * l[b * k + c]) / k;
  return levelRotation(scaled, levels, term.mixing !== undefined);
}

/** The information about one term's rotated effects, the others as they are. */
function rotateInformation(
  { terms, size: n, matrix, score }: Information,
  { at }: { readonly at: number },
  size: number,
  q: Float64Array,
): Information {
  const k = size / Math.sqrt(q.length);
  const out = { terms, size: n, matrix: matrix.slice(), score: score.slice() };
  const rotated = new Float64Array(size);
  const turn = (place: (i: number) => number, numbers: Float64Array): void => {
    rotateLevels(
      q,
      k,
      rotated.map((_, i) => numbers[place(i)]),
      true,
      rotated,
    );
    rotated.forEach((value, i) => {
      numbers[place(i)] = value;
    });
  };
  turn((i) => at + i, out.score);
  for (let column = 0; column < n; column++) turn((i) => (at + i) * n + column, out.matrix);
  for (let row = 0; row < n; row++) turn((i) => row * n + at + i, out.matrix);
  return out;
}

/** Reads one term's stage off the information; its other levels count at their mode. */
function stageOf(
  program: Program,
  { z }: LaplaceFit,
  l: Float64Array,
  { terms, size: n, matrix, score }: Information,
  { term, at }: { readonly term: number; readonly at: number },
  size: number,
  rotation: Float64Array | null,
): Stage {
  const k = program.terms[term].coefs.length;
  const levels = size / k;
  const starts = effectStarts(program.terms, 0);
  const mode = new Float64Array(size);
  const found = z.slice(starts[term], starts[term] + size);
  if (rotation !== null) rotateLevels(rotation, k, found.slice(), true, found);
  groupEffects(l, k, found, mode);
  const [zz, zy] = [sharedFloat64(levels * k * k), sharedFloat64(size)];
  const from = sharedInt32(levels + 1);
  const columns: number[] = [];
  const values: number[] = [];
  const others = columnsOutside(program, terms, n, term, starts);
  for (let j = 0; j < levels; j++) {
    for (let c = 0; c < k; c++) {
      const row = (at + j * k + c) * n;
      let g = score[at + j * k + c];
      for (let i = 0; i < size; i++) if (Math.floor(i / k) !== j) g -= matrix[row + at + i] * mode[i];
      zy[j * k + c] = g;
      for (let d = 0; d < k; d++) zz[(j * k + c) * k + d] = matrix[row + at + j * k + d];
    }
    for (const { column, index } of others) {
      const coupling = Array.from({ length: k }, (_, c) => matrix[(at + j * k + c) * n + index]);
      if (coupling.every((value) => value === 0)) continue;
      columns.push(column);
      values.push(...coupling);
    }
    from[j + 1] = columns.length;
  }
  const column = sharedInt32(columns.length);
  column.set(columns);
  const zu = shared(Float64Array.from(values));
  return { term, k, levels, zz, zy, from, column, zu, common: null, rotation };
}

/** The information's rows that are not this term's, with their places in w. */
function columnsOutside(
  program: Program,
  terms: Information['terms'],
  n: number,
  term: number,
  starts: readonly number[],
): { column: number; index: number }[] {
  const sizes = terms.map((t) => program.terms[t.term].levels.length * program.terms[t.term].coefs.length);
  const out = terms.flatMap((t, i) =>
    t.term === term
      ? []
      : Array.from({ length: sizes[i] }, (_, e) => ({ column: starts[t.term] + e, index: t.at + e })),
  );
  const linear = program.linear.map((_, j) => ({
    column: (starts.at(-1) ?? 0) + j,
    index: n - program.linear.length + j,
  }));
  return [...out, ...linear];
}

/** The information left when one term's effects, b ~ N(0, L L'), are integrated out; null if rounding spoils it. */
function integrateOut(
  { terms, size: n, matrix, score }: Information,
  { term, at }: { readonly term: number; readonly at: number },
  size: number,
  l: Float64Array,
  k: number,
): Information | null {
  const inside = Array.from({ length: size }, (_, i) => at + i);
  const outside = Array.from({ length: n }, (_, i) => i).filter((i) => i < at || i >= at + size);
  const lambda = new Float64Array(size * size);
  for (let start = 0; start < size; start += k)
    for (let a = 0; a < k; a++)
      for (let b = 0; b <= a; b++) lambda[(start + a) * size + start + b] = l[a * k + b];
  const block = Float64Array.from({ length: size * size }, (_, e) => {
    return matrix[inside[Math.floor(e / size)] * n + inside[e % size]];
  });
  const scaled = congruence(block, lambda, size, size);
  for (let i = 0; i < size; i++) scaled[i * size + i] += 1;
  const factor = cholesky(scaled, size);
  if (factor === null) return null;
  const m = outside.length;
  const rest = Float64Array.from({ length: m * m }, (_, e) => {
    return matrix[outside[Math.floor(e / m)] * n + outside[e % m]];
  });
  const restScore = Float64Array.from(outside, (i) => score[i]);
  const pulled = (column: (i: number) => number): Float64Array => {
    const out = new Float64Array(size);
    for (let i = 0; i < size; i++)
      for (let f = 0; f < size; f++) out[f] += lambda[i * size + f] * column(inside[i]);
    return out;
  };
  const couplings = outside.map((o) => pulled((i) => matrix[i * n + o]));
  const scorePulled = pulled((i) => score[i]);
  couplings.forEach((coupling, a) => {
    const solved = solveCholesky(factor, size, coupling);
    for (let f = 0; f < size; f++) restScore[a] -= solved[f] * scorePulled[f];
    for (let b = 0; b < m; b++) for (let f = 0; f < size; f++) rest[a * m + b] -= solved[f] * couplings[b][f];
  });
  const left = terms
    .filter((t) => t.term !== term)
    .map((t) => ({ term: t.term, at: t.at > at ? t.at - size : t.at }));
  return { terms: left, size: m, matrix: rest, score: restScore };
}

function shared(values: Float64Array): Float64Array {
  const out = sharedFloat64(values.length);
  out.set(values);
  return out;
}
