import { describe, expect, test } from 'vitest';
import { loo, looScores, pointwiseLogLik } from '../../models/accuracy/index.ts';
import { looR2 } from '../../models/accuracy/looR2.ts';
import { weightedCrps } from '../../models/accuracy/rowScores.ts';
import { pointWeights } from '../../models/accuracy/weighPoint.ts';
import { normalCdf } from '../../src/engine/elementary.ts';
import { stream } from '../../src/engine/rng.ts';
import { jointDensity } from '../../src/testing/jointDensity.ts';
import { madeUp, modelOf, valuesOf } from '../predict/models.ts';
import { dense, logNormal, sd, tame } from './tame.ts';

/** The weights of every row, and draws of a quantity by name. */
function weighted(formula: string, options = {}) {
  const model = modelOf({ formula, options });
  const draws = madeUp(model, { chains: 2, draws: 40 });
  const { values } = pointwiseLogLik({ model, draws }, { unit: 'row' });
  const found = pointWeights(2, 40);
  const weights = Array.from({ length: model.design.rows }, (_, row) => {
    found.weigh(Float64Array.from({ length: 80 }, (__, s) => values[s < 40 ? 0 : 1][row * 40 + (s % 40)]));
    return found.weights.slice();
  });
  const of = (name: string): Float64Array =>
    Float64Array.from(
      { length: 80 },
      (_, s) => valuesOf(draws, s < 40 ? 0 : 1, s % 40)[draws.names.indexOf(name)],
    );
  return { model, draws, weights, of, fit: { model, draws } };
}

describe('scores of rows left out', () => {
  test('gaussian: means, PIT, RMSE and coverage by hand', () => {
    const { model, weights, of, fit } = weighted('y ~ x');
    const scores = looScores(fit);
    const [a, b, sigma] = ['b_Intercept', 'b_x', 'sigma'].map(of);
    const x = model.design.fixed.columns[0];
    let squares = 0;
    model.outcome.y.forEach((y, row) => {
      const expectation = (value: (s: number) => number): number =>
        weights[row].reduce((sum, w, s) => sum + w * value(s), 0);
      const mean = expectation((s) => a[s] + b[s] * x[row]);
      squares += (mean - y) ** 2 / model.outcome.y.length;
      expect(scores.mean?.[row]).toBeCloseTo(mean, 9);
      expect(scores.pit?.[row]).toBeCloseTo(
        expectation((s) => normalCdf((y - a[s] - b[s] * x[row]) / sigma[s])),
        9,
      );
    });
    expect(scores.rmse?.estimate).toBeCloseTo(Math.sqrt(squares), 9);
    const inside = scores.pit?.filter((u) => u >= 0.25 && u <= 0.75).length ?? 0;
    expect(scores.coverage?.[0].share).toBe(inside / 24);
    expect(scores.brier).toBeNull();
  });

  test('bernoulli: Brier, calibration, and PIT values between the chances of the ends', () => {
    const { model, fit } = weighted('bit ~ x + (1 | g)', { family: 'bernoulli' });
    const { mean, pit, brier, calibration, crps } = looScores(fit);
    if (mean === null || pit === null) throw new RangeError('none');
    const y = model.outcome.y;
    expect(brier?.estimate).toBeCloseTo(mean.reduce((sum, p, i) => sum + (p - y[i]) ** 2, 0) / 24, 12);
    pit.forEach((u, i) => {
      expect(y[i] === 0 ? u <= 1 - mean[i] + 1e-9 : u >= 1 - mean[i] - 1e-9).toBe(true);
    });
    expect(calibration?.reduce((sum, bin) => sum + bin.rows * bin.observed, 0)).toBeCloseTo(12, 9);
    expect(crps).toBeNull();
  });

  test('categories have chances alone, and those in an order PIT values', () => {
    const ordered = looScores(weighted('ordered ~ x + (1 | g)', { family: 'cumulative' }).fit);
    expect(ordered.brier?.estimate).toBeGreaterThan(0);
    expect(ordered.pit?.every((u) => u >= 0 && u <= 1)).toBe(true);
    const named = looScores(weighted('named ~ x', { family: 'categorical' }).fit);
    expect(named.pit).toBeNull();
    expect(named.without).toContain('no PIT values of categories without an order');
  });

  test('CRPS by sorting is that of every pair', () => {
    const rng = stream('crps');
    const drawn = Float64Array.from({ length: 60 }, () => Math.round(4 * rng.normal()) + 0);
    const raw = drawn.map(() => rng.uniform());
    const total = raw.reduce((a, b) => a + b, 0);
    const w = raw.map((x) => x / total);
    let expected = 0;
    drawn.forEach((a, i) => {
      expected += w[i] * Math.abs(a - 1.3);
      drawn.forEach((b, j) => {
        expected -= 0.5 * w[i] * w[j] * Math.abs(a - b);
      });
    });
    expect(weightedCrps(drawn, w, 1.3)).toBeCloseTo(expected, 12);
  });

  /*
   * R 4.2.2, 2026-11-28: brms:::.loo_R2's bootstrap by itself, 2e5 draws:
   *   y <- sin(1:40) * 3; e <- cos(1:40 * 1.7); W <- matrix(rexp(2e5 * 40), 2e5); W <- W / rowSums(W)
   *   v <- function(x) as.vector(W %*% x^2) - as.vector(W %*% x)^2; r <- 1 - v(e) / v(y); mean(r); quantile(r, c(.025, .975))
   */
  test('R2 by the Bayesian bootstrap, as brms has it', () => {
    const y = Float64Array.from({ length: 40 }, (_, i) => 3 * Math.sin(i + 1));
    const e = Float64Array.from({ length: 40 }, (_, i) => Math.cos(1.7 * (i + 1)));
    const { mean, lower, upper } = looR2(y, e, 0.95, '1');
    expect(Math.abs(mean - 0.8915767)).toBeLessThan(0.002); // 4000 draws of sd 0.02
    expect(Math.abs(lower - 0.8537954)).toBeLessThan(0.006);
    expect(Math.abs(upper - 0.9218092)).toBeLessThan(0.004);
  });
});

