import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { laplaceParetoK } from '../../models/compare/paretoK.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { compare } from '../../src/report/compare.ts';
import { sample } from '../../src/run/sample.ts';
import { readReference, referenceModel } from '../reference/compare.ts';

const file = (name: string): string => fileURLToPath(new URL(`../reference/${name}`, import.meta.url));
const model = referenceModel(readReference(file('toenail.json')), file('toenail.csv'));

describe('a Laplace fit that is off', () => {
  test('toenail: the intercept and the sd are off by Laplace, and quadrature is named', async () => {
    const fit = await sample(model, { seed: 'compare', workers: 0 });
    const { verdict, tails, findings: found } = compare(fit, laplace(model));
    expect(verdict.ok).toBe(false);
    expect(verdict.trusted).toBe(true);
    expect(verdict.text).toMatch(/b_Intercept is off by [12]\.\d posterior sds \(too low\)/);
    expect(verdict.text).toMatch(/sd_patientID__Intercept is too large by 1\d % \(/);
    expect(verdict.text).toMatch(/use the posterior/);
    expect(verdict.text).toMatch(/--quadrature 9/);
    expect(found.map(({ row }) => row.name)).toEqual(['b_Intercept', 'sd_patientID__Intercept']);
    // one misfit a patient: all 299 together are far beyond reweighting, the five parameters are not
    expect(tails?.joint?.paretoK).toBeGreaterThan(1);
    expect(tails?.population?.paretoK).toBeLessThan(0.7);
    // what was asked for is what the remedies are tried on
    const { parameters, remedies } = compare(fit, laplace(model), { paretoK: false, effects: true });
    expect(parameters.some(({ name }) => name.startsWith('r_'))).toBe(true);
    for (const remedy of remedies) expect(remedy.parameters).toHaveLength(parameters.length);
    const finer = compare(fit, laplace(model, { quadrature: 9 }), { paretoK: false });
    expect(finer.findings.map(({ row }) => row.name)).not.toContain('b_Intercept');
  });

  test('toenail: quadrature puts the population parameters in their place, as their weights show', () => {
    const efficiency = (quadrature: number): number => {
      const { population } = laplaceParetoK(laplace(model, { quadrature }));
      return (population?.ess ?? 0) / (population?.proposals ?? 1);
    };
    expect(efficiency(1)).toBeLessThan(0.2);
    expect(efficiency(9)).toBeGreaterThan(0.8);
  });
});
