import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type GlmmOptions, glmm, type Model } from '../../models/glmm.ts';
import { conditionalModes } from '../../models/likelihood/conditionalModes.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { reportedParameters, solveForPivot } from '../../models/likelihood/parameters.ts';
import { profile } from '../../models/likelihood/profile.ts';
import { describeSingular } from '../../models/likelihood/singular.ts';
import { parameterEstimates } from '../../models/likelihood/waldIntervals.ts';
import { normal, uniform } from '../../models/priors/constructors.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compile } from '../../src/engine/autodiff/index.ts';
import { openLaplace } from '../../src/engine/laplace/openMarginal.ts';
import { compileQuantities } from '../../src/engine/program/quantities.ts';
import { stream } from '../../src/engine/rng.ts';
import { laplaceVerdict } from '../../src/report/laplaceVerdict.ts';
import { cbpp, dyestuff2, modelOf, penicillin, sleepstudy } from './inferenceData.ts';
import { smallModel, smallTable } from './models.ts';

interface Reference {
  readonly logLik: number;
  readonly reml: number;
  readonly profile: Readonly<Record<string, readonly [number, number]>>;
  readonly first: { readonly level: string; readonly mode: number[]; readonly sd: number[] };
}

const { models: references } = JSON.parse(
  readFileSync(new URL('reference.json', import.meta.url), 'utf8'),
) as { models: Record<string, Reference> };

const relative = (a: number, b: number): number => Math.abs(a / b - 1);

describe.each([
  ['sleepstudy', sleepstudy],
  ['Penicillin', penicillin],
] as const)('%s agrees with dense algebra in R (reference.R)', (name, model) => {
  const reference = references[name];

  test('log likelihood and REML', () => {
    expect(Math.abs(laplace(model()).logLik - reference.logLik)).toBeLessThan(1e-6);
    expect(Math.abs(laplace(model(), { method: 'reml' }).logLik - reference.reml)).toBeLessThan(1e-6);
  });

  test('profile intervals', () => {
    for (const { name: parameter, lower, upper, excess } of profile(laplace(model()))) {
      const [low, high] = reference.profile[parameter];
      // optim and uniroot stop at 1e-6 or so of the ends; six decimals are stored
      expect(relative(lower, low), parameter).toBeLessThan(1e-5);
      expect(relative(upper, high), parameter).toBeLessThan(1e-5);
      expect(excess).toBeLessThan(1e-8);
    }
  });

  test('a REML fit is profiled by maximum likelihood', () => {
    const [interval] = profile(laplace(model(), { method: 'reml' }), 'sigma');
    expect(relative(interval.lower, reference.profile.sigma[0])).toBeLessThan(1e-5);
  });

  test('conditional modes and sds', () => {
    const modes = conditionalModes(laplace(model(), { method: 'reml' }));
    const first = modes.filter(({ level }) => level === reference.first.level);
    reference.first.mode.forEach((mode, c) => {
      expect(Math.abs(first[c].mode - mode)).toBeLessThan(2e-5 * first[c].conditionalSd);
      // R's optimum is known to 1e-5 or so
      expect(relative(first[c].conditionalSd, reference.first.sd[c])).toBeLessThan(3e-5);
    });
  });
});

describe('published numbers', () => {
  test('sleepstudy and cbpp: AIC, BIC, logLik, deviance as lme4 1.1 prints them', () => {
    const rounded = (model: Model): number[] => {
      const { aic, bic, logLik, deviance } = laplace(model);
      return [aic, bic, logLik, deviance].map((x) => Math.round(10 * x) / 10);
    };
    expect(rounded(sleepstudy())).toEqual([1763.9, 1783.1, -876, 1751.9]);
    expect(rounded(cbpp())).toEqual([194.1, 204.2, -92, 184.1]);
  });

  test('cbpp: profile of glmmTMB, as the tests of broom.mixed have it', () => {
    const lower = [-1.9012409337, -1.61676924, -1.8010155, -2.50085];
    profile(laplace(cbpp()), ['b_Intercept', 'b_period2', 'b_period3', 'b_period4']).forEach((end, i) => {
      expect(relative(end.lower, lower[i])).toBeLessThan(1e-4); // their tolerance
    });
  });

  test.each([
    ['sleepstudy', sleepstudy],
    ['cbpp', cbpp],
    ['Penicillin', penicillin],
    ['Dyestuff2', dyestuff2],
    [
      'grouseticks',
      () =>
        modelOf('grouseticks', 'TICKS ~ YEAR + HEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION)', {
          family: 'poisson',
          factors: { YEAR: 'sorted' },
        }),
    ],
    ['toenail', () => modelOf('toenail', 'y ~ treatment * time + (1 | patientID)', { family: 'bernoulli' })],
  ] as const)('%s converges without options', (_, model) => {
    const { certificate } = laplace(model());
    expect(certificate.converged).toBe(true);
    expect(certificate.gradientNorm).toBeLessThan(1e-6);
  });
});

