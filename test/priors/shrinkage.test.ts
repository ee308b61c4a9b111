import { describe, expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { parsePrior } from '../../models/priors/parse.ts';
import { describePrior } from '../../models/priors/prior.ts';
import { horseshoe, r2d2 } from '../../models/priors/shrinkage.ts';
import { drawParameters } from '../../models/simulate/prior.ts';
import { priorLayout } from '../../models/simulate/priorLayout.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compile, variablesOf } from '../../src/engine/autodiff/index.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';
import { choosePlan } from '../../src/run/plan.ts';

const rng = stream('shrinkage');
const rows = Array.from({ length: 40 }, (_, i) => i);
const [x, z, w] = [0, 3, -2].map((mean) => rows.map(() => mean + 2 * rng.normal()));
const y = rows.map((i) => 1 + 0.8 * x[i] + rng.normal());
const table = tableFromColumns({ y, x, z, w });

test('they are read as brms writes them, and read back what they print', () => {
  expect(parsePrior('horseshoe(3, par_ratio = 0.2, autoscale = FALSE)')).toEqual(
    horseshoe({ df: 3, parRatio: 0.2, autoscale: false }),
  );
  expect(parsePrior('R2D2(0.3, 5)')).toEqual(r2d2({ meanR2: 0.3, precR2: 5 }));
  for (const prior of [
    horseshoe(),
    horseshoe({ dfSlab: 8, autoscale: false }),
    r2d2(),
    r2d2({ consD2: 0.5 }),
  ])
    expect(parsePrior(describePrior(prior))).toEqual(prior);
});

/** Kolmogorov's distance of two samples. */
function distance(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [one, other].map((values) => [...values].sort((v, w) => v - w));
  let [i, j, most] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] < b[j]) i++;
    else j++;
    most = Math.max(most, Math.abs(i / a.length - j / b.length));
  }
  return most;
}

const count = 2000;
/** Two samples of the same distribution are further apart once in ten thousand. */
const farthest = 2.23 * Math.sqrt(2 / count);

/** The coefficient of x under a prior, by the book, with sigma = 2. */
const byTheBook = {
  horseshoe: (): number => {
    const tau = 2 * (0.2 / Math.sqrt(rows.length)) * halfT(1);
    const c2 = 4 * (4 / chiSquare(4)); // inverse gamma(2, 2) is 4 / chi-square(4)
    const lambda = halfT(3);
    return rng.normal() * tau * Math.sqrt((c2 * lambda * lambda) / (c2 + tau * tau * lambda * lambda));
  },
  R2D2: (): number => {
    const r2 = rng.uniform(); // Beta(1, 1): mean 0.5, precision 2
    const [a, b, c] = [0, 1, 2].map(() => -Math.log(rng.uniform())); // Dirichlet(1, 1, 1)
    return rng.normal() * 2 * Math.sqrt((a / (a + b + c)) * (r2 / (1 - r2)));
  },
};
const chiSquare = (df: number): number =>
  Array.from({ length: df }, () => rng.normal()).reduce((s, v) => s + v * v, 0);
const halfT = (df: number): number => Math.abs(rng.normal()) / Math.sqrt(chiSquare(df) / df);

/** Draws of a coordinate that is independent of the others, by its density on a grid. */
function drawCoordinate(logDensity: (at: number) => number): number[] {
  const grid = Array.from({ length: 1601 }, (_, k) => (k - 800) / 20);
  let sum = 0;
  const cumulative = grid.map((at) => {
    sum += Math.exp(logDensity(at));
    return sum;
  });
  return Array.from({ length: count }, () => {
    const target = sum * rng.uniform();
    const k = cumulative.findIndex((value) => value >= target);
    return grid[k] + (rng.uniform() - 0.5) / 20;
  });
}

