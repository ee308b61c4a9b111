import { describe, expect, test } from 'vitest';
import { explain } from '../../models/equations/explain.ts';
import { glmm, type Model } from '../../models/glmm.ts';
import { conditionalModes } from '../../models/likelihood/conditionalModes.ts';
import { type LaplaceResult, laplace } from '../../models/likelihood/laplace.ts';
import { uniform } from '../../models/priors/constructors.ts';
import { readCsv } from '../../src/data/readCsv.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';

const folder = '../shared/cases/02-year-random-slope/';

async function modelOf(file: string, formula: string, options: Parameters<typeof glmm>[2]): Promise<Model> {
  return glmm(formula, await readCsv(folder + file), options);
}

function estimate({ population }: LaplaceResult, name: string): { value: number; se: number } {
  const at = population.names.indexOf(name);
  return { value: population.estimates[at], se: population.standardErrors[at] };
}

// `y ~ year + (year | site)` with years near 2010 once ended 50 log units below the maximum, "converged and is singular",
// and its posterior sat in the wrong mode.
describe('kept: random slopes on raw years', () => {
  const cases = [
    ['data.csv', 'biomass', 'gaussian'],
    ['data_binary.csv', 'pres', 'bernoulli'],
    ['data_counts.csv', 'birds', 'poisson'],
  ] as const;

  test.each(cases)('%s: the fit is that of centred years', async (file, outcome, family) => {
    const raw = laplace(await modelOf(file, `${outcome} ~ year + (year | site)`, { family }));
    const centred = laplace(
      await modelOf(file, `${outcome} ~ center(year) + (center(year) | site)`, { family }),
    );
    expect(raw.certificate.converged).toBe(true);
    expect(raw.singular).toEqual([]);
    expect(raw.logLik).toBeCloseTo(centred.logLik, 7);
    for (const [name, other] of [
      ['b_year', 'b_center(year)'],
      ['sd_site__year', 'sd_site__center(year)'],
    ]) {
      expect(estimate(raw, name).value).toBeCloseTo(estimate(centred, other).value, 7);
      expect(estimate(raw, name).se).toBeCloseTo(estimate(centred, other).se, 6);
    }
    // effects at year 0: r_0 = r_c0 - mean r_year
    const modes = (result: LaplaceResult, coef: string) =>
      conditionalModes(result).filter((m) => m.coef === coef);
    const { design } = raw.model;
    const years = design.groups[0].columns[1];
    const mean = years.reduce((s, x) => s + x, 0) / years.length;
    const slopes = modes(centred, 'center(year)');
    const intercepts = modes(centred, 'Intercept');
    modes(raw, 'Intercept').forEach(({ mode }, j) => {
      expect(mode).toBeCloseTo(intercepts[j].mode - mean * slopes[j].mode, 5);
    });
  });

  test('gaussian: the values of lmer on centred years', async () => {
    // lme4: lmer(biomass ~ I(year - mean(year)) + (I(year - mean(year)) | site), REML = FALSE)
    const fit = laplace(await modelOf('data.csv', 'biomass ~ year + (year | site)', {}));
    expect(fit.logLik).toBeCloseTo(-511.709175, 5);
    expect(estimate(fit, 'sd_site__year').value).toBeCloseTo(0.17987, 5);
    expect(estimate(fit, 'b_year').se).toBeCloseTo(0.0351, 4);
  });

  test.each(cases)('%s: the posterior density is that of centred years', async (file, outcome, family) => {
    const [raw, centred] = [
      await modelOf(file, `${outcome} ~ year + (year | site)`, { family }),
      await modelOf(file, `${outcome} ~ center(year) + (center(year) | site)`, { family }),
    ].map(({ program }) => compileLogDensity(program));
    const rng = stream('year', file);
    const theta = Float64Array.from({ length: raw.dimension }, () => 0.3 * rng.normal());
    const [a, b] = [raw, centred].map(() => new Float64Array(raw.dimension));
    const [one, other] = [raw.logDensityAndGradient(theta, a), centred.logDensityAndGradient(theta, b)];
    expect(one / other).toBeCloseTo(1, 10);
    const size = Math.max(...b.map(Math.abs));
    a.forEach((g, i) => {
      expect(Math.abs(g - b[i]) / size).toBeLessThan(1e-9);
    });
  });

  test('a point 50 log units below the maximum is not certified', async () => {
    // priors with an end keep the columns uncentred, as all once were
    const priors = { sd: uniform(0, 1e4) };
    const fit = laplace(await modelOf('data.csv', 'biomass ~ year + (year | site)', { priors }));
    expect(fit.logLik < -511.7092 && fit.certificate.converged).toBe(false);
  });

  test('independent slopes reach their own maximum, and a note says where they stand', async () => {
    const model = await modelOf('data.csv', 'biomass ~ year + (year || site)', {});
    const fit = laplace(model);
    // at year 0, 580 sds away, slopes are as good as intercepts: sd_year 2013.5 is the sd of an intercept model
    const intercepts = laplace(await modelOf('data.csv', 'biomass ~ year + (1 | site)', {}));
    expect(fit.logLik).toBeGreaterThanOrEqual(intercepts.logLik);
    expect(fit.certificate.converged).toBe(true);
    expect(model.notes.map(({ kind }) => kind)).toContain('farFromZero');
    expect((await modelOf('data.csv', 'biomass ~ year + (year | site)', {})).notes).toEqual([]);
  });

  test('explain says where the default priors of the group stand', async () => {
    const raw = await modelOf('data.csv', 'biomass ~ year + (year | site)', {});
    const text = explain(raw);
    expect(text).toMatch(/sd_site__Intercept ~ .*\[default, at the predictors' means\]/);
    expect(text).toMatch(/cor_site ~ .*\[default, at the predictors' means\]/);
    expect(text).toMatch(/sd_site__year ~ [^\n]*\[default\]/);
  });
});