describe('Wald intervals', () => {
  test('are symmetric for coefficients, on the log scale for sds, on the atanh scale for correlations', () => {
    const scales = { b_: (x: number) => x, sd_: Math.log, sigma: Math.log, cor_: Math.atanh };
    const result = laplace(sleepstudy());
    for (const { name, estimate, se, lower, upper } of parameterEstimates(result, { level: 0.9 })) {
      const [, scale] = Object.entries(scales).find(([prefix]) => name.startsWith(prefix)) ?? [];
      if (scale === undefined) throw new Error(name);
      const slope = (scale(estimate + 1e-6) - scale(estimate - 1e-6)) / 2e-6;
      // 1.6448536 is R's qnorm(0.95); the slope is a difference
      for (const [end, side] of [
        [lower, -1],
        [upper, 1],
      ])
        expect(scale(end) - scale(estimate)).toBeCloseTo(side * 1.6448536269514722 * se * slope, 5);
    }
  });

  test('of a 3 x 3 correlation matrix stay in range', () => {
    const result = laplace(smallModel('real ~ x + x2 + (1 + x + x2 | class)'), { method: 'map' });
    const correlations = parameterEstimates(result).filter(({ name }) => name.startsWith('cor_'));
    expect(correlations).toHaveLength(3);
    for (const { lower, estimate, upper } of correlations) {
      expect(lower).toBeGreaterThan(-1);
      expect(lower).toBeLessThan(estimate);
      expect(upper).toBeGreaterThan(estimate);
      expect(upper).toBeLessThan(1);
    }
  });

  test('z and p are for coefficients only', () => {
    for (const { name, z, p, estimate, se } of parameterEstimates(laplace(cbpp()))) {
      if (name.startsWith('b_')) expect(z).toBe(estimate / se);
      else expect([z, p]).toEqual([Number.NaN, Number.NaN]);
    }
  });
});

