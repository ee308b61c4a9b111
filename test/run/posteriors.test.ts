import { describe, expect, test } from 'vitest';
import { mcseMean, mcseSd, mean, sd } from '../../diagnostics/index.ts';
import { expressionModel } from '../../models/expressionModel.ts';
import { glmm } from '../../models/glmm.ts';
import { column, columnAt } from '../../models/posterior/draws.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { halfNormal, normal, uniform } from '../../models/priors/constructors.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import * as ad from '../../src/engine/autodiff/index.ts';
import { normalCdf } from '../../src/engine/elementary.ts';
import { stream } from '../../src/engine/rng.ts';
import { sample } from '../../src/run/sample.ts';
import { normalTarget } from '../hmc/targets.ts';
import { integrate } from '../property/numeric.ts';

/** Mean and sd of a quantity lie within 4 Monte Carlo standard errors of the truth; the seed is fixed. */
function expectMoments(chains: readonly ArrayLike<number>[], truth: { mean: number; sd: number }): void {
  expect(Math.abs(mean(chains) - truth.mean) / mcseMean(chains), 'mean, in MCSE').toBeLessThan(4);
  expect(Math.abs(sd(chains) - truth.sd) / mcseSd(chains), 'sd, in MCSE').toBeLessThan(4);
}

/** Mean and sd of each coordinate under exp(log), by sums over a grid of midpoints. */
function gridMoments(
  log: (x: readonly number[]) => number,
  axes: readonly { readonly from: number; readonly to: number }[],
  points: number,
): { mean: number; sd: number }[] {
  const sums = axes.map(() => [0, 0]);
  let total = 0;
  const visit = (x: readonly number[]): void => {
    if (x.length < axes.length) {
      const { from, to } = axes[x.length];
      for (let i = 0; i < points; i++) visit([...x, from + ((i + 0.5) / points) * (to - from)]);
      return;
    }
    const weight = Math.exp(log(x));
    total += weight;
    x.forEach((value, i) => {
      sums[i][0] += weight * value;
      sums[i][1] += weight * value * value;
    });
  };
  visit([]);
  return sums.map(([first, second]) => {
    const centre = first / total;
    return { mean: centre, sd: Math.sqrt(second / total - centre * centre) };
  });
}

const serial = { chains: 4, warmup: 500, draws: 1000, workers: 0 } as const;
const bell = (x: number, centre: number, spread: number): number =>
  -0.5 * ((x - centre) / spread) ** 2 - Math.log(spread);

