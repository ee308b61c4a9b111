import { log } from '../../elementary.ts';
import { conjugateGradient, conjugateWork } from '../conjugateGradient.ts';
import { backSolve, forwardSolve } from '../triangular.ts';
import { addOuter, adjointOf, clearAdjoint, writeAdjoint } from './adjoint.ts';
import type { Elimination, NodeSet } from './elimination.ts';
import { type Krylov, lanczos } from './lanczos.ts';
import { quadraticForm } from './logarithm.ts';
import { last, normalise, normalised, takeCells, timesCells, timesRest } from './normalised.ts';
import { chooseProbes, type ProbeRecipe, type Probes, probe, probesFrom, standardErrorOf } from './probes.ts';
import { secondOrder, wedges } from './secondOrder.ts';
import { solveUpper, solveUpperTransposed } from './upper.ts';

/**
 * Solves and log determinants of a sparse symmetric positive definite matrix without a factor of it: solves by conjugate
 * gradients, exact to rounding; the log determinant estimated from vectors that are chosen once and kept, so that it is a
 * smooth function of the matrix, without bias over the choice, and `inverse` is its exact derivative. It can stand where a
 * `SparseCholesky` does.
 */
export interface EstimatedCholesky {
  readonly elimination: Elimination;
  /** Takes the matrix in; false if it is found not to be positive definite, which is not asked where it is known to be. */
  factor(values: Float64Array, isDefinite?: boolean): boolean;
  /** NaN where the matrix is found not to be positive definite only now. */
  logDeterminant(): number;
  /** x <- A^-1 x, x node after node. */
  solve(x: Float64Array): void;
  /** The derivative of the estimated log determinant by the matrix, on the pattern: A^-1 with the estimate's error. */
  inverse(valuesOut: Float64Array): void;
  /** From now on by one of the random vectors alone, or by all of them (null). */
  restrict(to: number | null): void;
  /** The vectors, once a log determinant was asked for. */
  recipe(): ProbeRecipe;
  /** Standard error, over the random vectors, of the last log determinant by all of them. */
  standardError(): number;
}

/** Residuals of linear systems, and of the spaces in which logarithms are taken, as parts of the right-hand side. */
const precise = { system: 1e-12, space: 1e-7 } as const;
const mostSteps = { system: 2000, space: 300 } as const;
/** One pass over all of E may take this many times as long as one product with it. */
const mostWedges = 100;

