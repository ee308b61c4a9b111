import { describe, expect, test } from 'vitest';
import { pointwiseLogLik } from '../../models/accuracy/index.ts';
import { effectNormality } from '../../models/checks/effectNormality.ts';
import { groupInfluence } from '../../models/checks/groupInfluence.ts';
import { shrinkage } from '../../models/checks/shrinkage.ts';
import { type GlmmOptions, glmm } from '../../models/glmm.ts';
import { drawsOf } from '../../models/posterior/draws.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import { type Rng, stream } from '../../src/engine/rng.ts';
import { cases, madeUp, modelOf } from '../predict/models.ts';

const levels = 200;

/** Effects as someone draws them, sd 2 known: every draw of the posterior is the truth. */
function withEffects(effect: (rng: Rng) => number) {
  const rng = stream('effects');
  const names = Array.from({ length: 2 * levels }, (_, i) => `g${i % levels}`);
  const table = tableFromColumns({ y: names.map(() => rng.normal()), g: names });
  const model = glmm('y ~ 1 + (1 | g)', table);
  const quantities = quantitiesOf(model.program);
  const draws = 50;
  const values = new Float64Array(quantities.length * draws);
  quantities.forEach((quantity, q) => {
    const value = quantity.kind === 'groupEffect' ? 2 * effect(rng) : quantity.kind === 'sd' ? 2 : 1;
    values.fill(value, q * draws, (q + 1) * draws);
  });
  return { model, draws: drawsOf(quantities, draws, [values]) };
}

describe('effectNormality', () => {
  test('normal effects pass, skewed ones and such with outliers are found', () => {
    const [normal] = effectNormality(withEffects((rng) => rng.normal())).effects;
    const [skewed] = effectNormality(withEffects((rng) => -Math.log(rng.uniform()) - 1)).effects;
    const [heavy] = effectNormality(
      withEffects((rng) => rng.normal() * (rng.uniform() < 0.1 ? 3 : 0.5)),
    ).effects;
    expect(Math.min(normal.skewness.pValue, normal.kurtosis.pValue)).toBeGreaterThan(0.05);
    expect(skewed.skewness.pValue).toBeLessThan(0.05);
    expect(skewed.skewness.observed).toBeGreaterThan(1);
    expect(heavy.kurtosis.pValue).toBeLessThan(0.05);
  });

  test('standardises by the whole covariance: what draws of N(0, G) give back is standard normal', () => {
    const model = modelOf({ formula: 'y ~ x + (x | gr(g, by = by))' }, 40);
    const fit = { model, draws: madeUp(model, { chains: 2, draws: 200 }) };
    for (const { quantiles, means } of effectNormality(fit).effects) {
      expect(means.length).toBe(5);
      expect(Math.abs(quantiles.effects[0] + 1.163)).toBeLessThan(0.15); // mean of the least of five
    }
  });

  test('names what it leaves out', () => {
    const model = modelOf(cases[6]);
    expect(effectNormality({ model, draws: madeUp(model) }).left).toEqual([
      'Intercept by g: its levels vary together by a known covariance',
    ]);
  });
});

describe('shrinkage', () => {
  test('is the variance of the effect over that among levels', () => {
    const model = modelOf({ formula: 'y ~ x + (1 | g)' });
    const draws = madeUp(model, { chains: 2, draws: 50 });
    const [{ levels: found, pooling }] = shrinkage({ model, draws });
    const own = (name: string): number[] => {
      const q = draws.names.indexOf(name);
      return draws.values.flatMap((chain) => [...chain.subarray(q * 50, (q + 1) * 50)]);
    };
    const mean = (values: readonly number[]): number => values.reduce((s, x) => s + x, 0) / values.length;
    const b = own('r_g[a,Intercept]');
    const variance = b.reduce((s, x) => s + (x - mean(b)) ** 2, 0) / 99;
    const among = mean(own('sd_g__Intercept').map((x) => x * x));
    expect(found.find(({ level }) => level === 'a')?.shrinkage).toBeCloseTo(variance / among, 10);
    expect(found.reduce((sum, { rows }) => sum + (rows ?? 0), 0)).toBe(24);
    expect(pooling).toBeGreaterThan(0.9);
  });
});

describe('groupInfluence', () => {
  test('shifts are those of weights 1 over the integrated likelihood of a level', () => {
    const options: GlmmOptions = {
      priors: { Intercept: 'normal(0, 1)', sd: 'half_normal(1)', sigma: 'half_normal(1)' },
    };
    const model = modelOf({ formula: 'y ~ 1 + (1 | g)', options });
    const fit = { model, draws: madeUp(model, { chains: 1, draws: 20 }) };
    const { levels: found, quantities } = groupInfluence(fit);
    const { values, labels } = pointwiseLogLik(fit, { unit: 'group', group: 'g' });
    expect(quantities).toEqual(['b_Intercept', 'sd_g__Intercept', 'sigma']);
    for (const { level, shifts } of found) {
      const at = labels.indexOf(level);
      const w = Array.from(values[0].subarray(at * 20, (at + 1) * 20), (x) => Math.exp(-x)); // 20 draws are not smoothed
      const b = fit.draws.values[0].subarray(0, 20);
      const mean = b.reduce((s, x) => s + x, 0) / 20;
      const sd = Math.sqrt(b.reduce((s, x) => s + (x - mean) ** 2, 0) / 19);
      const without = b.reduce((s, x, d) => s + w[d] * x, 0) / w.reduce((s, x) => s + x, 0);
      expect(shifts[0]).toBeCloseTo((without - mean) / sd, 8);
    }
    const largest = found.map((one) => Math.abs(one.largest.shift));
    expect(largest).toEqual(largest.toSorted((a, b) => b - a));
  });

  test('asks which group where there are several', () => {
    const model = modelOf(cases[0]);
    expect(() => groupInfluence({ model, draws: madeUp(model) })).toThrow(/name one of the groups g, h/);
    const plain = modelOf({ formula: 'y ~ x' });
    expect(() => groupInfluence({ model: plain, draws: madeUp(plain) })).toThrow(/no groups/);
  });
});