describe('residuals that vary together', () => {
  test('a row given the others of its block: the joint density over its integral in that row', () => {
    const model = modelOf({ formula: 'y ~ x + (1 | h)', options: { residual: 'hetcs(time | subject)' } });
    const draws = tame(model);
    const { values } = pointwiseLogLik({ model, draws }, { unit: 'row' });
    const joint = jointDensity(model);
    const at = valuesOf(draws, 0, 0);
    const [full] = joint.at(at, model.outcome.y);
    for (const row of [0, 6, 13]) {
      const step = 0.05;
      let sum = 0;
      for (let m = -400; m <= 400; m++) {
        const outcome = model.outcome.y.slice();
        outcome[row] += m * step;
        sum += step * Math.exp(joint.at(at, outcome)[0] - full);
      }
      expect(values[0][row]).toBeCloseTo(-Math.log(sum), 8);
    }
    expect(loo({ model, draws: madeUp(model) }).question).toBe(
      "a new row of a known h, the block's other residuals known",
    );
  });

  test('a group whose blocks lie within it: normal with the covariance of effects and residuals', () => {
    const model = modelOf({
      formula: 'y ~ 1 + (0 + x | subject)',
      options: { residual: 'ar1(time | subject)' },
    });
    const draws = tame(model);
    const { values, labels } = pointwiseLogLik({ model, draws }, { unit: 'group', group: 'subject' });
    const at = (name: string): number => valuesOf(draws, 0, 0)[draws.names.indexOf(name)];
    const rho = valuesOf(draws, 0, 0)[
      draws.quantities.findIndex(({ kind }) => kind === 'residualCorrelation')
    ];
    const { index, columns } = model.design.groups[0];
    const [x] = columns;
    const time = model.design.residual?.place ?? new Float64Array(0);
    labels.slice(0, 3).forEach((_, j) => {
      const rows = [...index.keys()].filter((row) => index[row] === j);
      const covariance = dense(
        rows,
        (a, b) => sd * sd * x[a] * x[b] + at('sigma') ** 2 * rho ** Math.abs(time[a] - time[b]),
      );
      const residuals = rows.map((row) => model.outcome.y[row] - at('b_Intercept'));
      expect(values[0][j]).toBeCloseTo(logNormal(residuals, covariance), 9);
    });
  });

  test('a block across levels is refused, and scores are', () => {
    const model = modelOf({ formula: 'y ~ x + (1 | h)', options: { residual: 'ar1(time | subject)' } });
    const fit = { model, draws: madeUp(model) };
    expect(() => loo(fit, { groups: 'h' })).toThrow('vary together across levels of "h"');
    expect(() => looScores(fit)).toThrow('take elpd alone');
  });
});
