import { describe, expect, test } from 'vitest';
import { chooseFamily } from '../../models/families/choose.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import {
  bootstrap,
  builtinFamilies,
  column,
  compare,
  expression as e,
  type Family,
  glmm,
  halfNormal,
  laplace,
  normal,
  random,
  sample,
} from '../../src/index.ts';
import { simulatePrior } from '../../src/testing.ts';

/** As in README: counts with more variance than the mean, mu + mu^2 / shape. */
const negbinomial: Family = {
  name: 'negbinomial',
  response: 'count',
  parameters: [{ name: 'shape', support: { kind: 'positive' } }],
  links: {
    log: ({ y, eta }, { shape }) => {
      const ways = e.sub(e.lgamma(e.add(y, shape)), e.add(e.lgamma(shape), e.lgamma(e.add(y, 1))));
      const rest = e.mul(e.add(y, shape), e.log(e.add(shape, e.exp(eta))));
      return e.add(ways, e.sub(e.add(e.mul(y, eta), e.mul(shape, e.log(shape))), rest));
    },
  },
  defaultLink: 'log',
  notation: 'NegBinomial(mu_ij, shape)',
  draw: (rng, { mu, parameters: { shape } }) => random.poisson(rng, (mu * random.gamma(rng, shape)) / shape),
};

/** Waiting times: a response that poolwise has no word for. */
const exponential: Family = {
  name: 'exponential',
  response: { holds: (y) => y > 0, wanted: 'numbers > 0' },
  parameters: [],
  links: { log: ({ y, eta }) => e.neg(e.add(eta, e.mul(y, e.exp(e.neg(eta))))) },
  defaultLink: 'log',
  notation: 'Exponential(1 / mu_ij)',
  draw: (rng, { mu }) => mu * random.gamma(rng, 1),
};

const truth = 0.7;

function tableOf({ draw }: Family, parameters: Readonly<Record<string, number>>, inverse = Math.exp) {
  const rng = stream('own row');
  const rows = Array.from({ length: 120 }, (_, i) => i);
  const group = rows.slice(0, 8).map(() => 0.4 * rng.normal());
  const x = rows.map(() => rng.normal());
  const y = rows.map((i) => {
    const mu = inverse(0.8 + truth * x[i] + group[i % 8]);
    return draw?.(rng, { mu, trials: 1, parameters }) ?? Number.NaN;
  });
  return tableFromColumns({ y, x, g: rows.map((i) => `g${i % 8}`) });
}

const cases = [
  { family: negbinomial, parameters: { shape: 3 } },
  { family: exponential, parameters: {} },
];

describe.each(cases)("$family.name, a family of the user's own", ({ family, parameters }) => {
  const priors = { Intercept: normal(0, 1), b: normal(0, 1), sd: halfNormal(1) };
  const own = Object.fromEntries(Object.keys(parameters).map((name) => [name, halfNormal(3)]));
  const model = glmm('y ~ x + (1 | g)', tableOf(family, parameters), {
    family,
    priors: { ...priors, ...own },
  });

  test('is sampled, fitted, and compared', async () => {
    const fit = await sample(model, { workers: 0, chains: 2, warmup: 100, draws: 100 });
    const draws = column(fit.draws, 'b_x').flatMap((chain) => [...chain]);
    const mean = draws.reduce((sum, b) => sum + b, 0) / draws.length;
    const result = laplace(model);
    const se = result.population.standardErrors[1];
    // the truth within four standard errors, the two estimates within one of each other
    expect(Math.abs(mean - truth)).toBeLessThan(4 * se);
    expect(Math.abs(mean - result.population.estimates[1])).toBeLessThan(se);
    const compared = compare(fit, result);
    expect(compared.parameters.map(({ name }) => name)).toEqual(
      fit.model.program.reported.map(({ name }) => name),
    );
  });

  test('bootstraps: standard errors like those of the curvature', () => {
    const result = laplace(model);
    const { intervals, failed } = bootstrap(result, { replicates: 40 });
    expect(failed).toBeLessThanOrEqual(2);
    const ratio = intervals[1].se / result.population.standardErrors[1];
    expect(intervals[1].name).toBe('b_x');
    // the sd of 40 has a standard error of 11 %
    expect(Math.abs(ratio - 1)).toBeLessThan(0.4);
  });

  test('is simulated from its priors, the outcomes being what it takes', () => {
    const { outcome, parameters: drawn } = simulatePrior(stream('own row', 'prior'), model);
    expect(outcome).toHaveLength(120);
    expect(Object.keys(drawn)).toContain('r_g[g3,Intercept]');
    const table = tableFromColumns({ y: [...outcome] });
    expect(() => glmm('y ~ 1', table, { family })).not.toThrow();
  });
});

