import { describe, expect, test } from 'vitest';
import { weightedDistance } from '../../diagnostics/jensenShannon.ts';
import { normalQuantile } from '../../diagnostics/normalQuantile.ts';
import { psis } from '../../diagnostics/psis.ts';
import { priorBlocks } from '../../models/checks/priorBlocks.ts';
import { priorSensitivity } from '../../models/checks/priorSensitivity.ts';
import { quantileResiduals } from '../../models/checks/quantileResiduals.ts';
import { glmm } from '../../models/glmm.ts';
import { drawsOf } from '../../models/posterior/draws.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { normalCdf } from '../../src/engine/elementary.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import { columns, madeUp, modelOf } from '../predict/models.ts';

const count = 4000;

/** A mean whose posterior is known: residual sd 1, prior normal(2, 0.5); as draws, quantiles evenly spread. */
function conjugate() {
  const options = { priors: { Intercept: 'normal(2, 0.5)', sigma: 'constant(1)' } };
  const model = modelOf({ formula: 'y ~ 1', options });
  const { y } = columns();
  const posterior = (priorPower: number, dataPower: number) => {
    const precision = dataPower * y.length + 4 * priorPower;
    const sum = dataPower * y.reduce((s, one) => s + one, 0) + 8 * priorPower;
    return { mean: sum / precision, sd: 1 / Math.sqrt(precision) };
  };
  const { mean, sd } = posterior(1, 1);
  const quantities = quantitiesOf(model.program);
  const values = Float64Array.from({ length: quantities.length * count }, (_, at) =>
    at < count ? mean + sd * normalQuantile((at + 0.5) / count) : 1,
  );
  return { fit: { model, draws: drawsOf(quantities, count, [values]) }, posterior };
}

/** CJS distance of two normal distributions over a range, from its definition by the trapezoidal rule. */
function distance(
  p: { mean: number; sd: number },
  q: { mean: number; sd: number },
  [low, high]: readonly [number, number],
): number {
  const steps = 20_000;
  const oneSided = (sign: number): number => {
    let [divergence, bound] = [0, 0];
    for (let k = 0; k < steps; k++) {
      const x = low + ((k + 0.5) / steps) * (high - low);
      const [a, b] = [p, q].map((of) => normalCdf((sign * (x - of.mean)) / of.sd));
      const middle = (a + b) / 2;
      divergence += a * Math.log2(a / middle) + b * Math.log2(b / middle);
      bound += a + b;
    }
    return divergence / bound;
  };
  return Math.sqrt(Math.max(oneSided(1), oneSided(-1)));
}

describe('priorSensitivity', () => {
  test('of a normal mean is that of the posteriors under powers, which are normal too', () => {
    const { fit, posterior } = conjugate();
    const { quantities, left } = priorSensitivity(fit);
    expect(left).toEqual([]);
    const [{ prior, likelihood, blocks, verdict }] = quantities;
    const draws = fit.draws.values[0].subarray(0, count);
    const range = [draws[0], draws[count - 1]] as const;
    const whole = 2 * Math.log2(1.01);
    const exact = (of: (power: number) => ReturnType<typeof posterior>) =>
      (distance(of(1), of(0.99), range) + distance(of(1), of(1.01), range)) / whole;
    const ofPrior = (power: number) => posterior(power, 1);
    expect(prior.distance / exact(ofPrior)).toBeCloseTo(1, 1.7);
    expect((likelihood?.distance ?? 0) / exact((power) => posterior(1, power))).toBeCloseTo(1, 1.7);
    const shift = (ofPrior(1.01).mean - ofPrior(0.99).mean) / whole / posterior(1, 1).sd;
    expect(prior.shift / shift).toBeCloseTo(1, 1.7);
    expect(blocks.map(({ name, prior: words }) => [name, words])).toEqual([['Intercept', 'normal(2, 0.5)']]);
    expect(verdict).toBe('conflict');
  });

  test('powers densities of what priors were declared for: the origin of a predictor moves none', () => {
    const { x, y, g } = columns();
    const [here, there] = [0, 7].map((by) =>
      priorBlocks(glmm('y ~ x + (1 + x | g)', tableFromColumns({ x: x.map((value) => value + by), y, g }))),
    );
    const at = (by: number, [b0, b1, s0, s1, r, sigma]: readonly number[]): number[] => {
      const moved = Math.sqrt(s0 ** 2 - 2 * by * r * s0 * s1 + (by * s1) ** 2);
      return [b0 - by * b1, b1, moved, s1, (r * s0 - by * s1) / moved, sigma];
    };
    const [first, second] = [
      [0.4, 0.7, 1.3, 0.5, 0.2, 0.8],
      [1.1, -0.2, 0.6, 0.9, -0.6, 1.2],
    ];
    expect(there.blocks.length).toBe(here.blocks.length);
    here.blocks.forEach(({ name, logDensity }, b) => {
      const before = logDensity(at(0, first)) - logDensity(at(0, second));
      const after = there.blocks[b].logDensity(at(7, first)) - there.blocks[b].logDensity(at(7, second));
      expect(after, name).toBeCloseTo(before, 9);
    });
  });

  test('what has no powers is named or refused', () => {
    const fitOf = (...[one]: Parameters<typeof modelOf>) => {
      const model = modelOf(one);
      return { model, draws: madeUp(model, { chains: 2, draws: 30 }) };
    };
    const shrunken = priorSensitivity(
      fitOf({ formula: 'y ~ x + z', options: { priors: { b: 'horseshoe(1)' } } }),
    );
    expect(shrunken.left.join()).toMatch(/horseshoe.* has scales of its own that no draw keeps/);
    const blocks = priorSensitivity(
      fitOf({ formula: 'y ~ x', options: { residual: 'ar1(time | subject)' } }),
    );
    expect(blocks.withoutLikelihood).toMatch(/rows are not independent under residual/);
    expect(blocks.quantities[0].likelihood).toBe(null);
    expect(() => priorSensitivity({ ...fitOf({ formula: 'y ~ x' }), imputations: 2 })).toThrow(
      /several imputed/,
    );
  });
});

