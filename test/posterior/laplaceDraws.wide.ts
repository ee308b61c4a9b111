import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { mean, sd, summarise } from '../../diagnostics/index.ts';
import { compareParameters, posteriorEstimates } from '../../models/compare/compareParameters.ts';
import { findings } from '../../models/compare/findings.ts';
import { laplaceDraws } from '../../models/compare/laplaceDraws.ts';
import { laplaceParetoK } from '../../models/compare/paretoK.ts';
import { glmm, type Model } from '../../models/glmm.ts';
import { conditionalModes } from '../../models/likelihood/conditionalModes.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { column, columnAt, type Draws } from '../../models/posterior/draws.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { densityPlot } from '../../src/report/plot/density.ts';
import { sample } from '../../src/run/sample.ts';
import { readReference, referenceModel } from '../reference/compare.ts';

const file = (name: string): string => fileURLToPath(new URL(`../reference/${name}`, import.meta.url));
const referenced = (name: string): Model =>
  referenceModel(readReference(file(`${name}.json`)), file(`${name}.csv`));

describe('a Laplace fit as draws', () => {
  test.each(['cbpp', 'sleepstudy'])('%s: coefficients have its estimates and standard errors', (name) => {
    const result = laplace(referenced(name), { method: 'map' });
    const draws = laplaceDraws(result, { draws: 5000 });
    const { names, estimates, standardErrors } = result.population;
    names.forEach((parameter, i) => {
      if (!parameter.startsWith('b_')) return;
      const chains = column(draws, parameter);
      // 20000 independent normal draws: the mean is known to se / 141, the sd to se / 200
      expect(Math.abs(mean(chains) - estimates[i]) / standardErrors[i]).toBeLessThan(4 / 141);
      expect(Math.abs(sd(chains) / standardErrors[i] - 1)).toBeLessThan(4 / 200);
    });
  });

  test('group effects have the modes and the whole uncertainty of the fit, nearly: sds vary in the draws', () => {
    const result = laplace(referenced('cbpp'), { method: 'map' });
    const draws = laplaceDraws(result, { draws: 5000 });
    for (const { name, mode, sd: whole } of conditionalModes(result)) {
      const chains = column(draws, name);
      expect(Math.abs(mean(chains) - mode) / whole).toBeLessThan(0.15);
      expect(Math.abs(sd(chains) / whole - 1)).toBeLessThan(0.1);
    }
  });

  test('is read by what reads a posterior: names, summaries, tables, comparisons, pictures', async () => {
    const model = referenced('cbpp');
    const approximate = laplaceDraws(laplace(model, { method: 'map' }));
    const { draws: exact } = await sample(model, { workers: 0, seed: 'draws' });
    expect(approximate.names).toEqual(exact.names);
    const describeDraws = (draws: Draws) =>
      draws.names.map((name, q) => ({ name, ...summarise(columnAt(draws, q)) }));
    for (const row of describeDraws(approximate)) {
      expect(row.rhat).toBeLessThan(1.01);
      expect(row.essBulk).toBeGreaterThan(3000);
    }
    expect(describeDraws(exact).map(({ name }) => name)).toEqual(
      describeDraws(approximate).map(({ name }) => name),
    );
    const rows = compareParameters(posteriorEstimates(approximate), exact);
    expect(findings(rows.filter(({ name }) => name.startsWith('b_')))).toEqual([]);
    for (const draws of [approximate, exact])
      expect(
        densityPlot([{ name: 'sd', chains: column(draws, 'sd_herd__Intercept'), support: [0, Infinity] }]),
      ).toMatch(/^<svg/);
  });

  test('sds are positive and correlations within (-1, 1), which estimate +- 2 se need not be', () => {
    const draws = laplaceDraws(laplace(referenced('sleepstudy')));
    for (const chain of column(draws, 'sd_Subject__Days')) expect(Math.min(...chain)).toBeGreaterThan(0);
    for (const chain of column(draws, 'cor_Subject__Intercept__Days'))
      expect(Math.max(...chain.map(Math.abs))).toBeLessThan(1);
  });

  test('is a function of the seed; chains differ', () => {
    const result = laplace(referenced('cbpp'));
    const draws = (seed: number): Draws => laplaceDraws(result, { seed, draws: 20, chains: 2 });
    expect(draws(1)).toEqual(draws(1));
    expect(draws(2).values).not.toEqual(draws(1).values);
    expect(draws(1).values[0]).not.toEqual(draws(1).values[1]);
  });

  test('refused: a singular fit, and counts that are none', () => {
    const singular = laplace(referenced('Dyestuff2'));
    expect(() => laplaceDraws(singular)).toThrow(/no draws, the fit is singular in sd_Batch__Intercept/);
    const fine = laplace(referenced('cbpp'));
    const lost = { ...fine, certificate: { ...fine.certificate, converged: false } };
    expect(() => laplaceDraws(lost)).toThrow('no draws, the fit did not converge');
    expect(laplaceParetoK(lost)).toEqual({
      joint: null,
      population: null,
      reason: 'the fit did not converge',
    });
    // a factor of the covariance may exist all the same
    const edge = { ...fine, singular: ['sd_herd__Intercept'] };
    expect(() => laplaceDraws(edge)).toThrow(/singular in sd_herd__Intercept/);
    expect(laplaceParetoK(edge).reason).toMatch(/singular in sd_herd__Intercept/);
    expect(() => laplaceDraws(fine, { draws: 0 })).toThrow(
      'draws must be a whole number of at least 1, got 0',
    );
    expect(() => laplaceDraws(fine, { chains: 1.5 })).toThrow('chains must be');
  });
});

describe('Pareto k-hat of a Laplace fit', () => {
  test('many rows and no groups: the posterior is normal, nearly every proposal counts', () => {
    const rng = stream('many rows');
    const x = Array.from({ length: 3000 }, () => rng.normal());
    const y = x.map((v) => (v + 2 * rng.normal() > 0 ? 1 : 0));
    const model = glmm('y ~ x', tableFromColumns({ x, y }), { family: 'bernoulli' });
    const { joint, population } = laplaceParetoK(laplace(model));
    for (const tail of [joint, population]) {
      expect(tail?.paretoK).toBeLessThan(0.6);
      expect((tail?.ess ?? 0) / (tail?.proposals ?? 1)).toBeGreaterThan(0.98);
    }
  });

  test('gaussian models: group effects are exact, so one k-hat says both; the same for the same seed', () => {
    const result = laplace(referenced('sleepstudy'), { method: 'map' });
    const { joint, population } = laplaceParetoK(result);
    expect(joint).toBe(population);
    expect(laplaceParetoK(result)).toEqual({ joint, population, reason: '' });
    expect(laplaceParetoK(result, { seed: 2 }).joint).not.toEqual(joint);
    expect(laplaceParetoK(result, { proposals: 300 }).joint?.proposals).toBe(300);
    expect(() => laplaceParetoK(result, { proposals: 0 })).toThrow('proposals must be a whole number');
  });

  test('crossed groups: of the joint alone; singular: none, with the reason', () => {
    const { joint, population } = laplaceParetoK(laplace(referenced('grouseticks')));
    expect(joint?.paretoK).toBeGreaterThan(0.7);
    expect(population).toBeNull();
    expect(laplaceParetoK(laplace(referenced('Dyestuff2'))).reason).toMatch(
      /^the fit is singular in sd_Batch/,
    );
  });
});
