import { glmm, type Model } from '../../models/glmm.ts';
import { drawsOf } from '../../models/posterior/draws.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import { type Quantity, quantityName } from '../../src/engine/program/quantity.ts';
import { stream } from '../../src/engine/rng.ts';
import type { FitFile, ParameterRow } from '../../src/report/fitSchema.ts';
import { quantitiesFromNames } from '../../src/report/quantitiesFromNames.ts';
import { sample } from '../../src/run/sample.ts';

/** Names that would break out of text, of an attribute and of a script, were they not escaped. */
export const hostile = {
  level: '<script>alert(1)</script>',
  column: `"><img src=x onerror='alert(2)'>&amp;`,
};

/** Six wards of eight rows, names from the dark side of user data. */
export function hostileModel(): Model {
  const rng = stream('report', 'data');
  const rows = 48;
  const wards = [hostile.level, 'a,b]', '[c', 'north & south', 'é'.repeat(30), '6'];
  const ward = Array.from({ length: rows }, (_, i) => wards[i % wards.length]);
  const dose = Array.from({ length: rows }, () => rng.normal());
  const y = dose.map((x, i) => (x + (i % wards.length) / 3 + rng.normal() > 1 ? 1 : 0));
  const table = tableFromColumns({ y, ward, [hostile.column]: dose });
  const x = `\`${hostile.column}\``;
  return glmm(`y ~ ${x} + (${x} | ward)`, table, { family: 'bernoulli' });
}

/** A short real fit: too few draws to be trusted, enough to look at. */
export function shortFit(model: Model): Promise<Fit<Model>> {
  return sample(model, { workers: 0, chains: 2, warmup: 100, draws: 100, seed: 'report' });
}

/** A linear model of many groups, for draws that are made up. */
export function manyGroups(levels: number): Model {
  const rng = stream('report', 'many');
  const doctor = Array.from({ length: 2 * levels }, (_, i) => `doctor ${i % levels}`);
  const column = (): number[] => doctor.map(() => rng.normal());
  const table = tableFromColumns({ y: column(), a: column(), b: column(), doctor });
  return glmm('y ~ a * b + (a | doctor)', table);
}

/** Independent normal draws for every quantity, each with a mean of its own: no sampler at work. */
export function madeUpFit(model: Model, chains: number, draws: number): Fit<Model> {
  const rng = stream('report', 'draws');
  const quantities = quantitiesOf(model.program);
  const perDraw = (value: (i: number) => number): Float64Array =>
    Float64Array.from({ length: draws }, (_, i) => value(i));
  const values = Array.from({ length: chains }, () =>
    Float64Array.from(
      { length: quantities.length * draws },
      (_, i) => 3 + Math.floor(i / draws) / 100 + rng.normal(),
    ),
  );
  const counts = (value: number): Int32Array => new Int32Array(draws).fill(value);
  return {
    model,
    draws: drawsOf(quantities, draws, values),
    sampler: {
      strategy: 'nuts',
      reason: 'made up',
      seed: '1',
      settings: { warmup: 100, draws, metric: 'diagonal', targetAccept: 0.9, maxDepth: 10 },
      wallSeconds: 1,
      threads: 1,
      chains: values.map((_, chain) => ({
        chain,
        reference: { kind: 'good' as const },
        stats: {
          lp: perDraw(() => rng.normal()),
          energy: perDraw(() => rng.normal()),
          acceptStat: perDraw(() => 0.9),
          treeDepth: counts(3),
          nLeapfrog: counts(7),
          divergent: new Uint8Array(draws),
        },
        divergences: [],
        warmupDivergences: 0,
        maxDepthHits: 0,
        stepSize: 0.25,
        gradients: 7 * draws,
        warmupGradients: 700,
        setupSeconds: 0.01,
        warmupSeconds: 0.5,
        sampleSeconds: 0.5,
      })),
    },
  };
}

/** A row of fit.json, well sampled unless told otherwise; what it is follows from its name, but for group effects. */
export function row(name: string, mean: number, sd: number, other: Partial<ParameterRow> = {}): ParameterRow {
  const end = (sds: number): number => mean + sds * sd;
  return {
    name,
    quantity: quantitiesFromNames([name], ['ward'])[0],
    mean,
    sd,
    q5: end(-1.645),
    q50: mean,
    q95: end(1.645),
    lower: end(-1.96),
    upper: end(1.96),
    mcseMean: sd / 30,
    rhat: 1.001,
    essBulk: 900.9,
    essTail: 800.2,
    ...other,
  };
}

/** A level's effect on a ward's intercept, as a row of fit.json. */
export function wardRow(level: string, mean: number, sd: number): ParameterRow {
  const quantity: Quantity = {
    kind: 'groupEffect',
    predictor: 'mu',
    group: 'ward',
    level,
    coef: 'Intercept',
  };
  return row(quantityName(quantity), mean, sd, { quantity });
}

/** A fit file written by hand: two coefficients, two wards, one of them with a bracket in its name. */
export function smallFile(): FitFile {
  return {
    poolwise: '0.1.0',
    formula: 'y ~ x + (1 | ward)',
    family: { name: 'poisson', link: 'log', ratio: { title: 'RR', words: 'rate ratio' }, residualSd: null },
    data: { source: 'beds.csv', rows: 40, dropped: 2, groups: { ward: 2 } },
    priors: [
      { parameter: 'Intercept', prior: 'normal(0, 2.5)', default: true },
      { parameter: 'b_x', prior: 'normal(0, 1)', default: false },
    ],
    sampler: {
      strategy: 'nuts',
      reason: 'asked for',
      chains: 4,
      warmup: 1000,
      draws: 1000,
      seed: '7',
      divergences: 0,
      maxDepthHits: 0,
      ebfmi: [0.9, 1, 1.1, 0.95],
      stepSizes: [0.3, 0.3, 0.3, 0.3],
      gradients: 56000,
      setupSeconds: 0.01,
      warmupSeconds: [0.5, 0.5, 0.6, 0.4],
      sampleSeconds: [0.4, 0.4, 0.4, 0.4],
      wallSeconds: 1.26,
    },
    level: 0.95,
    parameters: [
      row('b_Intercept', 1.5, 0.12),
      row('b_x', -0.25, 0.031),
      row('sd_ward__Intercept', 0.5, 0.2),
      wardRow('a,b]', 0.31, 0.2),
      wardRow('north', -0.3, 0.2),
    ],
    notes: [{ kind: 'dropped', text: '2 of 42 rows had missing values and were left out: rows 3, 9' }],
    warnings: ['2 of 42 rows had missing values and were left out: rows 3, 9'],
  };
}
