import { describe, expect, test } from 'vitest';
import { glmm, type Model } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { profile } from '../../models/likelihood/profile.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { poisson } from '../../src/engine/rng/poisson.ts';
import { stream } from '../../src/engine/rng.ts';
import { compass, type DenseModel, denseHeld, denseMaximum } from '../laplace/denseGaussian.ts';
import { dyestuff2 } from '../laplace/inferenceData.ts';

// In a singular fit the search with a parameter held started at sd = 0, where nothing is felt of log sd, and stayed there
// though the residuals of the held value do differ between levels: all such intervals were too narrow.

/** Twice the fall at the ends of a 95 % interval: the chi-square quantile. */
const allowed = 3.841458820694124;

/** 40 rows without any difference between the levels of g and h. */
function columns(seed: number) {
  const rng = stream('kept', 'singular', seed);
  const x = Array.from({ length: 40 }, () => rng.normal());
  const g = x.map((_, i) => i % 5);
  const h = x.map((_, i) => Math.floor(i / 10));
  return { x, g, h, y: x.map((v) => 0.4 * v + rng.normal()) };
}

function tableFor({ x, g, h, y }: ReturnType<typeof columns>) {
  return tableFromColumns({ x, y, g: g.map((i) => `g${i}`), h: h.map((i) => `h${i}`) });
}

function expectEnds(model: Model, dense: DenseModel): void {
  const fit = laplace(model);
  expect(fit.singular).not.toEqual([]);
  const highest = denseMaximum(dense);
  expect(fit.logLik).toBeCloseTo(highest, 6);
  profile(fit, ['b_Intercept', 'b_x']).forEach(({ lower, upper, excess }, at) => {
    for (const end of [lower, upper])
      expect(2 * (highest - denseHeld(dense, at, end))).toBeCloseTo(allowed, 4);
    expect(excess).toBeLessThan(1e-6);
  });
}

// By exact likelihood, sd and residual sd profiled out over a grid of sds and golden section. lme4 1.1-31 prints
// 4.3121 and 7.0191, where the exact deviance has fallen by 3.8452: its spline smooths over the kink where the sd leaves 0.
test('kept: the intercept of Dyestuff2, whose sd is 0 at the estimate and 0.46 at the ends', () => {
  const [{ lower, upper }] = profile(laplace(dyestuff2()), 'b_Intercept');
  expect(lower).toBeCloseTo(4.3128375, 5);
  expect(upper).toBeCloseTo(7.0183625, 5);
});

describe('kept: profiles of singular fits agree with dense algebra', () => {
  const ones = new Array<number>(40).fill(1);

  test('two sds at 0', () => {
    const data = columns(3);
    const terms = [data.g, data.h].map((levelOf) => ({ levelOf, columns: [ones] }));
    expectEnds(glmm('y ~ x + (1 | g) + (1 | h)', tableFor(data)), { y: data.y, x: [ones, data.x], terms });
  });

  // 13: at an end the correlation must change its sign; 28: an earlier search took a lower maximum for the highest
  test.each([13, 28])('two sds and a correlation, data %d', (seed) => {
    const data = columns(seed);
    const terms = [{ levelOf: data.g, columns: [ones, data.x] }];
    expectEnds(glmm('y ~ x + (x | g)', tableFor(data)), { y: data.y, x: [ones, data.x], terms });
  });
});

/** log p(counts) with the sd's square integrated by the trapezoid rule, level by level. */
function poissonLogLik({ x, g, y }: ReturnType<typeof columns>, [b0, bx, sd]: readonly number[]): number {
  const nodes = Array.from({ length: 65 }, (_, k) => -8 + k / 4);
  return [...new Set(g)].reduce((sum, level) => {
    const at = nodes.map((z) =>
      x.reduce(
        (s, v, i) => {
          if (g[i] !== level) return s;
          const eta = b0 + bx * v + sd * z;
          return (
            s +
            y[i] * eta -
            Math.exp(eta) -
            Array.from({ length: y[i] }, (_, k) => Math.log(k + 1)).reduce((a, c) => a + c, 0)
          );
        },
        -(z * z) / 2,
      ),
    );
    return sum + Math.log(at.reduce((s, l) => s + Math.exp(l), 0) / 4 / Math.sqrt(2 * Math.PI));
  }, 0);
}

test('kept: an sd of counts at 0, by quadrature and by brute force', () => {
  const rng = stream('kept', 'counts', 1);
  const { x, g, h } = columns(1);
  const data = { x, g, h, y: x.map((v) => poisson(rng, Math.exp(0.4 * v))) };
  const fit = laplace(glmm('y ~ x + (1 | g)', tableFor(data), { family: 'poisson' }), { quadrature: 15 });
  expect(fit.singular).toEqual(['sd_g__Intercept']);
  const [{ lower, upper }] = profile(fit, 'b_Intercept');
  for (const end of [lower, upper]) {
    const held = compass(([bx, sd]) => poissonLogLik(data, [end, bx, sd]), [0.4, 0.3]);
    expect(2 * (fit.logLik - held)).toBeCloseTo(allowed, 4);
  }
});
