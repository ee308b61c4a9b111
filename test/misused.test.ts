/** What callers get wrong: refused in words that say what to write, or taken as it was meant; never a TypeError. */
import { describe, expect, test } from 'vitest';
import * as poolwise from '../src/index.ts';
import { sbc } from '../src/testing.ts';

const columns = {
  y: [0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0],
  x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13],
  g: [...'aabbccddeeff'],
};
const rows = columns.y.map((y, i) => ({ y, x: columns.x[i], g: columns.g[i] }));
const table = poolwise.tableFromColumns(columns);
const formula = 'y ~ x + (1 | g)';
const model = poolwise.glmm(formula, table, { family: 'bernoulli' });
const fit = poolwise.laplace(model);

/** Callers without types, or with a mistake in them. */
type Anything = (...args: unknown[]) => unknown;
const untyped = Object.fromEntries(
  Object.entries({ ...poolwise, sbc }).map(([name, f]) => [name, f as Anything]),
) as Readonly<Record<string, Anything>>;

/** The message of the InputError that a call ends in. */
async function refusal(name: string, ...args: readonly unknown[]): Promise<string> {
  try {
    await untyped[name](...args);
  } catch (error) {
    if (error instanceof poolwise.InputError) return error.message;
    throw error;
  }
  throw new Error(`${name} took it`);
}

describe('an option that there is not', () => {
  /** A function, what stands before its options, a wrong key, and the right one. */
  const mistakes: readonly (readonly [string, readonly unknown[], string, string])[] = [
    ['glmm', [formula, table], 'famly', 'family'],
    ['glmm', [formula, table], 'prior', 'priors'],
    ['sample', [model], 'iter', 'draws'],
    ['sample', [model], 'cores', 'workers'],
    ['sample', [model], 'adapt_delta', 'targetAccept'],
    ['sample', [model], 'max_treedepth', 'maxDepth'],
    ['sample', [model], 'burnin', 'warmup'],
    ['laplace', [model], 'nAGQ', 'quadrature'],
    ['laplace', [model], 'REML', 'method'],
    ['profile', [fit, 'b_x'], 'conf.level', 'level'],
    ['parameterEstimates', [fit], 'conf.level', 'level'],
    ['bootstrap', [fit], 'nsim', 'replicates'],
    ['bootstrapRatio', [fit, fit], 'nsim', 'replicates'],
    ['laplaceDraws', [fit], 'ndraws', 'draws'],
    ['laplaceParetoK', [fit], 'proposal', 'proposals'],
    ['simulateHospital', ['1'], 'doctor', 'doctors'],
    ['tableFromColumns', [columns], 'factor', 'factors'],
    ['tableFromRows', [rows], 'contrasts', 'factors'],
    ['sbc', [{ formula, table, options: {} }], 'nsim', 'simulations'],
  ];
  test.each(mistakes)('%s: the nearest, or what it is called here', async (name, before, wrong, right) => {
    const message = await refusal(name, ...before, { [wrong]: 1 });
    expect(message).toContain(`no option "${wrong}"`);
    expect(message).toContain(`Did you mean "${right}"?`);
  });

  test('lists what there is where none is near', async () => {
    expect(await refusal('laplace', model, { zzz: 1 })).toBe(
      'laplace: no option "zzz" (have: method, quadrature, fast, logDeterminant)',
    );
  });
});

describe('a value of the wrong kind', () => {
  test('for an option', async () => {
    expect(await refusal('sample', model, { draws: '100' })).toBe(
      'sample: draws must be a number, got "100"',
    );
    expect(await refusal('laplace', model, { fast: 'yes' })).toMatch(/fast must be true or false, got "yes"/);
    expect(await refusal('sample', model, 1000)).toMatch(/^sample: options must be an object with any of /);
    expect(await refusal('parameterEstimates', fit, 0.9)).toMatch(/any of level, got 0.9$/);
    expect(await refusal('glmm', formula, table, { family: 7 })).toMatch(/^family: .*got 7$/);
    expect(await refusal('glmm', formula, table, { family: { name: 'mine' } })).toMatch(
      /this has no response/,
    );
    expect(await refusal('glmm', formula, table, { family: 'normal' })).toMatch(
      /^family: no family "normal"/,
    );
  });

  test('for the model, the data or a fit', async () => {
    expect(await refusal('glmm', table, formula)).toBe(
      'glmm: the formula comes first, then the data: glmm("y ~ x + (1 | g)", data)',
    );
    expect(await refusal('glmm', formula, 'data.csv')).toMatch(/must be a table .* got "data.csv"$/);
    expect(await refusal('glmm', formula, Promise.resolve(table))).toMatch(/got a promise; put await before/);
    expect(await refusal('glmm', formula)).toMatch(/must be a table .* got undefined$/);
    expect(await refusal('glmm', undefined, table)).toMatch(/the formula comes first/);
    expect(await refusal('sample', formula)).toMatch(/^sample: expected a model .* got "y ~ x/);
    expect(await refusal('sample', fit)).toMatch(/got a Laplace fit$/);
    expect(await refusal('laplace', table)).toBe('laplace: expected a model, as glmm makes it, got a table');
    expect(await refusal('profile', model)).toBe('profile: expected a fit, as laplace makes it, got a model');
    expect(await refusal('profile', fit, { level: 0.9 })).toMatch(/then options; got an object$/);
    expect(await refusal('explain', fit)).toMatch(/^explain: expected a model, .* got a Laplace fit$/);
    expect(await refusal('likelihoodRatio', fit)).toMatch(/^likelihoodRatio: expected a fit/);
    for (const name of [
      'conditionalModes',
      'parameterEstimates',
      'bootstrap',
      'laplaceDraws',
      'laplaceParetoK',
    ])
      expect(await refusal(name, undefined)).toMatch(/expected a fit, as laplace makes it, got undefined/);
  });

  test('for a prior', async () => {
    const priors = (b: unknown): Promise<string> => refusal('glmm', formula, table, { priors: { b } });
    expect(await priors(5)).toBe('prior: b must be a prior such as normal(0, 5), or that as text, got 5');
    expect(await priors(poolwise.normal)).toMatch(/got the function normal$/);
    expect(await priors({ kind: 'gauss', sd: 1 })).toMatch(/got an object$/);
    expect(await priors({ kind: 'normal', mean: 0 })).toMatch(/"undefined" in "normal\(0, undefined\)"/);
    expect(await priors('normal(0)')).toMatch(/^prior: normal\(mean, sd\) was wanted/);
  });
});

describe('what is meant is taken', () => {
  const estimates = (data: poolwise.Data): Float64Array =>
    poolwise.laplace(poolwise.glmm(formula, data, { family: 'bernoulli' })).population.estimates;

  test('rows, or columns, where a table is wanted', () => {
    expect(estimates(rows)).toEqual(fit.population.estimates);
    expect(estimates(columns)).toEqual(fit.population.estimates);
  });

  test('a prior as text', () => {
    const of = (priors: poolwise.PriorTable) =>
      poolwise.glmm(formula, table, { family: 'bernoulli', priors });
    const [text, value] = [{ b: 'normal(0, 5)' }, { b: poolwise.normal(0, 5) }].map(of);
    expect(text.priors).toEqual(value.priors);
    expect(of({ b: { kind: 'normal', mean: 0, sd: 0.1 + 0.2 } }).priors[1].prior).toEqual(
      poolwise.normal(0, 0.1 + 0.2),
    );
  });

  test('an option that is undefined is left out', () => {
    const options = { method: undefined } as unknown as poolwise.LaplaceOptions;
    expect(poolwise.laplace(model, options).method).toBe('ml');
  });
});