describe('profiles', () => {
  test('a linear model without groups: the closed form', () => {
    const rng = stream('profile', 'linear');
    const x = Array.from({ length: 25 }, () => rng.normal());
    const y = x.map((xi) => 1 + 0.5 * xi + rng.normal());
    const n = x.length;
    const mean = (v: number[]): number => v.reduce((s, a) => s + a, 0) / n;
    const [mx, my] = [mean(x), mean(y)];
    const sxx = x.reduce((s, xi) => s + (xi - mx) ** 2, 0);
    const slope = x.reduce((s, xi, i) => s + (xi - mx) * (y[i] - my), 0) / sxx;
    const rss = x.reduce((s, xi, i) => s + (y[i] - my - slope * (xi - mx)) ** 2, 0);
    // n log(RSS(c) / RSS) = q^2, RSS(c) = RSS + (c - slope)^2 sxx
    const half = Math.sqrt((rss * Math.expm1(1.9599639845400536 ** 2 / n)) / sxx);
    const [interval] = profile(laplace(glmm('y ~ x', tableFromColumns({ x, y }))), 'b_x');
    expect(interval.lower).toBeCloseTo(slope - half, 6);
    expect(interval.upper).toBeCloseTo(slope + half, 6);
  });

  test('an end is where the model with the coefficient fixed has lost q^2 / 2', () => {
    const table = smallTable();
    const x = table.columns.get('x');
    if (x?.kind !== 'number') throw new Error('x is a number');
    const free = laplace(glmm('count ~ x + (1 | class) + (1 | rater)', table, { family: 'poisson' }));
    const [{ lower, upper }] = profile(free, 'b_x', { level: 0.9 });
    for (const end of [lower, upper]) {
      const columns = new Map(table.columns).set('part', { ...x, values: x.values.map((v) => v * end) });
      const formula = 'count ~ 1 + offset(part) + (1 | class) + (1 | rater)';
      const held = laplace(glmm(formula, { ...table, columns }, { family: 'poisson' }));
      // R: qchisq(0.9, 1); the end is where the root of it is right to 1e-6
      expect(2 * (free.logLik - held.logLik)).toBeCloseTo(2.7055434540954142, 5);
    }
  });

  test('an sd at 0: lower end 0, upper end as the likelihood of a balanced one-way layout says', () => {
    const model = dyestuff2();
    const result = laplace(model);
    const [{ lower, upper }] = profile(result, 'sd_Batch__Intercept');
    expect(lower).toBe(0);
    const deviance = (sd: number): number => {
      const at = (s2: number): number => oneWayDeviance(model, s2, sd * sd);
      let [a, b] = [1, 60];
      for (let i = 0; i < 200; i++) {
        const [c, d] = [a + (b - a) / 3, b - (b - a) / 3];
        if (at(c) < at(d)) b = d;
        else a = c;
      }
      return at(a);
    };
    expect(deviance(0)).toBeCloseTo(result.deviance, 8);
    expect(deviance(upper) - deviance(0)).toBeCloseTo(3.841458820694124, 4);
  });

  test('of a 3 x 3 correlation matrix: each end lies in range, around the estimate', () => {
    const table = smallTable();
    const model = glmm('real ~ x + x2 + (1 + x + x2 | school)', table);
    const fit = laplace(model);
    expect(fit.singular).toEqual(['cor_school__x__x2']);
    for (const { name, lower, estimate, upper } of profile(fit)) {
      if (fit.singular.includes(name)) {
        // at the edge of what the other two correlations allow: not found, and said
        expect([lower, upper]).toEqual([Number.NaN, Number.NaN]);
        continue;
      }
      // the matrix has lost a rank, so the intercept's correlations at the predictors' zero are at an edge too: an end is
      // found or said not to be
      const isEdge = name.startsWith('cor_');
      if (!isEdge || !Number.isNaN(lower)) expect(lower, name).toBeLessThan(estimate);
      if (!isEdge || !Number.isNaN(upper)) expect(upper, name).toBeGreaterThan(estimate);
      if (isEdge) expect(Math.max(-lower, upper) > 1, name).toBe(false);
    }
    // once 1.01194, its own estimate: a search that had given the schools up was believed
    const [{ upper }] = profile(fit, 'sigma');
    const priors = { sigma: uniform(upper - 1e-6, upper + 1e-6) };
    const held = laplace(glmm('real ~ x + x2 + (1 + x + x2 | school)', table, { priors }));
    expect(2 * (fit.logLik - held.logLik)).toBeCloseTo(3.841458820694124, 4);
  });

  test('solveForPivot reaches every value of a correlation that there is, and no other', () => {
    const { program } = smallModel('real ~ x + x2 + (1 + x + x2 | class)');
    const last = reportedParameters(program).find(({ name }) => name === 'cor_class__x__x2');
    if (last === undefined) throw new Error('no correlation');
    const alpha = Float64Array.from(program.alpha, () => 0.8);
    const slopes = new Float64Array(alpha.length);
    // the other two are tanh(0.8) = 0.664: this one lies between 2 * 0.664^2 - 1 = -0.118 and 1
    for (const value of [-0.11, 0, 0.2, 0.7, 0.99]) {
      expect(solveForPivot(last, alpha, value)).toBe(true);
      expect(last.valueAndGradient(alpha, slopes)).toBeCloseTo(value, 12);
    }
    for (const value of [-0.12, 1.001]) expect(solveForPivot(last, alpha.slice(), value)).toBe(false);
  });
});

/** -2 log likelihood of Dyestuff2, mean at its best: 6 batches of 5. */
function oneWayDeviance({ design }: Model, s2: number, t2: number): number {
  if (design.response.kind !== 'values') throw new Error('values');
  const { values } = design.response;
  const [{ index }] = design.groups;
  const means = Array.from({ length: 6 }, (_, j) =>
    values.reduce((s, y, i) => s + (index[i] === j ? y / 5 : 0), 0),
  );
  const grand = means.reduce((s, m) => s + m / 6, 0);
  const within = values.reduce((s, y, i) => s + (y - means[index[i]]) ** 2, 0);
  const between = means.reduce((s, m) => s + 5 * (m - grand) ** 2, 0);
  const v = s2 + 5 * t2;
  return 30 * Math.log(2 * Math.PI) + 24 * Math.log(s2) + 6 * Math.log(v) + within / s2 + between / v;
}

