import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../src/data/readCsv.ts';
import { type GlmmOptions, glmm, laplace, likelihoodRatio, type Table } from '../../src/index.ts';

/** The numbers by dispformula.R. */
const read = (name: string): Promise<Table> =>
  readCsv(fileURLToPath(new URL(`../reference/${name}.csv`, import.meta.url)));

const sleepstudy = await read('sleepstudy');
const days = sleepstudy.columns.get('Days');
const late = days?.kind === 'number' ? days.values.map((day) => Number(day > 4)) : new Float64Array(0);
const halves: Table = {
  ...sleepstudy,
  columns: new Map(sleepstudy.columns).set('late', { kind: 'number', values: late }),
};

interface Case {
  readonly title: string;
  readonly formula: string;
  readonly options: GlmmOptions;
  readonly table: Table;
  readonly logLik: number;
  /** Estimates, and standard errors where there are any, by name. */
  readonly found: Readonly<Record<string, readonly [estimate: number, se?: number]>>;
}

const cases: readonly Case[] = [
  {
    title: 'glmmTMB, gaussian with correlated slopes',
    formula: 'Reaction ~ Days + (Days | Subject)',
    options: { sigma: '~ Days' },
    table: sleepstudy,
    logLik: -870.000347732,
    found: {
      b_Intercept: [252.8560136504, 6.575454618],
      b_Days: [10.0860664642, 1.55407993],
      b_sigma_Intercept: [2.8118492101637, 0.2585599259 / 2],
      b_sigma_Days: [0.0846337533074, 0.0487766313 / 2],
      sd_Subject__Intercept: [25.47816877962],
      sd_Subject__Days: [5.98883020593],
    },
  },
  {
    title: 'nlme gls, a variance a stratum',
    formula: 'Reaction ~ Days',
    options: { sigma: '~ late' },
    table: halves,
    logLik: -939.477786424,
    found: {
      b_Intercept: [251.8525507216],
      b_Days: [10.2362845041],
      b_sigma_Intercept: [Math.log(34.8728000845)],
      b_sigma_late: [Math.log(1.64435907576)],
    },
  },
  {
    title: 'nlme lme, a variance a stratum',
    formula: 'Reaction ~ Days + (1 | Subject)',
    options: { sigma: '~ late' },
    table: halves,
    logLik: -888.023708163,
    found: {
      b_Intercept: [252.0381552471],
      b_Days: [10.1293361829],
      b_sigma_Intercept: [Math.log(21.2552899453)],
      b_sigma_late: [Math.log(1.91395989187)],
      sd_Subject__Intercept: [30.8313961302],
    },
  },
  {
    title: 'glmmTMB, negative binomial',
    formula: 'TICKS ~ factor(YEAR) + (1 | BROOD)',
    options: { family: 'negbinomial', shape: '~ I((HEIGHT - 460) / 10)' },
    table: await read('grouseticks'),
    logLik: -916.152828152,
    found: {
      b_Intercept: [0.440873932, 0.2397204405],
      'b_factor(YEAR)96': [1.327151875, 0.3117773675],
      'b_factor(YEAR)97': [-0.921751612, 0.3370977915],
      b_shape_Intercept: [1.1040874051, 0.2024964955],
      'b_shape_I((HEIGHT - 460)/10)': [-0.0514425824, 0.0610099487],
    },
  },
  {
    title: 'glmmTMB, zero-inflated counts with groups on both linear predictors',
    formula: 'SiblingNegotiation ~ FoodTreatment + ArrivalTime + offset(log(BroodSize)) + (1 | Nest)',
    options: { family: 'zero_inflated_poisson', zi: '~ ArrivalTime + (1 | Nest)' },
    table: await readCsv(fileURLToPath(new URL('Owls.csv', import.meta.url))),
    logLik: -1983.32742133,
    found: {
      b_Intercept: [2.7898404709, 0.2365310023],
      b_FoodTreatmentSatiated: [-0.2216819498, 0.037278179],
      b_ArrivalTime: [-0.0802038732, 0.0092153646],
      b_zi_Intercept: [-5.590898303, 1.348541247],
      b_zi_ArrivalTime: [0.179127238, 0.0532413541],
      sd_Nest__Intercept: [0.35197854024],
      sd_Nest__zi_Intercept: [0.879342091208],
    },
  },
];

describe('a parameter with a formula, against R', () => {
  test.each(cases)('$title', ({ formula, options, table, logLik, found }) => {
    const fit = laplace(glmm(formula, table, options));
    const { names, estimates, standardErrors } = fit.population;
    expect(fit.certificate.converged).toBe(true);
    expect(fit.logLik).toBeCloseTo(logLik, 5);
    for (const [name, [estimate, se]] of Object.entries(found)) {
      const at = names.indexOf(name);
      // R's searches end where a gain is below 1e-8 or so: a thousandth of a standard error
      expect(Math.abs(estimates[at] - estimate)).toBeLessThan(1e-3 * standardErrors[at]);
      if (se !== undefined) expect(Math.abs(standardErrors[at] / se - 1)).toBeLessThan(0.01);
    }
  });

  test('is tested against none by the likelihood ratio, and is nested one way only', () => {
    const formula = 'Reaction ~ Days + (1 | Subject)';
    const [plain, strata, trend] = [{}, { sigma: '~ late' }, { sigma: '~ Days' }].map((options) =>
      laplace(glmm(formula, halves, options)),
    );
    const { df, statistic } = likelihoodRatio(plain, strata);
    expect(df).toBe(1);
    expect(statistic).toBeCloseTo(2 * (strata.logLik - plain.logLik), 9);
    expect(() => likelihoodRatio(strata, trend)).toThrow('not nested, b_sigma_late is no combination');
    const free = laplace(glmm(formula, halves, { sigma: '~ 0 + Days' }));
    expect(() => likelihoodRatio(plain, free)).toThrow('not nested, b_sigma_Intercept is no combination');
  });

  test('asks for Laplace’s method where another is wanted', () => {
    const model = glmm('Reaction ~ Days + (1 | Subject)', sleepstudy, { sigma: '~ Days' });
    expect(() => laplace(model, { quadrature: 9 })).toThrow(
      "quadrature: wanted one linear predictor, the mean's, got one for sigma too; try Laplace's method",
    );
    expect(() => laplace(model, { method: 'reml' })).toThrow('reml: wanted one linear predictor');
    expect(() => laplace(model, { fast: true })).toThrow('fast: wanted one linear predictor');
  });
});
