import { constant } from '../autodiff/index.ts';
import { compilePopulationKernel } from '../program/populationKernel.ts';
import type { Program } from '../program/program.ts';
import { affineCoefficients } from './coefficients.ts';
import { fixedPartOf } from './fixedPart.ts';
import type { LatentModel, PriorUse } from './latentModel.ts';
import { namesAlong } from './namesAlong.ts';
import { compileNodeRows } from './nodeRows.ts';
import { compileRowDerivatives } from './rowDerivatives.ts';

/** A program as the Laplace engine sees it. */
export function latentModel(program: Program, priors: PriorUse): LatentModel {
  const { rows, terms, linear, auxiliary, alpha } = program;
  const counted = priors === 'include' ? program : { ...program, logPrior: constant(0) };
  const { x, width, count } = rows;
  const first = rows.hasIntercept ? 1 : 0;
  const fixed = fixedPartOf(rows);
  return {
    priors,
    alphaCount: alpha.length,
    rowCount: count,
    linearCount: linear.length,
    auxiliaryCount: auxiliary.length,
    terms: terms.map(({ coefs, levels, index, columns }) => ({
      k: coefs.length,
      levels: levels.length,
      index,
      columns,
    })),
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