describe('weightedDistance', () => {
  test('by hand: two draws, all weight on one', () => {
    // distribution functions 1/2 and 1 between the draws; of -x, 1/2 and 0
    const ahead = (0.5 * Math.log2(0.5 / 0.75) + Math.log2(1 / 0.75)) / 1.5;
    const back = (0.5 * Math.log2(0.5 / 0.25)) / 0.5;
    expect(weightedDistance(Float64Array.of(0, 1), Float64Array.of(1, 0))).toBeCloseTo(
      Math.sqrt(Math.max(ahead, back)),
      12,
    );
  });

  test('equals priorsense, and its sensitivity by loo psis, on stored draws', () => {
    // R 4.2.2, 2026-11-27: x and w as below, u <- rep(1/40, 40); cjs_dist(x, x, u, w) of priorsense's R/cjs.R (commit
    // 14a9397) is 0.027366514759931; with w_a <- weights(loo::psis((a - 1) * lp, r_eff = 1), log = FALSE), loo 2.5.1,
    // (cjs_dist(x, x, u, w_0.99) + cjs_dist(x, x, u, w_1.01)) / (2 * log2(1.01)) is 0.112426140448214
    const i = Float64Array.from({ length: 40 }, (_, k) => k + 1);
    const x = i.map((k) => ((k * 17) % 41) ** 1.5);
    const far = (w: Float64Array): number => weightedDistance(x, w);
    expect(far(i.map((k) => ((k * 7) % 13) + 0.5))).toBeCloseTo(0.027366514759931, 12);
    const lp = i.map((k) => -((k * 11) % 23) / 2);
    const [lower, upper] = [0.99, 1.01].map((a) => psis(lp.map((l) => (a - 1) * l)).logWeights.map(Math.exp));
    expect((far(lower) + far(upper)) / (2 * Math.log2(1.01))).toBeCloseTo(0.112426140448214, 8);
  });

  test('is 0 for equal weights, free of location and scale, NaN for what is not finite', () => {
    const x = Float64Array.of(3, 1, 2, 5);
    const w = Float64Array.of(0.4, 0.1, 0.3, 0.2);
    expect(weightedDistance(x, new Float64Array(4).fill(7))).toBeCloseTo(0, 12);
    expect(
      weightedDistance(
        x.map((v) => 10 - 4 * v),
        w,
      ),
    ).toBeCloseTo(weightedDistance(x, w), 12);
    expect(weightedDistance(Float64Array.of(1, Number.NaN), Float64Array.of(1, 1))).toBeNaN();
    expect(weightedDistance(x, new Float64Array(4))).toBeNaN();
    expect(weightedDistance(new Float64Array(4).fill(2), w)).toBe(0);
  });
});

describe('quantileResiduals', () => {
  test('by simulation and by the distribution function agree to simulation error', () => {
    const model = modelOf({ formula: 'y ~ x + (1 | g)' });
    const fit = { model, draws: madeUp(model, { chains: 1, draws: 600 }) };
    const [exact, simulated] = (['cdf', 'simulation'] as const).map(
      (by) => quantileResiduals(fit, { by }).uniform,
    );
    expect(Math.max(...exact.map((u, k) => Math.abs(u - simulated[k])))).toBeLessThan(0.1);
    expect(() => quantileResiduals(fit, { groups: 'new' })).toThrow(/take by "simulation"/);
    const named = modelOf({ formula: 'named ~ x', options: { family: 'categorical' } });
    expect(() => quantileResiduals({ model: named, draws: madeUp(named) })).toThrow(/without order/);
  });
});
