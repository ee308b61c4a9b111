import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Model } from '../../models/glmm.ts';
import { drawParameters } from '../../models/simulate/prior.ts';
import { priorLayout } from '../../models/simulate/priorLayout.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { leapfrog } from '../../src/engine/hmc/leapfrog.ts';
import { velocity } from '../../src/engine/hmc/metric.ts';
import {
  arbitraryGlmm,
  arbitraryLogDensity,
  arbitraryPrior,
  arbitraryTable,
  bananaDensity,
  checkDetailedBalance,
  checkEnergyOrder,
  checkInvariance,
  checkMoments,
  checkReversible,
  checkVolume,
  declare,
  geweke,
  type Kernel,
  type LogDensity,
  leapfrogOf,
  mixtureDensity,
  normalDensity,
  nutsKernel,
  type PropertyResult,
  posteriorSbcOfSampler,
  type Rng,
  sbcOfSampler,
  stream,
  unitMetric,
} from '../../src/testing.ts';

/** Whether every parameter of the model is drawn as a number from its prior. */
const simulatePriorParameters = (model: Model): boolean =>
  drawParameters(stream('prior'), priorLayout(model)).every(Number.isFinite);

const passes = ({ ok, text }: PropertyResult): void => expect(ok, text).toBe(true);
const fails = ({ ok, text }: PropertyResult, how: RegExp): void => {
  expect(ok, text).toBe(false);
  expect(text).toMatch(how);
};

const addScaled = (to: Float64Array, by: number, what: Float64Array): void => {
  for (let i = 0; i < to.length; i++) to[i] += by * what[i];
};

describe('integrators', () => {
  test('leapfrog passes on densities of every shape', () => {
    const shapes = ['normal', 'banana', 'funnel', 'studentT', 'logistic', 'logGamma', 'mixture'] as const;
    fc.assert(
      fc.property(arbitraryLogDensity(fc, { shapes, maxDimension: 4 }), (density) => {
        const integrator = leapfrogOf(density);
        const start = density.draw;
        passes(checkReversible(integrator, { start }));
        passes(checkVolume(integrator, { start, points: 2, stepSize: 0.05 }));
        passes(checkEnergyOrder(integrator, { start, stepSize: 0.05 }));
      }),
      { numRuns: 6 },
    );
  });

  const density = bananaDensity(3, 0.7);

  test('a half step left out is not reversible, and its energy error is of first order', () => {
    const step: typeof leapfrog = (target, metric, point, by) => {
      const { theta, p, gradient, pSharp } = point;
      addScaled(p, by, gradient);
      velocity(metric, p, pSharp);
      addScaled(theta, by, pSharp);
      point.lp = target.logDensityAndGradient(theta, gradient);
    };
    const broken = leapfrogOf(density, { step });
    fails(checkReversible(broken), /^NOT reversible: there and back/);
    fails(checkEnergyOrder(broken), /^energy is NOT kept to its order: order 1\.0/);
    passes(checkVolume(broken)); // symplectic Euler keeps it
  });

  test('a force that is a little off has an energy error that does not shrink', () => {
    const off: LogDensity = {
      dimension: 3,
      logDensityAndGradient(theta, gradOut) {
        const lp = density.logDensityAndGradient(theta, gradOut);
        gradOut[1] *= 1.01;
        return lp;
      },
    };
    fails(checkEnergyOrder(leapfrogOf(off)), /order -?0\.[01]/);
  });

  test('a momentum that is damped loses volume', () => {
    const step: typeof leapfrog = (target, metric, point, by) => {
      leapfrog(target, metric, point, by);
      addScaled(point.p, -1e-4, point.p);
    };
    fails(
      checkVolume(leapfrogOf(density, { step })),
      /NOT kept: log determinant of a trajectory up to 0\.0030/,
    );
  });

  test('what throws, or leaves all finite energies, has failed', () => {
    const step = (): never => {
      throw new Error('no step today');
    };
    fails(checkReversible(leapfrogOf(density, { step })), /threw no step today/);
    const nowhere: LogDensity = { dimension: 2, logDensityAndGradient: () => Number.NaN };
    fails(checkEnergyOrder(leapfrogOf(nowhere)), /16 of 16 trajectories left finite energies/);
  });
});

