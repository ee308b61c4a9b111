import { applyFactors } from '../../src/engine/laplace/effects.ts';
import type { LaplaceFit } from '../../src/engine/laplace/fitLaplace.ts';
import { fixedPartsOf } from '../../src/engine/laplace/fixedPart.ts';
import { openLaplace } from '../../src/engine/laplace/openMarginal.ts';
import { addEffects } from '../../src/engine/laplace/products.ts';
import { timesBlocks } from '../../src/engine/linalg/sparse.ts';
import { groupEffects } from '../../src/engine/program/groupEffects.ts';
import { compilePopulationKernel } from '../../src/engine/program/populationKernel.ts';
import {
  demandRows,
  type Program,
  placeCount,
  predictorsOf,
  type TermProgram,
} from '../../src/engine/program/program.ts';
import type { ResidualProgram } from '../../src/engine/program/residual.ts';
import { factorStarts } from '../../src/engine/program/starts.ts';
import { residualForm } from '../../src/engine/residual/forms.ts';
import type { Rng } from '../../src/engine/rng.ts';
import { total } from '../families/links.ts';
import type { Model } from '../glmm.ts';
import { rowDrawer } from '../simulate/drawRows.ts';
import { checkGenerative } from '../simulate/generative.ts';
import type { LaplaceResult } from './laplace.ts';

/**
 * A simulator of outcomes as a fit says they come about: new group effects, then new rows, in the order of the program.
 * Throws InputError for a family that cannot be drawn from, and for case weights, which are no model of data.
 */
export function outcomeSimulator({ model, latent }: LaplaceResult): (rng: Rng) => Float64Array {
  const { program, family } = model;
  checkGenerative(model, {
    what: 'bootstrap',
    instead: 'take Wald intervals, or profiles (--profile)',
  });
  demandRows(program, 'bootstrap');
  if (program.residual !== undefined) return structuredSimulator(program, program.residual, latent);
  const { values, layout } = openLaplace(program, latent);
  const { count, further } = program.rows;
  const fixed = predictorsOf(program.rows).map(() => new Float64Array(count));
  fixedPartsOf(program.rows).forward(values.linear, fixed);
  const draw = rowDrawer(
    family.chosen,
    further.map(({ parameter }) => parameter),
  );
  const parameters = Object.fromEntries(
    program.auxiliary.map(({ name }, at) => [name, values.auxiliary[at]]),
  );
  const codes = model.outcome.strata?.codes ?? null;
  const strata = codes === null ? null : Float64Array.from(model.order, (row) => codes[row]);
  const rows = { trials: program.rows.trials, parameters, strata };
  return (rng) => {
    const etas = fixed.map((of) => of.slice());
    const b = Float64Array.from({ length: layout.dimension }, () => rng.normal());
    applyFactors(layout, values.factors, b, b);
    addEffects(layout, b, etas);
    const [eta, ...others] = etas;
    return draw(rng, eta, { ...rows, further: others });
  };
}

/** As `outcomeSimulator` where residuals have a structure. */
function structuredSimulator(
  program: Program,
  residual: ResidualProgram,
  { alpha }: LaplaceFit,
): (rng: Rng) => Float64Array {
  const { rows, terms, linear, auxiliary } = program;
  const population = compilePopulationKernel(program);
  const values = new Float64Array(population.count);
  population.forward(alpha, values);
  const fixed = new Float64Array(rows.count);
  fixedPartsOf(rows).forward(values.subarray(0, linear.length), [fixed]);
  const named = (name: string): number => values[linear.length + auxiliary.findIndex((a) => a.name === name)];
  const parameters = Float64Array.from(residual.parameters, named);
  const sigma = residual.scale === null ? 1 : named(residual.scale);
  const factorAt = factorStarts(terms, linear.length + auxiliary.length);
  const form = residualForm(residual);
  const e = new Float64Array(rows.count);
  return (rng) => {
    const y = fixed.slice();
    terms.forEach((term, t) => {
      const { index, columns } = term;
      const k = term.coefs.length;
      const b = drawnEffects(rng, term, values.subarray(factorAt[t], factorAt[t + 1]));
      columns.forEach((column, c) => {
        for (let i = 0; i < y.length; i++) y[i] += b[index[i] * k + c] * (column === null ? 1 : column[i]);
      });
    });
    form.draw(rng, parameters, e);
    for (let i = 0; i < y.length; i++) y[i] += sigma * e[i];
    return y;
  };
}

/** New effects, one for each level or place of a term. */
function drawnEffects(rng: Rng, term: TermProgram, factor: Float64Array): Float64Array {
  const k = term.coefs.length;
  const z = Float64Array.from({ length: k * term.levels.length }, () => rng.normal());
  const b = new Float64Array(z.length);
  groupEffects(factor, k, z, b);
  if (term.mixing === undefined) return b;
  const mixed = new Float64Array(placeCount(term) * k);
  timesBlocks(term.mixing.places, k, b, mixed);
  return mixed;
}

/**
 * The same model of other outcomes, in the order of the program and as its rows have them (logarithms, where residuals of those
 * have a structure); scales and default priors stay those of the data.
 */
export function withOutcome(model: Model, y: Float64Array): Model {
  const { memory, ...rows } = model.program.rows;
  const inDesign = new Float64Array(y.length);
  model.order.forEach((row, p) => {
    inDesign[row] = y[p];
  });
  const { residual } = model.program;
  const { normal } = model.family.chosen;
  const program = { ...model.program, rows: { ...rows, y } };
  if (residual === undefined || normal === null)
    return { ...model, outcome: { ...model.outcome, y: inDesign }, program };
  const outcome = inDesign.map(normal.back);
  const logJacobian = total(outcome.map(normal.logSlope));
  return {
    ...model,
    outcome: { ...model.outcome, y: outcome },
    program: { ...program, residual: { ...residual, logJacobian } },
  };
}
