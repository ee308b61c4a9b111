import { constant, variablesOf } from '../autodiff/index.ts';
import { compilePopulationKernel } from '../program/populationKernel.ts';
import { type Program, predictorsOf, type TermProgram } from '../program/program.ts';
import { demandIndependentRows } from '../program/residual.ts';
import { determinantMethod, structureOf } from './chooseDeterminant.ts';
import { affineCoefficients } from './coefficients.ts';
import type { DeterminantMethod } from './determinant.ts';
import { fixedPartsOf } from './fixedPart.ts';
import type { LatentModel, PriorUse } from './latentModel.ts';
import type { LatentTerm } from './latentTerm.ts';
import { namesAlong } from './namesAlong.ts';
import { compileNodeRows } from './nodeRows.ts';
import { placedTerm } from './placedTerm.ts';
import { residualScale } from './residualScale.ts';
import { compileRowDerivatives } from './rowDerivatives.ts';

/** A program as the Laplace engine sees it. */
export function latentModel(
  program: Program,
  priors: PriorUse,
  determinant: DeterminantMethod = determinantMethod(program, 'auto'),
): LatentModel {
  demandIndependentRows(program, 'laplace');
  const { rows, linear, auxiliary, alpha } = program;
  const counted = priors === 'include' ? program : { ...program, logPrior: constant(0) };
  const { x, width, count } = rows;
  const first = rows.hasIntercept ? 1 : 0;
  const fixed = fixedPartsOf(rows);
  return {
    priors,
    determinant,
    alphaCount: alpha.length,
    rowCount: count,
    predictorCount: predictorsOf(rows).length,
    linearCount: linear.length,
    auxiliaryCount: auxiliary.length,
    terms: latentTerms(program),
    layout: () => structureOf(program.terms).layout,
    quadratic: program.capabilities.quadraticInEta,
    population: compilePopulationKernel(counted),
    rows: compileRowDerivatives(program),
    coefficients: () => affineCoefficients(program),
    gaussian() {
      const scale = residualScale(program);
      return scale === null ? null : { y: rows.y, weights: rows.weights, scale };
    },
    fixedPart: fixed.forward,
    fixedColumn(k, columnOut) {
      for (let i = 0; i < count; i++) columnOut[i] = k < first ? 1 : x[i * width + k - first];
    },
    fixedAdjoint: fixed.adjoint,
    nodeRows: () => compileNodeRows(program),
    namesAlong: (at, direction) => namesAlong(program, at, direction),
  };
}

export function latentTerms({ terms }: Pick<Program, 'terms'>): LatentTerm[] {
  return terms.map((term) => ({ ...placedTerm(term), growth: growthOf(term) }));
}

/** By what the entries of L read: as many coordinates as a covariance has, or one for each variance and no more. */
function growthOf({ coefs, factor }: TermProgram): LatentTerm['growth'] {
  const k = coefs.length;
  const reads = new Set(factor.flatMap((entry) => [...variablesOf(entry)]));
  if (reads.size < k) return 'none';
  const isDiagonal = factor.every((entry, e) => e % (k + 1) === 0 || variablesOf(entry).size === 0);
  if (isDiagonal) return 'each';
  return reads.size === (k * (k + 1)) / 2 ? 'any' : 'none';
}
