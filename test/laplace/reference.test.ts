import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { glmm, type Model } from '../../models/glmm.ts';
import { reportedEstimates } from '../../models/likelihood/reportedEstimates.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';

interface Reference {
  readonly data: string;
  readonly formula: string;
  readonly family: string;
  readonly categorical: Readonly<Record<string, readonly string[]>>;
  readonly logLik: number;
  readonly parameters: Readonly<Record<string, { readonly estimate: number; readonly se?: number }>>;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const { models } = JSON.parse(readFileSync(here('../reference/laplace.json'), 'utf8')) as {
  models: Record<string, Reference>;
};

function fileOf({ data }: Reference): string {
  const own = here(`../reference/${data}`);
  return existsSync(own) ? own : here(`../../../shared/data/${data}`);
}

function modelOf(reference: Reference): Model {
  const { formula, family, categorical: factors } = reference;
  const file = fileOf(reference);
  return glmm(formula, parseCsv(readFileSync(file, 'utf8'), file), { family, factors });
}

for (const [name, reference] of Object.entries(models)) {
  const absent = !existsSync(fileOf(reference));
  if (absent) console.warn(`LEFT OUT: ${name} needs ${reference.data}, which is not in ../shared/data`);

  describe.skipIf(absent)(`maximum likelihood by Laplace, ${name}: ${reference.formula}`, () => {
    const fit = absent ? null : fitLaplace(modelOf(reference).program, { priors: 'exclude' });
    const ours =
      fit === null ? null : reportedEstimates(modelOf(reference).program, fit.alpha, fit.covariance);
    const at = (parameter: string): number => ours?.names.indexOf(parameter) ?? -1;

    test('converges from a cold start, certified', () => {
      expect(fit?.converged).toBe(true);
      expect(fit?.gradientNorm).toBeLessThan(1e-6);
      expect(fit?.singular).toEqual(name === 'Dyestuff2' ? ['sd_Batch__Intercept'] : []);
    });

    test('log-likelihood to 1e-4', () => {
      expect(Math.abs((fit?.logMarginal ?? 0) - reference.logLik)).toBeLessThan(1e-4);
    });

    for (const [parameter, { estimate, se }] of Object.entries(reference.parameters)) {
      if (se === undefined)
        test(`${parameter} to 1e-3 relative`, () => {
          // a sd at zero is reported as a number too small to matter (glmmTMB's is 1.2e-4)
          const error = Math.abs((ours?.estimates[at(parameter)] ?? Number.NaN) - estimate);
          expect(error).toBeLessThan(1e-3 * Math.abs(estimate) + 1e-4);
        });
      else
        test(`${parameter} to 1e-3 standard errors, its standard error to 1 %`, () => {
          const error = Math.abs((ours?.estimates[at(parameter)] ?? Number.NaN) - estimate);
          expect(error).toBeLessThan(1e-3 * se);
          expect(Math.abs((ours?.standardErrors[at(parameter)] ?? Number.NaN) / se - 1)).toBeLessThan(0.01);
        });
    }
  });
}
