import type { Rng } from '../../src/testing.ts';

type Make = typeof import('../../models/priors/constructors.ts');

/** A model of one parameter, as `glmm` has its options. */
export interface OneParameter {
  readonly formula: string;
  readonly rows: number;
  readonly options: (make: Make) => Readonly<Record<string, unknown>>;
}

/** A model of one parameter that draws itself, and whose posterior is drawn on a grid: no chain, so what is seen is the model. */
export interface GridModel {
  /** What its parameter is reported as. */
  readonly name: string;
  simulate(rng: Rng): { readonly truth: Readonly<Record<string, number>>; readonly data: Float64Array };
  /** Independent draws of the parameter, given an outcome. */
  posterior(rng: Rng, outcome: Float64Array, draws: number): Float64Array;
  /** An outcome, given the linear predictor of all rows. */
  outcome(rng: Rng, eta: number): Float64Array;
}

/** The grid covers a log density down to this below its top. */
const deep = 14;
const points = 200;

export async function gridModel({ formula, rows, options }: OneParameter): Promise<GridModel> {
  const make = await import('../../models/priors/constructors.ts');
  const { simulatePrior } = await import('../../models/simulate/prior.ts');
  const { rowDrawer } = await import('../../models/simulate/drawRows.ts');
  const { compileQuantities } = await import('../../src/engine/program/quantities.ts');
  const { isFixed } = await import('../../src/engine/program/quantity.ts');
  const { exp } = await import('../../src/engine/elementary.ts');
  const { declare, withOutcome } = await import('../../src/testing/declaration.ts');
  const { logDensityOf } = await import('../../src/testing/logDensityOf.ts');
  const { mutantTable } = await import('./mutantTable.ts');
  const declaration = { formula, table: await mutantTable(rows), options: options(make) };
  const template = declare(declaration);
  const { names, quantities } = compileQuantities(template.program);
  const at = quantities.findIndex((quantity) => !isFixed(quantity));
  return {
    name: names[at],
    simulate(rng) {
      const { parameters, outcome } = simulatePrior(rng, template);
      return { truth: { [names[at]]: parameters[names[at]] }, data: outcome };
    },
    outcome: (rng, eta) =>
      rowDrawer(template.family.chosen)(rng, new Float64Array(rows).fill(eta), {
        ...{ trials: null, parameters: {}, further: [], strata: null },
      }),
    posterior(rng, outcome, draws) {
      const model = declare(withOutcome(declaration, template, outcome));
      const density = logDensityOf(model);
      const gradient = new Float64Array(1);
      const lpAt = (theta: number): number => density.logDensityAndGradient([theta], gradient);
      const coarse = Array.from({ length: 121 }, (_, i) => (i - 60) / 4);
      const heights = coarse.map(lpAt);
      const top = Math.max(...heights);
      const inside = coarse.filter((_, i) => heights[i] > top - deep);
      const [from, to] = [inside[0] - 0.25, inside[inside.length - 1] + 0.25];
      const width = (to - from) / points;
      const sums = new Float64Array(points);
      for (let i = 0, sum = 0; i < points; i++) {
        sum += exp(lpAt(from + (i + 0.5) * width) - top);
        sums[i] = sum;
      }
      const { write } = compileQuantities(model.program);
      const values = new Float64Array(names.length);
      return Float64Array.from({ length: draws }, () => {
        const share = rng.uniform() * sums[points - 1];
        const cell = sums.findIndex((sum) => sum > share);
        write(Float64Array.of(from + (cell + rng.uniform()) * width), values, 0, 1);
        return values[at];
      });
    },
  };
}