describe('transitions', () => {
  const density = mixtureDensity(2, 1.2, 0.3);
  const runs = { runs: 300 };

  test('NUTS keeps the distribution', () => {
    const kernel = nutsKernel(density, { stepSize: 0.6, metric: unitMetric('diagonal', 2), maxDepth: 5 });
    passes(checkDetailedBalance(kernel, density, runs));
  });

  test('random walks that accept everything, or half too often, do not', () => {
    const gradient = new Float64Array(2);
    const lp = (theta: Float64Array): number => density.logDensityAndGradient(theta, gradient);
    const walk =
      (acceptance: (change: number) => number): Kernel =>
      (rng, theta) => {
        const to = theta.map((v) => v + 0.8 * rng.normal());
        return rng.uniform() < acceptance(lp(to) - lp(theta)) ? to : theta;
      };
    passes(checkDetailedBalance(walk(Math.exp), density, runs));
    fails(
      checkDetailedBalance(
        walk(() => 1),
        density,
        runs,
      ),
      /^the distribution is NOT kept, by 300 tr/,
    );
    fails(
      checkDetailedBalance(
        walk((d) => Math.exp(d / 2)),
        density,
        { runs: 1000 },
      ),
      /change of log density$/,
    );
  });

  test('a sweep in a fixed order keeps it, by quantities of the caller too', () => {
    const normal = normalDensity(new Float64Array(2), Float64Array.of(1, 0, 0.9, Math.sqrt(0.19)));
    const sweep: Kernel = (rng, theta) => {
      const first = 0.9 * theta[1] + Math.sqrt(0.19) * rng.normal();
      return Float64Array.of(first, 0.9 * first + Math.sqrt(0.19) * rng.normal());
    };
    const quantities = { both: (theta: Float64Array) => theta[0] * theta[0] * theta[1] };
    passes(checkDetailedBalance(sweep, normal, { ...runs, reversible: false, quantities }));
  });

  test('what stands still, throws, or is no number has failed', () => {
    fails(
      checkDetailedBalance((_, theta) => theta, density, runs),
      /none of 300 moved/,
    );
    fails(
      checkDetailedBalance(() => Float64Array.of(Number.NaN, 0), density, runs),
      /300 of 300 ended/,
    );
    const thrower = (): never => {
      throw new Error('no way');
    };
    fails(checkDetailedBalance(thrower, density, runs), /transitions: threw no way/);
  });
});

describe('whole runs', () => {
  const density = normalDensity(Float64Array.of(1, -2), Float64Array.of(1, 0, 0.5, 1));
  const exact =
    (stretch: number) =>
    (seed: string): Float64Array[] => {
      const rng = stream(seed);
      return Array.from({ length: 200 }, () => density.draw(rng).map((v, i) => (i === 1 ? v * stretch : v)));
    };

  test('have the moments of the density, or are told', async () => {
    passes(await checkMoments(exact(1), density));
    fails(
      await checkMoments(exact(1.05), density),
      /^draws NOT as they should be, by 32 runs: .* theta\[1\]$/,
    );
  });
});

/** A normal mean with a known sd of 1 and prior normal(0, 1), of five rows: the posterior is normal(sum / 6, 1 / 6). */
const conjugate = {
  prior: (rng: Rng) => ({ mu: rng.normal() }),
  data: (rng: Rng, { mu }: { readonly mu?: number | undefined }) =>
    Array.from({ length: 5 }, () => (mu ?? Number.NaN) + rng.normal()),
  posterior: (rng: Rng, data: readonly number[], stretch: number) =>
    data.reduce((sum, y) => sum + y, 0) / 6 + stretch * Math.sqrt(1 / 6) * rng.normal(),
};