describe('sample agrees with what is known', () => {
  test('normal mean, known variance: the conjugate posterior', async () => {
    const y = [1.2, 0.4, 2.2, 1.7];
    const model = expressionModel({ mu: { kind: 'real' } }, ({ mu }) =>
      ad.add(
        ad.mul(-0.5, ad.square(ad.div(mu, 3))),
        ad.sum(y.map((v) => ad.mul(-0.5, ad.square(ad.div(ad.sub(v, mu), 0.7))))),
      ),
    );
    const precision = 1 / 9 + 4 / 0.49;
    const truth = { mean: y.reduce((s, v) => s + v, 0) / 0.49 / precision, sd: 1 / Math.sqrt(precision) };
    expectMoments(column((await sample(model, serial)).draws, 'mu'), truth);
  });

  test('bernoulli with an intercept alone: quadrature in one dimension', async () => {
    const y = [1, 1, 1, 0, 1, 1, 0, 1];
    const model = glmm('y ~ 1', tableFromColumns({ y }), {
      family: 'bernoulli',
      priors: { Intercept: normal(-1, 1.5) },
    });
    const log = ([b]: readonly number[]): number => 6 * b - 8 * Math.log1p(Math.exp(b)) + bell(b, -1, 1.5);
    const [truth] = gridMoments(log, [{ from: -10, to: 10 }], 4000);
    expectMoments(column((await sample(model, serial)).draws, 'b_Intercept'), truth);
  });

  for (const sampler of ['auto', 'nuts'] as const)
    test(`a gaussian slope through a predictor far from zero, ${sampler}: a grid in three dimensions`, async () => {
      const x = [101, 102, 104, 103, 107, 106];
      const y = [1.1, 0.7, 2.4, 1.3, 3.9, 3.1];
      const priors = { Intercept: normal(1, 2), b: uniform(0, 0.6), sigma: halfNormal(1) };
      const { draws } = await sample(glmm('y ~ x', tableFromColumns({ x, y }), { priors }), {
        ...serial,
        sampler,
      });
      const centre = x.reduce((s, v) => s + v, 0) / x.length;
      // the intercept at the predictors' mean, the slope, sigma
      const log = ([a, b, sigma]: readonly number[]): number =>
        x.reduce((s, v, i) => s + bell(y[i], a + b * (v - centre), sigma), bell(a, 1, 2) - 0.5 * sigma ** 2);
      const axes = [
        { from: -2, to: 6 },
        { from: 0, to: 0.6 },
        { from: 0, to: 4 },
      ];
      const [, slope, sigma] = gridMoments(log, axes, 90);
      expectMoments(column(draws, 'b_x'), slope);
      expectMoments(column(draws, 'sigma'), sigma);
    });

  for (const sampler of ['auto', 'nuts'] as const)
    test(`a gaussian random intercept, ${sampler}: the effects integrated out by hand, a grid over the rest`, async () => {
      const rng = stream('random intercept');
      const g = Array.from({ length: 24 }, (_, i) => `g${i % 6}`);
      const effects = Array.from({ length: 6 }, () => 1.2 * rng.normal());
      const y = g.map((_, i) => 2 + effects[i % 6] + 0.8 * rng.normal());
      const priors = { Intercept: normal(0, 3), sd: halfNormal(2), sigma: halfNormal(1.5) };
      const model = glmm('y ~ 1 + (1 | g)', tableFromColumns({ y, g }), { priors });
      // more draws than elsewhere: the sd's own standard error is itself uncertain in antithetic chains
      const { draws } = await sample(model, { ...serial, draws: 4000, sampler });
      const groups = effects.map((_, j) => y.filter((_, i) => i % 6 === j));
      const stats = groups.map((values) => {
        const centre = values.reduce((s, v) => s + v, 0) / 4;
        return { centre, squares: values.reduce((s, v) => s + (v - centre) ** 2, 0) };
      });
      const log = ([mu, tau, sigma]: readonly number[]): number => {
        let lp = bell(mu, 0, 3) - 0.5 * (tau / 2) ** 2 - 0.5 * (sigma / 1.5) ** 2;
        for (const { centre, squares } of stats)
          lp +=
            bell(centre, mu, Math.sqrt(tau * tau + (sigma * sigma) / 4)) -
            squares / (2 * sigma * sigma) -
            3 * Math.log(sigma);
        return lp;
      };
      const axes = [
        { from: -4, to: 7 },
        { from: 0, to: 6 },
        { from: 0.2, to: 3 },
      ];
      const truth = gridMoments(log, axes, 90);
      expectMoments(column(draws, 'b_Intercept'), truth[0]);
      // a group's effect given the rest is normal: its posterior mean is the mean of its conditional means
      const effect = (draw: number, c: number, name: string): number => column(draws, name)[c][draw];
      const residuals = column(draws, 'r_g[g2,Intercept]').map((chain, c) =>
        chain.map((b, i) => {
          const tau2 = effect(i, c, 'sd_g__Intercept') ** 2;
          const noise = effect(i, c, 'sigma') ** 2 / 4;
          return b - (tau2 / (tau2 + noise)) * (stats[2].centre - effect(i, c, 'b_Intercept'));
        }),
      );
      expect(Math.abs(mean(residuals)) / mcseMean(residuals)).toBeLessThan(4);
      expectMoments(column(draws, 'sd_g__Intercept'), truth[1]);
      expectMoments(column(draws, 'sigma'), truth[2]);
    });

  test('an eight-dimensional normal, condition number 100: means, sds and a covariance', async () => {
    // covariance H diag(1 .. 100) H with the reflection H = I - 2 v v' / v'v
    const v = [1, -2, 0.5, 1, 3, -1, 0.3, 2];
    const size = v.reduce((s, a) => s + a * a, 0);
    const variances = v.map((_, i) => 100 ** (i / 7));
    const reflect = (i: number, j: number): number => (i === j ? 1 : 0) - (2 * v[i] * v[j]) / size;
    const matrix = (of: (variance: number) => number): number[][] =>
      v.map((_, i) =>
        v.map((_, j) =>
          variances.reduce((s, variance, k) => s + reflect(i, k) * of(variance) * reflect(k, j), 0),
        ),
      );
    const covariance = matrix((x) => x);
    const fit = await sample(normalTarget(matrix((x) => 1 / x)), { ...serial, metric: 'dense' });
    for (let i = 0; i < 8; i++)
      expectMoments(columnAt(fit.draws, i), { mean: 0, sd: Math.sqrt(covariance[i][i]) });
    const [a, b] = [columnAt(fit.draws, 0), columnAt(fit.draws, 4)];
    const products = a.map((chain, c) => chain.map((x, i) => x * b[c][i]));
    expect(Math.abs(mean(products) - covariance[0][4]) / mcseMean(products)).toBeLessThan(4);
  });

  test("Neal's funnel in its non-centred form: sd 3 at the neck, heavy-tailed x", async () => {
    const z = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`z${i}`, { kind: 'real' } as const]));
    const model = expressionModel({ v: { kind: 'real' }, ...z }, (p) =>
      ad.mul(
        -0.5,
        ad.add(ad.square(ad.div(p.v, 3)), ad.sum(Object.keys(z).map((name) => ad.square(p[name as 'v'])))),
      ),
    );
    const fit: Fit = await sample(model, serial);
    const neck = column(fit.draws, 'v');
    expectMoments(neck, { mean: 0, sd: 3 });
    // x = exp(v / 2) z has no useful moments, but P(|x| < 1) = E[2 Phi(exp(-v / 2)) - 1] over v ~ N(0, 3)
    const z3 = column(fit.draws, 'z3');
    const inside = neck.map((chain, c) =>
      chain.map((v, i) => (Math.abs(Math.exp(v / 2) * z3[c][i]) < 1 ? 1 : 0)),
    );
    const density = (v: number): number => Math.exp(bell(v, 0, 3)) / Math.sqrt(2 * Math.PI);
    const truth = integrate((v) => (2 * normalCdf(Math.exp(-v / 2)) - 1) * density(v), -40, 40, 2000);
    expect(Math.abs(mean(inside) - truth) / mcseMean(inside)).toBeLessThan(4);
    expect(fit.sampler.chains.reduce((n, c) => n + c.divergences.length, 0)).toBe(0);
  });
});
