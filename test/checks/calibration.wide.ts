import { describe, expect, test } from 'vitest';
import { effectNormality } from '../../models/checks/effectNormality.ts';
import { groupInfluence } from '../../models/checks/groupInfluence.ts';
import { type PredictiveTest, predictiveCheck } from '../../models/checks/predictiveCheck.ts';
import { faultsFound } from '../../models/checks/words.ts';
import type { GlmmOptions } from '../../models/glmm.ts';
import type { Posterior } from '../../models/predict/index.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { exp, logistic } from '../../src/engine/elementary.ts';
import { gamma } from '../../src/engine/rng/gamma.ts';
import { poisson } from '../../src/engine/rng/poisson.ts';
import { type Rng, stream } from '../../src/engine/rng.ts';
import { quickFit, type Row, simulated } from './simulated.ts';

/** A way that outcomes come about, and the model that is fitted to them. */
interface Truth {
  readonly name: string;
  readonly options: GlmmOptions;
  readonly outcome: (rng: Rng, row: Row) => number;
}

const design = { groups: 40, each: 8 };
const formula = 'y ~ x + z + (1 | g)';
const rate = ({ x, b }: Row): number => exp(0.5 + 0.4 * x + 0.5 * b);
const bernoulli = (rng: Rng, p: number): number => (rng.uniform() < p ? 1 : 0);

const truths: readonly Truth[] = [
  { name: 'gaussian', options: {}, outcome: (rng, { x, b }) => x + b + rng.normal() },
  { name: 'poisson', options: { family: 'poisson' }, outcome: (rng, row) => poisson(rng, rate(row)) },
  {
    name: 'bernoulli',
    options: { family: 'bernoulli' },
    outcome: (rng, { x, b }) => bernoulli(rng, logistic(x + b)),
  },
];

const faults: readonly (Truth & { readonly found: PredictiveTest['fault'] })[] = [
  {
    name: 'overdispersion',
    found: 'dispersion',
    options: { family: 'poisson' },
    outcome: (rng, row) => poisson(rng, (rate(row) * gamma(rng, 2)) / 2),
  },
  {
    name: 'zero inflation',
    found: 'zeros',
    options: { family: 'poisson' },
    outcome: (rng, row) => bernoulli(rng, 0.75) * poisson(rng, 2 * rate(row)),
  },
  {
    name: 'a wrong link',
    found: 'curvature',
    options: { family: 'poisson', link: 'log' },
    outcome: (rng, { x, z, b }) => poisson(rng, (2 + 0.7 * x + 0.4 * z + 0.2 * b) ** 2),
  },
  {
    name: 'heavy tails',
    found: 'tails',
    options: {},
    outcome: (rng, { x, b }) => x + b + rng.normal() / Math.sqrt((2 * gamma(rng, 1.5)) / 3),
  },
  {
    name: 'an omitted slope',
    found: 'slopes',
    options: {},
    outcome: (rng, { x, b, slope }) => x * (1 + 0.6 * slope) + b + rng.normal(),
  },
  {
    name: 'an omitted curve',
    found: 'bend',
    options: {},
    outcome: (rng, { x, b }) => x + 0.3 * x * x + b + rng.normal(),
  },
];

const fitTo = ({ name, options, outcome }: Truth, s: number) =>
  quickFit(simulated(stream('checks', name, s), design, outcome), formula, options);

describe('predictiveCheck', () => {
  test.each(truths)('$name: under the true model p-values are uniform or larger', (truth) => {
    const repeats = 12;
    const found = Array.from({ length: repeats }, (_, s) => {
      const fit = fitTo(truth, s);
      return (['kept', 'new'] as const).map((groups) => predictiveCheck(fit, { groups, dataSets: 199 }));
    }).flat();
    const p = found.flatMap(({ tests }) => tests.map(({ pValue }) => pValue));
    for (const level of [0.05, 0.1, 0.2])
      expect(p.filter((own) => own <= level).length / p.length).toBeLessThan(1.3 * level);
    // of 24 checks 1.2 are expected at most to find something
    expect(found.filter((check) => faultsFound(check).length > 0).length).toBeLessThan(5);
  });

  test.each(faults)('$name is found', (truth) => {
    const found = faultsFound(predictiveCheck(fitTo(truth, 0), { dataSets: 199 }));
    expect(found.map(({ fault }) => fault)).toContain(truth.found);
  });
});

describe('effectNormality', () => {
  const many = { groups: 120, each: 12 };
  const shapes = (effect: (b: number) => number, s: number) => {
    const data = simulated(stream('effects', s), many, (rng, { x, b }) => x + effect(b) + rng.normal());
    return effectNormality(quickFit(data, 'y ~ x + (1 | g)', {})).effects[0];
  };

  test('normal effects pass, skewed ones are found', () => {
    const p = Array.from({ length: 10 }, (_, s) => shapes((b) => b, s)).flatMap(({ skewness, kurtosis }) => [
      skewness.pValue,
      kurtosis.pValue,
    ]);
    expect(p.filter((own) => own <= 0.1).length).toBeLessThan(5);
    expect(shapes((b) => exp(b) - exp(0.5), 1).skewness.pValue).toBeLessThan(0.02);
  });
});

/** A model's own priors, for one of fewer rows. */
const priorsOf = ({ model }: Posterior) =>
  Object.fromEntries(model.priors.map(({ parameter, prior }) => [parameter, prior]));

function momentsOf({ draws }: Posterior, name: string): { readonly mean: number; readonly sd: number } {
  const q = draws.names.indexOf(name);
  const values = draws.values.flatMap((chain) => [...chain.subarray(q * draws.draws, (q + 1) * draws.draws)]);
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length) };
}

describe('groupInfluence', () => {
  test('shifts are those of a fit without the level', () => {
    const outcome = (rng: Rng, { x, b }: Row): number => x + (b > 1.5 ? 4 : 1) * b + rng.normal();
    const rng = () => stream('influence', 1);
    const data = simulated(rng(), { groups: 20, each: 6 }, outcome);
    const whole = quickFit(data, 'y ~ x + (1 | g)', {}, 1000);
    const { levels, quantities } = groupInfluence(whole);
    const { level, shifts, paretoK } = levels.filter((one) => one.paretoK < 0.7)[0];
    const group = data.columns.get('g');
    if (group?.kind !== 'factor') throw new Error('g is a factor');
    const left = group.levels.indexOf(level);
    const kept = Int32Array.from(group.codes.keys()).filter((row) => group.codes[row] !== left);
    const columns = ['x', 'z', 'y'].map((name) => {
      const column = data.columns.get(name);
      if (column?.kind !== 'number') throw new Error(`${name} is a number`);
      return [name, Array.from(kept, (row) => column.values[row])] as const;
    });
    const without = quickFit(
      tableFromColumns({
        ...Object.fromEntries(columns),
        g: Array.from(kept, (row) => group.levels[group.codes[row]]),
      }),
      'y ~ x + (1 | g)',
      { defaultPriors: priorsOf(whole) },
      1000,
    );
    expect(paretoK).toBeLessThan(0.7);
    quantities.forEach((name, q) => {
      const [before, after] = [momentsOf(whole, name), momentsOf(without, name)];
      expect(Math.abs(shifts[q] - (after.mean - before.mean) / before.sd)).toBeLessThan(0.25);
    });
  });
});