describe.each([
  ['horseshoe', 'horseshoe(3, par_ratio = 0.2)'],
  ['R2D2', 'R2D2()'],
] as const)('%s', (kind, b) => {
  const model = glmm('y ~ x + z + w', table, {
    priors: { sigma: 'constant(2)', Intercept: 'normal(0, 1)', b },
  });
  const simulated = Array.from({ length: count }, byTheBook[kind]);

  test('its draws are those of a simulation by the book', () => {
    const layout = priorLayout(model);
    const at = layout.names.indexOf('b_x');
    const drawn = Array.from({ length: count }, () => drawParameters(rng, layout)[at]);
    expect(distance(drawn, simulated)).toBeLessThan(farthest);
  });

  test('so are draws of the density that is sampled, whose coordinates are independent without data', () => {
    const { alpha, logPrior, reported } = model.program;
    const density = compile([logPrior], alpha);
    const base = new Float64Array(alpha.length);
    const out = new Float64Array(1);
    const coordinates = alpha.map((_, i) =>
      drawCoordinate((at) => {
        density(base.with(i, at), out);
        return out[0];
      }),
    );
    const coefficient = compile(
      reported.filter(({ name }) => name === 'b_x').map(({ expression }) => expression),
      alpha,
    );
    const drawn = Array.from({ length: count }, (_, d) => {
      coefficient(
        Float64Array.from(coordinates, (values) => values[d]),
        out,
      );
      return out[0];
    });
    expect(distance(drawn, simulated)).toBeLessThan(farthest);
  });

  test('modes are refused, and gradients are those of differences', () => {
    expect(() => laplace(model)).toThrow(
      `laplace: under ${b.replace('(3', '(df = 3')} coefficients are products`,
    );
    const { dimension, logDensityAndGradient } = compileLogDensity(model.program);
    const theta = Float64Array.from({ length: dimension }, (_, i) => 0.3 * Math.sin(i));
    const [gradient, unused] = [new Float64Array(dimension), new Float64Array(dimension)];
    logDensityAndGradient(theta, gradient);
    gradient.forEach((slope, i) => {
      const at = (by: number): number => logDensityAndGradient(theta.with(i, theta[i] + by), unused);
      expect(Math.abs((at(1e-5) - at(-1e-5)) / 2e-5 - slope)).toBeLessThan(1e-5 * (1 + Math.abs(slope)));
    });
  });
});

test('coefficients are in units of the residual where that is one number, and a coefficient may have a prior of its own', () => {
  const reads = (options: Parameters<typeof glmm>[2]): number => {
    const { reported } = glmm('y ~ x + z + w', table, options).program;
    const sigma = reported.find(({ name }) => name === 'sigma');
    const own = sigma === undefined ? [] : [...variablesOf(sigma.expression)];
    return reported.filter(({ expression }) => own.some((name) => variablesOf(expression).has(name))).length;
  };
  // sigma itself, hs_global, three slopes and the intercept
  expect(reads({ priors: { b: 'horseshoe()' } })).toBe(6);
  expect(reads({ priors: { b: 'horseshoe()', b_z: 'normal(0, 1)' } })).toBe(5);
  expect(reads({ priors: { b: 'horseshoe(autoscale = FALSE)' } })).toBe(1);
  expect(reads({ priors: { b: 'R2D2()' }, sigma: '~ x' })).toBe(0);
  expect(reads({ priors: { b: 'R2D2()' }, family: 'student_t' })).toBe(5);
});

test.each([
  [
    { b_x: 'horseshoe()' },
    'prior: b_x is a single number, horseshoe() is what all coefficients of a class share, such as b; try normal(0, 5)',
  ],
  [{ sigma: 'R2D2()' }, 'prior: sigma is a single number, R2D2() is what'],
  [{ Intercept: 'horseshoe()' }, 'prior: Intercept is a single number'],
  [{ b: 'horseshoe(-1)' }, 'prior: horseshoe needs a df that is positive, got -1'],
  [{ b: 'R2D2(1.5)' }, 'prior: R2D2 needs a mean_R2 that is between 0 and 1, got 1.5'],
  [
    { b: 'horseshoe(scale = 2)' },
    'prior: horseshoe takes df, scale_global, df_global, scale_slab, df_slab, par_ratio, autoscale, got "scale = 2"',
  ],
  [{ b: 'horseshoe(1, df = 2)' }, 'gives an argument twice'],
  [{ b: 'truncated(horseshoe(), 0, Inf)' }, 'prior: horseshoe() cannot be truncated'],
])('%j is refused', (priors, message) => {
  expect(() => glmm('y ~ x + z + w', table, { priors })).toThrow(message);
});

test('nothing looks for a mode of them before it samples', () => {
  const { program } = glmm('y ~ x + z + w', table, { priors: { b: 'horseshoe()' } });
  expect(choosePlan(program, 'auto').plan.kind).toBe('nuts');
  expect(() => choosePlan(program, 'reference')).toThrow(
    'no reference, coefficients are products of parameters',
  );
  const mixed = glmm('y ~ x + z + (1 | g)', tableFromColumns({ y, x, z, g: rows.map((i) => `g${i % 5}`) }), {
    priors: { b: 'R2D2()' },
  });
  expect(choosePlan(mixed.program, 'auto').plan).toMatchObject({ kind: 'collapsed', gaussian: null });
});
