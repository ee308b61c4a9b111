import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { readCsv } from '../../src/data/readCsv.ts';

/** Examples of lme4's help pages beside those of test/reference; log-likelihoods by lme4/examples.R. */
const examples = [
  { data: 'Dyestuff', formula: 'Yield ~ 1 + (1 | Batch)', factors: [], logLik: -163.66353 },
  { data: 'Pastes', formula: 'strength ~ 1 + (1 | batch/cask)', factors: [], logLik: -123.997233 },
  {
    data: 'cake',
    formula: 'angle ~ recipe * temperature + (1 | recipe:replicate)',
    factors: ['temperature', 'replicate'],
    logLik: -839.525933,
  },
  {
    data: 'Arabidopsis',
    formula: 'total.fruits ~ nutrient + rack + (1 | popu) + (1 | gen)',
    factors: ['gen'],
    family: 'poisson',
    logLik: -9321.161828,
  },
] as const;

test.each(examples)('$data: converges without a knob to the likelihood that lme4 finds', async (example) => {
  const { data, formula, factors, logLik } = example;
  const table = await readCsv(fileURLToPath(new URL(`lme4/${data}.csv`, import.meta.url)));
  const family = 'family' in example ? example.family : 'gaussian';
  const fit = laplace(
    glmm(formula, table, { family, factors: Object.fromEntries(factors.map((name) => [name, 'sorted'])) }),
  );
  expect(fit.certificate.converged).toBe(true);
  expect(fit.singular).toEqual([]);
  expect(Math.abs(fit.logLik - logLik)).toBeLessThan(1e-4);
});
