import { constant } from '../autodiff/index.ts';
import { hasTaylorSums, type TaylorSums, taylorSums } from '../density/taylorForce.ts';
import type { LaplaceFit } from '../laplace/fitLaplace.ts';
import { groupEffects } from '../program/groupEffects.ts';
import { compilePopulationKernel } from '../program/populationKernel.ts';
import type { Program } from '../program/program.ts';
import { factorStarts } from '../program/starts.ts';

/** The rows' sums around the mode that a Laplace fit found; null where they cannot stand for the rows, or it would not pay. */
export function sumsAtMode(program: Program, { alpha, z, rows }: LaplaceFit): TaylorSums | null {
  if (!hasTaylorSums(program)) return null;
  const population = compilePopulationKernel({ ...program, logPrior: constant(0) });
  const values = new Float64Array(population.count);
  population.forward(alpha, values);
  const linear = values.slice(0, program.linear.length);
  const [at] = factorStarts(program.terms, program.linear.length + program.auxiliary.length);
  const effects = new Float64Array(z.length);
  groupEffects(values.subarray(at, at + 1), 1, z, effects);
  return taylorSums(program, rows.eta[0], linear, effects);
}
