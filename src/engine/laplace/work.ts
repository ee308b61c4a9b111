import { topologicalOrder } from '../autodiff/index.ts';
import { estimateWork } from '../linalg/estimated/work.ts';
import { valueCount } from '../linalg/sparseCholesky/pattern.ts';
import { etasOf, type Program } from '../program/program.ts';
import { determinantMethod, factorings, structureOf } from './chooseDeterminant.ts';
import type { DeterminantRule } from './determinant.ts';

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
export function laplaceWork(program: Program, rule: DeterminantRule = 'auto'): Work {
  const parameters = program.alpha.length;
  const evaluations = outerEvaluations + 3 * parameters;
  const one = evaluationWork(program, rule);
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

/** One marginal and its gradient. */
function evaluationWork(program: Program, rule: DeterminantRule): Work {
  const { rows, terms, linear } = program;
  const { layout } = structureOf(terms);
  const curvature = curvatureOfEffects(program, rule);
  const effects = layout.groups.reduce((n, { size }) => n + size, 0);
  const aRow = effects * effects + 2 * linear.length + 20 * etasOf(rows).length;
  const byRows = scattered * rows.count * aRow * (innerSteps + 2);
  const numbers = valueCount(layout.pattern);
  return {
    multiplications:
      curvature.multiplications + scattered * factorings * numbers + byRows + kernelWork(program),
    bytes: curvature.bytes + 3 * 8 * numbers,
  };
}

/** A few factorings and an inverse on the pattern, or what stands for them. */
function curvatureOfEffects(program: Program, rule: DeterminantRule): Work {
  const { layout, work } = structureOf(program.terms);
  if (determinantMethod(program, rule).kind === 'estimated') return estimateWork(layout.pattern);
  return {
    multiplications: factorings * work.multiplications + work.inverseMultiplications,
    bytes: work.bytes,
  };
}

function graphSize({ logPrior, terms, linear }: Program): number {
  return topologicalOrder([logPrior, ...linear, ...terms.flatMap(({ factor }) => factor)]).length;
}
