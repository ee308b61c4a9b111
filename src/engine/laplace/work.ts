import { topologicalOrder } from '../autodiff/index.ts';
import type { ArrowPattern } from '../linalg/arrow.ts';
import { etasOf, type Program, type TermProgram } from '../program/program.ts';
import { latentLayout, type PlacedTerm } from './layout.ts';

/** What a computation takes, counted before it starts. */
export interface Work {
  /** Multiplications, those of other kinds counted as what takes as long as one in dense factoring. */
  readonly multiplications: number;
  /** Of the largest arrays that are held at the same time. */
  readonly bytes: number;
}

/** Newton steps of an inner search that starts near by; evaluations of the outer search beside the curvature's. */
const innerSteps = 4;
const outerEvaluations = 45;
/** A multiplication at scattered places takes as long as this many in dense factoring. */
const scattered = 4;
/** A node of an expression graph: once to compile, once to evaluate. */
const perNode = { compiled: 15_000, evaluated: 10 } as const;

/** A Laplace fit: quasi-Newton steps, then the curvature of the marginal by two gradients a parameter. */
export function laplaceWork(program: Program): Work {
  const parameters = program.alpha.length;
  const evaluations = outerEvaluations + 3 * parameters;
  const one = evaluationWork(program);
  const curvature = curvatureWork(parameters);
  return {
    multiplications: compileWork(program) + evaluations * one.multiplications + curvature.multiplications,
    bytes: one.bytes + curvature.bytes,
  };
}

/** Eigenvalues and inverse of a curvature, beside the gradients that it is made of. */
export function curvatureWork(parameters: number): Work {
  return {
    multiplications: 10 * parameters * parameters * parameters,
    bytes: 8 * 6 * parameters * parameters,
  };
}

/** Kernels of the parameters: their graph and its gradient. */
export function compileWork(program: Program): number {
  return perNode.compiled * graphSize(program);
}

/** Parameters to constrained values and adjoints back. */
export function kernelWork(program: Program): number {
  return perNode.evaluated * graphSize(program);
}

/** One marginal and its gradient: a few factorings, then the inverse on the pattern. */
function evaluationWork(program: Program): Work {
  const { rows, terms, linear } = program;
  const { pattern } = latentLayout({
    terms: terms.map(placesOf),
  });
  const effects = terms.reduce((n, term) => n + placesOf(term).k, 0);
  const aRow = effects * effects + 2 * linear.length + 20 * etasOf(rows).length;
  const factoring = factorWork(pattern);
  const passes = (innerSteps + 1) * factoring.multiplications + 2 * factoring.multiplications;
  const byRows = scattered * rows.count * aRow * (innerSteps + 2);
  return {
    multiplications: passes + byRows + kernelWork(program),
    bytes: 3 * factoring.bytes,
  };
}

/** A term as its work is counted: `latentTerms` without the numbers. */
function placesOf({ coefs, levels, index, columns, predictors, mixing }: TermProgram): PlacedTerm {
  if (mixing === undefined) return { k: coefs.length, levels: levels.length, index, columns, predictors };
  const k = levels.length * coefs.length;
  return { k, levels: 1, index: new Int32Array(index.length), columns: Array(k).fill(null), predictors: [] };
}

/** Factoring a matrix on an arrow pattern, and holding it. */
function factorWork({ blocks, size, border, start, rest }: ArrowPattern): Work {
  let coupled = 0;
  for (let j = 0; j < blocks; j++) {
    const touched = start[j + 1] - start[j];
    coupled += touched * size * size + (touched * touched * size) / 2;
  }
  const inner = rest === null ? denseWork(border) : factorWork(rest);
  return {
    multiplications: (blocks * size * size * size) / 6 + scattered * coupled + inner.multiplications,
    bytes: 8 * (blocks * size * size + (start[blocks] ?? 0) * size) + inner.bytes,
  };
}

function denseWork(border: number): Work {
  return { multiplications: (border * border * border) / 6, bytes: 8 * border * border };
}

function graphSize({ logPrior, terms, linear }: Program): number {
  return topologicalOrder([logPrior, ...linear, ...terms.flatMap(({ factor }) => factor)]).length;
}
