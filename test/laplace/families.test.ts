import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { responseCheck } from '../../models/families/responses.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { glmm, laplace } from '../../src/index.ts';

interface Reference {
  readonly logLik: number;
  readonly par: readonly number[];
  readonly y: readonly number[];
}

/** Fits of glmmTMB with their data; glmmtmbFamilies.R beside it made them. */
const { x, size, ...references }: Record<string, unknown> = JSON.parse(
  readFileSync(new URL('../reference/glmmtmbFamilies.json', import.meta.url), 'utf8'),
);

describe.each(Object.entries(references as Record<string, Reference>))(
  '%s, maximum likelihood by Laplace',
  (name, { logLik, par, y }) => {
    test('has the log likelihood and the estimates of glmmTMB', () => {
      const family = builtinFamilies.find((row) => row.name === name);
      const trials = family !== undefined && responseCheck(family.response).trials === true;
      const g = y.map((_, i) => `g${Math.floor(i / 8)}`);
      const table = tableFromColumns({ y: [...y], x: x as number[], size: size as number[], g });
      const fit = laplace(
        glmm(`${trials ? 'y | trials(size)' : 'y'} ~ x + (1 | g)`, table, { family: name }),
      );
      // both at their own optimum, glmmTMB's gradient there being about 1e-4
      expect(Math.abs(fit.logLik - logLik)).toBeLessThan(1e-6);
      expect(fit.population.estimates).toHaveLength(par.length);
      par.forEach((value, i) => {
        const error = Math.abs(fit.population.estimates[i] - value);
        expect(error, fit.population.names[i]).toBeLessThan(2e-3 * Math.max(0.1, Math.abs(value)));
      });
    });
  },
);
