import { constant, variablesOf } from '../autodiff/index.ts';
import { compilePopulationKernel } from '../program/populationKernel.ts';
import { type Mixing, type Program, predictorsOf, type TermProgram } from '../program/program.ts';
import { demandIndependentRows } from '../program/residual.ts';
import { affineCoefficients } from './coefficients.ts';
import { fixedPartsOf } from './fixedPart.ts';
import type { LatentModel, LatentTerm, PriorUse } from './latentModel.ts';
import { namesAlong } from './namesAlong.ts';
import { compileNodeRows } from './nodeRows.ts';
import { compileRowDerivatives } from './rowDerivatives.ts';

/** A program as the Laplace engine sees it. */
export function latentModel(program: Program, priors: PriorUse): LatentModel {
  demandIndependentRows(program, 'laplace');
  const { rows, linear, auxiliary, alpha } = program;
  const counted = priors === 'include' ? program : { ...program, logPrior: constant(0) };
  const { x, width, count } = rows;
  const first = rows.hasIntercept ? 1 : 0;
  const fixed = fixedPartsOf(rows);
  return {
    priors,
    alphaCount: alpha.length,
    rowCount: count,
    predictorCount: predictorsOf(rows).length,
    linearCount: linear.length,
    auxiliaryCount: auxiliary.length,
    terms: latentTerms(program),
    population: compilePopulationKernel(counted),
    rows: compileRowDerivatives(program),
    coefficients: () => affineCoefficients(program),
    fixedPart: fixed.forward,
    fixedColumn(k, columnOut) {
      for (let i = 0; i < count; i++) columnOut[i] = k < first ? 1 : x[i * width + k - first];
    },
    fixedAdjoint: fixed.adjoint,
    nodeRows: () => compileNodeRows(program),
    namesAlong: (at, direction) => namesAlong(program, at, direction),
  };
}

/** The terms of a program. One whose levels are mixed has a single level here, and all its levels' effects as coefficients. */
export function latentTerms({ terms }: Pick<Program, 'terms'>): LatentTerm[] {
  return terms.map((term) => ({
    ...(term.mixing === undefined ? plainTerm(term) : mixedTerm(term, term.mixing)),
    growth: growthOf(term),
  }));
}

function plainTerm({ coefs, levels, index, columns, predictors }: TermProgram): Omit<LatentTerm, 'growth'> {
  return { k: coefs.length, levels: levels.length, index, columns, predictors };
}

function mixedTerm(
  { coefs, levels, index, columns, predictors }: TermProgram,
  { places }: Mixing,
): Omit<LatentTerm, 'growth'> {
  const { start, column, values } = places;
  const block = coefs.length;
  const k = levels.length * block;
  const mixed = Array.from({ length: k }, () => new Float64Array(index.length));
  index.forEach((place, i) => {
    for (let e = start[place]; e < start[place + 1]; e++)
      for (let c = 0; c < block; c++) mixed[column[e] * block + c][i] = values[e] * (columns[c]?.[i] ?? 1);
  });
  return {
    ...{ k, block, levels: 1, index: new Int32Array(index.length), columns: mixed },
    predictors: mixed.map((_, at) => predictors[at % block]),
    mixed: { index, places, columns },
  };
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
