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

/**
 * What things take beside a multiplication in dense factoring of plain code, fitted to first fits of eleven models in a process
 * of their own (docs/laplace.md).
 */
const cost = {
  /** Code that runs for the first time. */
  once: 2.5e8,
  /** A multiplication of a factor or an inverse, by panels. */
  multiplication: 0.3,
  /** A number of the factor in a factoring, and in a solve. */
  factored: 10,
  solved: 40,
  /** A number on the pattern: where it goes at a factoring, and at an inverse. */
  placed: 30,
  inverted: 60,
  /** A number that a row enters with, in all passes of an evaluation; a row of a gaussian profile. */
  entered: 12,
  gaussianRow: 300,
} as const;
/** Evaluations of the outer search: some in any case, some for each parameter, two of them for the curvature. */
const evaluations = { any: 10, each: 5 } as const;
/** A node of an expression graph: once to compile, once to evaluate. */
const perNode = { compiled: 15_000, evaluated: 10 } as const;

/** A Laplace fit: quasi-Newton steps, then the curvature of the marginal by two gradients a parameter. */
export function laplaceWork(program: Program, rule: DeterminantRule = 'auto'): Work {
  const { alpha, linear } = program;
  // coefficients and residual sd of a gaussian model are found inside
  const searched = isGaussian(program) ? alpha.length - linear.length - 1 : alpha.length;
  const count = evaluations.any + evaluations.each * searched;
  const one = evaluationWork(program, rule);
  const curvature = curvatureWork(alpha.length);
  return {
    multiplications:
      cost.once + compileWork(program) + count * one.multiplications + curvature.multiplications,
    bytes: one.bytes + curvature.bytes,
  };
}

/** Whether `gaussianProfile` is likely to be what is searched. */
function isGaussian({ capabilities, rows }: Program): boolean {
  return capabilities.residualSd !== null && rows.further.length === 0;
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
  const numbersOfRow = effects * effects + 2 * linear.length + 20 * etasOf(rows).length;
  const aRow = isGaussian(program) ? cost.gaussianRow : cost.entered * numbersOfRow;
  return {
    multiplications: curvature.multiplications + rows.count * aRow + kernelWork(program),
    bytes: curvature.bytes + 3 * 8 * valueCount(layout.pattern),
  };
}

/** A few factorings and an inverse on the pattern, or what stands for them. */
function curvatureOfEffects(program: Program, rule: DeterminantRule): Work {
  const { layout, work } = structureOf(program.terms);
  if (determinantMethod(program, rule).kind === 'estimated') return estimateWork(layout.pattern);
  const { nonzeros, multiplications, inverseMultiplications, bytes } = work;
  const numbers = valueCount(layout.pattern);
  const times = isGaussian(program) ? 1 : factorings;
  const solves = isGaussian(program) ? program.linear.length + 1 : times;
  return {
    multiplications:
      times * (cost.multiplication * multiplications + cost.factored * nonzeros + cost.placed * numbers) +
      cost.multiplication * inverseMultiplications +
      cost.inverted * numbers +
      solves * cost.solved * nonzeros,
    bytes,
  };
}

function graphSize({ logPrior, terms, linear }: Program): number {
  return topologicalOrder([logPrior, ...linear, ...terms.flatMap(({ factor }) => factor)]).length;
}