describe('any program', () => {
  const program = (stretch: number) => ({
    simulate: (seed: string) => {
      const rng = stream(seed);
      const truth = conjugate.prior(rng);
      return { truth, data: conjugate.data(rng, truth) };
    },
    draw: (seed: string, data: readonly number[]) => {
      const rng = stream(seed);
      return { mu: Array.from({ length: 63 }, () => conjugate.posterior(rng, data, stretch)) };
    },
  });

  test('is calibrated by plain functions', async () => {
    const right = await sbcOfSampler(program(1));
    passes(right);
    expect(right.short).toBeLessThan(20);
    expect(right.ranks[0]).toHaveLength(200);
    fails(await sbcOfSampler(program(0.7)), /^NOT calibrated, by 200 data sets: .* at mu$/);
  });

  test('is calibrated given data that were observed', async () => {
    const given = (stretch: number) => ({
      simulate: (seed: string, { mu }: { readonly mu?: number }) => conjugate.data(stream(seed), { mu }),
      draw: (seed: string, data: readonly (readonly number[])[]) => {
        const rng = stream(seed);
        const all = data.flat();
        const [mean, sd] = [all.reduce((sum, y) => sum + y, 0) / (all.length + 1), (all.length + 1) ** -0.5];
        return { mu: Array.from({ length: 200 }, () => mean + stretch * sd * rng.normal()) };
      },
    });
    const observed = [1.2, 0.4, 2.1, 0.9, 1.6];
    passes(await posteriorSbcOfSampler(given(1), observed, { simulations: 100 }));
    fails(
      await posteriorSbcOfSampler(given(0.4), observed, { simulations: 100 }),
      /^NOT calibrated, by 100 data sets: .* at mu$/,
    );
  });

  test('is held to the joint distribution by plain functions', async () => {
    const of = (stretch: number) => ({
      prior: conjugate.prior,
      data: conjugate.data,
      transition: (rng: Rng, _: unknown, data: readonly number[]) => ({
        mu: conjugate.posterior(rng, data, stretch),
      }),
      quantities: (_: unknown, data: readonly number[]) => ({
        spread: Math.max(...data) - Math.min(...data),
      }),
    });
    passes(await geweke(of(1), { runs: 200 }));
    fails(
      await geweke(of(2), { runs: 200 }),
      /^the joint distribution is NOT kept, by 200 runs of 10 rounds: .* at mu$/,
    );
  });
});

describe('arbitrary tables and priors', () => {
  test('make models together', () => {
    const columns = { y: 'count', x: 'number', g: 'factor' } as const;
    const [b, sd] = [arbitraryPrior(fc), arbitraryPrior(fc, { of: 'positive' })];
    fc.assert(
      fc.property(arbitraryTable(fc, { columns, missing: 0.1 }), b, sd, (table, ofX, ofG) => {
        const options = { family: 'poisson', priors: { b: ofX, sd: ofG } } as const;
        const model = declare({ formula: 'y ~ x + (1 | g)', table, options });
        expect(simulatePriorParameters(model)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

describe('checkInvariance', () => {
  test('sees a model that reads the order of its rows', () => {
    const [declaration] = fc.sample(arbitraryGlmm(fc, { independent: true }), { numRuns: 1, seed: 1 });
    const wrong = checkInvariance(declaration, {
      declare: ({ table, ...rest }) => {
        const x1 = table.columns.get('x1');
        if (x1?.kind !== 'number') throw new Error('no x1');
        const columns = new Map(table.columns).set('x1', { kind: 'number', values: x1.values.with(0, 3) });
        return declare({ ...rest, table: { ...table, columns } });
      },
    });
    fails(wrong, /^NOT invariant: order of rows/);
  });

  test('moves the origin and the unit of columns that should not matter', () => {
    const table = tableFromColumns({
      x: [0.3, -1.2, 2.1, 0.4, 1.3, -0.6],
      y: [1, 0, 1, 1, 0, 1],
      g: ['a', 'a', 'b', 'b', 'c', 'c'],
    });
    const options = { family: 'bernoulli' };
    const right = checkInvariance({ formula: 'y ~ x + (x | g)', table, options }, { columns: ['x'] });
    expect(right.ok, right.text).toBe(true);
    expect(right.changes.map(({ name }) => name)).toContain('origin and unit of x');
    fails(
      checkInvariance({ formula: 'y ~ 0 + x + (1 | g)', table, options }, { columns: ['x'] }),
      /^NOT invariant: origin and unit of x/,
    );
    expect(() => checkInvariance({ formula: 'y ~ x', table, options }, { columns: ['xx'] })).toThrow(
      'got "xx"',
    );
  });
});

test('docs/testing.md shows the example as it stands', () => {
  const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  expect(read('docs/testing.md')).toContain(`\`\`\`ts\n${read('examples/ownSampler.ts')}\`\`\``);
});