describe('conditional modes', () => {
  test.each([
    ['real ~ x + (1 + x | class) + (1 | rater)', 'gaussian'],
    ['count ~ x + (1 + x | class)', 'poisson'],
  ])('%s: the total sd is the delta method on differences of the modes', (formula, family) => {
    const { program, ...model } = smallModel(formula, { family });
    const result = laplace({ program, ...model }, { method: 'map' });
    const { latent } = result;
    const n = program.alpha.length;
    const quantities = compileQuantities(program);
    const effectsAt = (alpha: Float64Array): Float64Array => {
      const { mode } = openLaplace(program, { ...latent, alpha });
      const out = new Float64Array(quantities.names.length);
      quantities.write(Float64Array.from([...alpha, ...mode.z]), out, 0, 1);
      return out.subarray(program.reported.length);
    };
    const h = 1e-4;
    const slopes = Array.from({ length: n }, (_, i) => {
      const [up, down] = [h, -h].map((by) => effectsAt(latent.alpha.map((a, j) => (j === i ? a + by : a))));
      return up.map((u, q) => (u - down[q]) / (2 * h));
    });
    const at = effectsAt(latent.alpha);
    conditionalModes(result).forEach(({ name, mode, sd, conditionalSd }, q) => {
      expect(name).toBe(quantities.names[program.reported.length + q]);
      expect(mode).toBeCloseTo(at[q], 10);
      let added = 0;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) added += slopes[i][q] * latent.covariance[i * n + j] * slopes[j][q];
      // the engine takes its slopes up to 1.4e-3 standard errors from the optimum
      expect(relative(sd, Math.sqrt(conditionalSd ** 2 + added))).toBeLessThan(1e-3);
    });
  });
});

describe('methods', () => {
  test('map: logLik leaves the priors out', () => {
    const model = smallModel('binary ~ x + (1 | class)', {
      family: 'bernoulli',
      priors: { b: normal(0, 0.1) },
    });
    const { logLik, latent, df, aic } = laplace(model, { method: 'map' });
    const logPrior = new Float64Array(1);
    compile([model.program.logPrior], model.program.alpha)(latent.alpha, logPrior);
    expect(logLik + logPrior[0]).toBeCloseTo(latent.logMarginal, 9);
    expect(logLik).toBeLessThan(laplace(model).logLik);
    expect(aic).toBe(-2 * logLik + 2 * df);
  });

  test('quadrature and fast are passed on', () => {
    const [plain, nodes, fast] = [{}, { quadrature: 9 }, { fast: true }].map((o) => laplace(cbpp(), o));
    expect(nodes.logLik).toBeGreaterThan(plain.logLik + 0.01);
    expect(fast.logLik).toBeLessThan(plain.logLik - 0.001);
    expect([plain.quadrature, nodes.quadrature, fast.fast]).toEqual([1, 9, true]);
  });

  test('quadrature: the profile maximises what the fit did', () => {
    const fit = laplace(cbpp(), { quadrature: 9 });
    const [{ lower, excess }] = profile(fit, 'b_period4');
    expect(excess).toBeLessThan(1e-8);
    // near Laplace's -2.5008, and not it
    expect(Math.abs(lower + 2.5008)).toBeGreaterThan(5e-4);
    expect(Math.abs(lower + 2.5008)).toBeLessThan(0.01);
  });

  test.each([
    [{ method: 'mll' as 'ml' }, 'laplace: no method "mll" (have: ml, reml, map). Did you mean "ml"?'],
    [{ quadrature: 0 }, 'laplace: quadrature must be a whole number of at least 1, got 0'],
    [{ quadrature: 5, fast: true }, 'laplace: quadrature and fast exclude each other; choose one'],
    [
      { method: 'map' as const, fast: true },
      'laplace: fast fits leave priors out; use method ml with fast, or map without',
    ],
    [
      { method: 'reml' as const },
      'laplace: reml needs an outcome that is normal around its linear predictor, got ',
    ],
  ])('%j is refused for a binomial model', (options, message) => {
    expect(() => laplace(cbpp(), options)).toThrow(message);
  });

  test('quadrature is refused for crossed groups', () => {
    expect(() => laplace(penicillin(), { quadrature: 5 })).toThrow(/one factor, got plate and sample/);
  });

  test('profiles are refused for fits that maximise no likelihood, and for strangers', () => {
    expect(() => profile(laplace(cbpp(), { method: 'map' }))).toThrow(/^profile: a map fit maximises no/);
    expect(() => profile(laplace(cbpp(), { fast: true }))).toThrow(/^profile: a fast fit maximises no/);
    expect(() => profile(laplace(cbpp()), 'b_perod2')).toThrow(/Did you mean "b_period2"\?$/);
    expect(() => profile(laplace(cbpp()), 'sigma', { level: 95 })).toThrow(
      'laplace: level must lie between 0 and 1, got 95; did you mean 0.95?',
    );
  });
});