describe('what a row leaves out, or has wrong, is said', () => {
  const table = tableOf(exponential, {});
  const fitted = (family: Family): ReturnType<typeof laplace> => laplace(glmm('y ~ x', table, { family }));

  test('no draw', () => {
    const { draw, ...rest } = exponential;
    expect(() => bootstrap(fitted(rest))).toThrow(
      'simulate: family exponential does not say how its outcomes come about; add draw: (rng, { mu, trials, parameters }) => y to it',
    );
  });

  test('a link of its own without an inverse', () => {
    const own = (rest: object): Family => ({
      ...exponential,
      links: { mine: { density: exponential.links.log as never, ...rest } },
      defaultLink: 'mine',
    });
    expect(() => bootstrap(fitted(own({})))).toThrow(
      'simulate: family exponential does not say what mu is under link mine',
    );
    expect(bootstrap(fitted(own({ inverse: e.exp })), { replicates: 20 }).failed).toBe(0);
  });

  test('a draw that is no outcome', () => {
    const broken = { ...exponential, draw: () => -1 };
    expect(() => bootstrap(fitted(broken))).toThrow(
      'simulate: a draw of family exponential must be among numbers > 0, got -1 for mu = ',
    );
  });

  test('outcomes it does not take, a response that nobody knows, a default link that is not there', () => {
    const zero = tableFromColumns({ y: [1, 2, 0], x: [1, 2, 3] });
    expect(() => glmm('y ~ x', zero, { family: exponential })).toThrow(
      'exponential: "y" must hold numbers > 0, got 0 at row 3',
    );
    expect(() => glmm('y ~ x', table, { family: { ...exponential, response: 'counts' as never } })).toThrow(
      'family: no response "counts" for exponential (have: real, binary, count, positiveCount, positive, atLeastZero, proportion, ordered, named, successes, or { holds, wanted }). Did you mean "count"?',
    );
    expect(() => glmm('y ~ x', table, { family: { ...exponential, defaultLink: 'logit' } })).toThrow(
      'family: the default link of exponential, "logit", is not among its links (have: log)',
    );
  });
});

test("a gaussian row of the user's own with a log link finds the slope that made the data", async () => {
  const [gaussian] = builtinFamilies;
  const { density: identity } = chooseFamily(gaussian);
  const family: Family = {
    ...gaussian,
    links: { log: ({ eta, ...row }, parameters) => identity({ ...row, eta: e.exp(eta) }, parameters) },
    defaultLink: 'log',
  };
  const model = glmm('y ~ x + (1 | g)', tableOf(family, { sigma: 0.5 }), { family });
  const fit = await sample(model, { workers: 0, chains: 1, warmup: 200, draws: 200 });
  expect(fit.sampler.strategy).not.toBe('collapsed');
  const draws = column(fit.draws, 'b_x')[0];
  expect(draws.reduce((sum, b) => sum + b, 0) / draws.length).toBeCloseTo(truth, 1);
  expect(bootstrap(laplace(model), { replicates: 20 }).intervals[1].estimate).toBeCloseTo(truth, 1);
});