/** Derivation: docs/laplace.md. Without a recipe the vectors are chosen for the first matrix whose determinant is asked for. */
export function estimatedCholesky(
  elimination: Elimination,
  recipe: ProbeRecipe | null = null,
): EstimatedCholesky {
  const { main, rest, cells } = elimination;
  const [mainLength, length] = [last(main.at), last(rest.at)];
  const numbers = normalised(elimination);
  const adjoint = adjointOf(elimination);
  const order = wedges(elimination) <= mostWedges * cells.row.length ? 2 : 1;
  const second = order === 2 ? secondOrder(elimination) : null;
  const room = new Float64Array(mainLength);
  const times = (x: Float64Array, out: Float64Array): void => {
    timesRest(numbers, x, out, room);
    for (let p = 0; p < length; p++) out[p] += x[p];
  };
  const spaces = lanczos((x, out) => timesRest(numbers, x, out, room), length, {
    relative: precise.space,
    most: mostSteps.space,
  });
  const system = {
    dimension: length,
    times,
    precondition: (r: Float64Array, out: Float64Array) => out.set(r),
  };
  const work = conjugateWork(length);
  const [mainPart, right, solution] = [
    new Float64Array(mainLength),
    new Float64Array(length),
    new Float64Array(length),
  ];
  const first = probe(0, length);
  let probes: Probes | null = recipe === null ? null : probesFrom(recipe, length);
  let only: number | null = null;
  let estimate = Number.NaN;
  /** What is known of the last matrix: nothing, the estimate alone, or its derivative too, not yet written. */
  let known: 'nothing' | 'value' | 'derivative' = 'nothing';
  let squares: readonly number[] = [];

  /** Every vector that counts, its weight, and whether it is a random one. */
  function counted({
    fixed,
    random,
  }: Probes): { readonly start: Float64Array; readonly weight: number; readonly isRandom: boolean }[] {
    const drawn = only === null ? random : [random[only]];
    return [
      ...fixed.map((start) => ({ start, weight: 1, isRandom: false })),
      ...drawn.map((start) => ({ start, weight: 1 / drawn.length, isRandom: true })),
    ];
  }

  /** The estimate, and its derivative in `adjoint`. */
  function gatherEstimate(): void {
    estimate = Number.NaN;
    known = 'derivative';
    probes ??= chooseProbes(spaces, length, order);
    clearAdjoint(adjoint);
    let sum = 2 * (logDiagonal(main, numbers.lower) + logDiagonal(rest, numbers.upper));
    if (second !== null) sum += second.add(numbers, adjoint);
    const found: number[] = [];
    for (const { start, weight, isRandom } of counted(probes)) {
      const space = spaces.run(start);
      if (!space.definite) return;
      const { value, square, weights, combinations } = quadraticForm(space, order);
      sum += weight * value;
      if (isRandom) found.push(square);
      const images = combinations.map((c) => timesTridiagonal(space, c));
      addOuter(
        numbers,
        weights.map((c) => weight * c),
        combined(space, combinations, length),
        combined(space, images, length),
        adjoint,
      );
    }
    if (only === null) squares = found;
    estimate = sum;
  }

  return {
    elimination,
    factor(from, isDefinite = false) {
      known = 'nothing';
      if (!normalise(numbers, from)) return false;
      return isDefinite || length === 0 || spaces.run(first).definite;
    },
    logDeterminant() {
      if (known === 'nothing') gatherEstimate();
      return estimate;
    },
    solve(x) {
      gather(main, x, mainPart);
      gather(rest, x, right);
      for (let i = 0; i < main.size.length; i++)
        forwardSolve(numbers.lower, main.squareAt[i], main.size[i], mainPart, main.at[i]);
      for (let j = 0; j < rest.size.length; j++)
        solveUpper(numbers.upper, rest.squareAt[j], rest.size[j], right, rest.at[j]);
      takeCells(numbers, mainPart, right);
      solution.fill(0);
      conjugateGradient(system, right, solution, { relative: precise.system, most: mostSteps.system }, work);
      timesCells(numbers, solution, room);
      for (let p = 0; p < mainLength; p++) mainPart[p] -= room[p];
      for (let i = 0; i < main.size.length; i++)
        backSolve(numbers.lower, main.squareAt[i], main.size[i], mainPart, main.at[i]);
      for (let j = 0; j < rest.size.length; j++)
        solveUpperTransposed(numbers.upper, rest.squareAt[j], rest.size[j], solution, rest.at[j]);
      scatter(main, mainPart, x);
      scatter(rest, solution, x);
    },
    inverse(valuesOut) {
      if (known !== 'derivative') gatherEstimate();
      writeAdjoint(numbers, adjoint, valuesOut);
      known = 'value'; // what was gathered is used up
    },
    restrict(to) {
      only = to;
      known = 'nothing';
    },
    recipe: () => ({ fixed: probes?.fixed ?? [], count: probes?.random.length ?? 0 }),
    standardError: () => standardErrorOf(squares),
  };
}

/** V c for every c, number k of entry p at [p * count + k]. */
function combined({ steps, basis }: Krylov, by: readonly Float64Array[], length: number): Float64Array {
  const count = by.length;
  const out = new Float64Array(length * count);
  for (let l = 0; l < steps; l++) {
    const v = basis[l];
    const c = Float64Array.from(by, (of) => of[l]);
    for (let p = 0, at = 0; p < length; p++) for (let k = 0; k < count; k++) out[at++] += c[k] * v[p];
  }
  return out;
}

/** T c: what I + E makes of the combination c. */
function timesTridiagonal({ steps, diagonal, beside }: Krylov, c: Float64Array): Float64Array {
  return c.map((x, k) => {
    const before = k === 0 ? 0 : beside[k - 1] * c[k - 1];
    const after = k + 1 === steps ? 0 : beside[k] * c[k + 1];
    return before + diagonal[k] * x + after;
  });
}

/** Sum of the logarithms of the diagonals of triangular blocks. */
function logDiagonal({ size, squareAt }: NodeSet, factor: Float64Array): number {
  let s = 0;
  for (let i = 0; i < size.length; i++)
    for (let a = 0; a < size[i]; a++) s += log(factor[squareAt[i] + a * (size[i] + 1)]);
  return s;
}

function gather({ size, at, from }: NodeSet, x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < size.length; i++) for (let a = 0; a < size[i]; a++) out[at[i] + a] = x[from[i] + a];
}

function scatter({ size, at, from }: NodeSet, x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < size.length; i++) for (let a = 0; a < size[i]; a++) out[from[i] + a] = x[at[i] + a];
}