describe('invariance', () => {
  test('rescaling a predictor rescales its coefficient and standard error and nothing else', () => {
    const table = smallTable();
    const x = table.columns.get('x');
    if (x?.kind !== 'number') throw new Error('x is a number');
    const scaled = {
      ...table,
      columns: new Map(table.columns).set('x', { ...x, values: x.values.map((v) => 1e4 * v) }),
    };
    const options: GlmmOptions = { family: 'poisson' };
    const [a, b] = [table, scaled].map((t) => laplace(glmm('count ~ x + x2 + (1 | class)', t, options)));
    expect(b.logLik).toBeCloseTo(a.logLik, 9);
    const [left, right] = [a, b].map((r) => parameterEstimates(r));
    left.forEach(({ name, estimate, se, lower, z }, i) => {
      const by = name === 'b_x' ? 1e4 : 1;
      expect(right[i].estimate * by).toBeCloseTo(estimate, 7);
      expect(right[i].se * by).toBeCloseTo(se, 6);
      expect(right[i].lower * by).toBeCloseTo(lower, 5);
      if (name.startsWith('b_')) expect(right[i].z).toBeCloseTo(z, 4);
    });
  });
});

describe('singular fits are named, have no standard error, and come back at once', () => {
  const rng = stream('inference', 'singular');
  const group = Array.from({ length: 120 }, (_, i) => `g${i % 15}`);
  const x = Array.from({ length: 120 }, () => rng.normal());

  /** The fit, after few evaluations: a search that goes on towards a boundary takes thousands. */
  function quickly(model: Model): ReturnType<typeof laplace> {
    const result = laplace(model);
    expect(result.certificate.evaluations).toBeLessThan(600);
    return result;
  }

  test('an sd at 0', () => {
    const result = quickly(dyestuff2());
    expect(result.singular).toEqual(['sd_Batch__Intercept']);
    expect(describeSingular(result)).toEqual([
      'sd_Batch__Intercept is 0: its levels differ no more than chance would have them',
    ]);
    const [intercept, sd] = parameterEstimates(result);
    expect([sd.se, sd.lower, sd.upper]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    // with the sd at 0 this is the mean of 30 values: sd / sqrt(n)
    expect(intercept.se).toBeCloseTo(result.population.estimates[2] / Math.sqrt(30), 6);
    expect(conditionalModes(result).every((m) => Math.abs(m.mode) < 1e-6 && Number.isNaN(m.sd))).toBe(true);
  });

  test('complete separation', () => {
    const y = x.map((xi) => (xi > 0 ? 1 : 0));
    const result = quickly(
      glmm('y ~ x + (1 | g)', tableFromColumns({ y, x, g: group }), { family: 'bernoulli' }),
    );
    expect(result.singular).toContain('b_x');
    expect(describeSingular(result).join()).toContain('b_x runs off to infinity: the outcome is separated');
    expect(parameterEstimates(result).find(({ name }) => name === 'b_x')?.se).toBeNaN();
  });

  test('a factor level whose outcomes are all 0', () => {
    const dose = x.map((_, i) => ['low', 'mid', 'high'][i % 3]);
    const y = x.map((_, i) => (i % 3 !== 2 && rng.uniform() < 0.5 ? 1 : 0));
    const model = glmm(
      'y ~ dose + (1 | g)',
      tableFromColumns({ y, dose, g: group.map((_, i) => `g${i % 10}`) }),
      {
        family: 'bernoulli',
        factors: { dose: ['low', 'mid', 'high'] },
      },
    );
    const result = quickly(model);
    expect(result.singular).toContain('b_dosehigh');
    expect(describeSingular(result).join()).toContain('b_dosehigh runs off to -infinity');
    const [intercept, mid] = parameterEstimates(result);
    // the reference level and "mid" are as well known as ever
    expect(intercept.se).toBeLessThan(1);
    expect(mid.se).toBeLessThan(1);
  });

  test('groups that are all 0 or all 1: an answer at once, and a warning', () => {
    const y = x.map((_, i) => (i % 15 < 6 ? 1 : 0));
    const result = quickly(
      glmm('y ~ 1 + (1 | g)', tableFromColumns({ y, g: group }), { family: 'bernoulli' }),
    );
    const { warnings } = laplaceVerdict(result, { kind: 'wald' });
    expect(warnings.join()).toMatch(/^Laplace's method is far from exact here: 7 nodes /);
    expect(laplaceVerdict(laplace(cbpp()), { kind: 'wald' }).warnings).toEqual([]);
  });
});
