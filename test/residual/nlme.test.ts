import { describe, expect, test } from 'vitest';
import { reportedParameters } from '../../models/likelihood/parameters.ts';
import { reportedEstimates } from '../../models/likelihood/reportedEstimates.ts';
import { withOutcome } from '../../models/likelihood/simulateFit.ts';
import { simulatePrior } from '../../models/simulate/prior.ts';
import { readCsv } from '../../src/data/readCsv.ts';
import { stream } from '../../src/engine/rng.ts';
import { conditionalModes, explain, glmm, type LaplaceResult, laplace } from '../../src/index.ts';
import { jointDensity } from '../../src/testing/jointDensity.ts';

// Values of nlme.R beside this file: R 4.2.2, nlme 3.1.162, 27 November 2026. Its optimiser stops some 1e-7 of the way
// short of the maximum, where log likelihoods differ by 1e-9 and estimates in the sixth or seventh digit.
const orthodont = await readCsv(new URL('orthodont.csv', import.meta.url).pathname);
const ovary = await readCsv(new URL('ovary.csv', import.meta.url).pathname);

interface Reference {
  readonly formula?: string;
  readonly random?: string;
  readonly residual: string;
  /** logLik by ML and by REML, then estimates by REML. */
  readonly ml: number;
  readonly reml: number;
  readonly estimates: Readonly<Record<string, number>>;
}

const references: readonly Reference[] = [
  {
    residual: 'ar1(visit | Subject)',
    ml: -220.34050303773,
    reml: -222.29372428784,
    estimates: { b_Intercept: 17.3205529, b_age: 0.4838196, sigma: 2.2835073, ar: 0.6244888 },
  },
  {
    residual: 'cs(1 | Subject)',
    ml: -214.31952900976,
    reml: -216.87862460057,
    estimates: { b_Intercept: 17.3727273, sigma: 2.2848827, cosy: 0.6318389 },
  },
  {
    residual: 'car1(age | Subject)',
    ml: -220.34050303773,
    reml: -222.29372428784,
    estimates: { b_age: 0.4838196, sigma: 2.2835074, car: 0.7902461 },
  },
  {
    residual: 'us(visit | Subject)',
    ml: -209.738524055,
    reml: -212.27340009724,
    estimates: {
      b_age: 0.4763647,
      sigma_1: 2.329211,
      sigma_2: 2.329211026 * 0.8788803047,
      sigma_4: 2.329211026 * 0.9586830022,
      cor_resid__1__2: 0.5681947,
      cor_resid__1__4: 0.522036,
      cor_resid__3__4: 0.739618,
    },
  },
  {
    residual: 'hetar1(visit | Subject)',
    ml: -219.37349014955,
    reml: -221.39808010119,
    estimates: { b_age: 0.4826991, sigma_1: 2.411403, sigma_3: 2.411403344 * 1.0172463542, ar: 0.633257 },
  },
  {
    residual: 'hetcs(visit | Subject)',
    ml: -213.35829182392,
    reml: -215.98618807131,
    estimates: { b_age: 0.4787533, sigma_1: 2.386776, sigma_2: 2.386776186 * 0.8623648991, cosy: 0.635289 },
  },
  {
    residual: 'arma11(visit | Subject)',
    ml: -214.23051336501,
    reml: -216.6948369225,
    estimates: { b_age: 0.479797, sigma: 2.28601, ar: 0.960664, ma: -0.665354 },
  },
  {
    random: '(1 | Subject)',
    residual: 'diag(Sex)',
    ml: -204.67617548048,
    reml: -207.61023978631,
    estimates: {
      sd_Subject__Intercept: 1.8475711,
      sigma_Female: 0.7813006,
      sigma_Male: 0.7813006409 * 2.137234937,
    },
  },
  {
    random: '(1 | Subject)',
    residual: 'ar1(visit | Subject)',
    ml: -214.24184461221,
    reml: -216.85405615884,
    estimates: { b_age: 0.4792458, sd_Subject__Intercept: 1.826331, sigma: 1.3731, ar: -0.0375333 },
  },
  {
    random: '(age | Subject)',
    residual: 'ar1(visit | Subject)',
    ml: -212.02836982618,
    reml: -214.40382245207,
    estimates: {
      sd_Subject__Intercept: 3.373047,
      sd_Subject__age: 0.290767,
      sigma: 1.091976,
      ar: -0.47328,
    },
  },
  {
    formula: 'follicles ~ s + c + (1 | Mare)',
    residual: 'ar1(step | Mare)',
    ml: -776.51731088998,
    reml: -775.22334878406,
    estimates: { b_s: -2.9472827, sd_Mare__Intercept: 2.807268, sigma: 3.66545, ar: 0.6074424 },
  },
  {
    formula: 'follicles ~ s + c + (1 | Mare)',
    residual: 'car1(Time | Mare)',
    ml: -777.44248261594,
    reml: -776.15953171575,
    estimates: { b_s: -2.92634, sd_Mare__Intercept: 2.794776, sigma: 3.663254, car: 2.39965e-5 },
  },
];

function modelOf({ formula, random, residual }: Reference) {
  const right = random === undefined ? '' : ` + ${random}`;
  return formula === undefined
    ? glmm(`distance ~ age * Sex${right}`, orthodont, { residual })
    : glmm(formula, ovary, { residual });
}

const estimateOf = ({ population }: LaplaceResult, name: string): number =>
  population.estimates[population.names.indexOf(name)];

// gls(log(distance) ~ age, correlation = corAR1(form = ~ visit | Subject)): its log likelihood less the sum of log(distance), as in nlme.R
test('lognormal: the logarithm has the residuals, and the likelihood is that of the outcome', () => {
  const model = glmm('distance ~ age', orthodont, { family: 'lognormal', residual: 'ar1(visit | Subject)' });
  const fit = laplace(model);
  expect(fit.logLik).toBeCloseTo(-226.551558945, 7);
  expect(estimateOf(fit, 'b_age')).toBeCloseTo(0.0271507953858, 7);
  expect(estimateOf(fit, 'ar')).toBeCloseTo(0.69845194, 6);
  expect(explain(model)).toContain('log Y_i = b_0 + b_1 age_i + e_i');
  const { outcome, parameters } = simulatePrior(stream('1'), model);
  expect(outcome.every((y) => y > 0)).toBe(true);
  const again = withOutcome(
    model,
    Float64Array.from(model.order, (row) => Math.log(outcome[row])),
  );
  expect(again.outcome.y[5] / outcome[5]).toBeCloseTo(1, 12);
  const logs = outcome.map(Math.log);
  const logSum = logs.reduce((sum, x) => sum + x, 0);
  expect(again.program.residual?.logJacobian).toBeCloseTo(-logSum, 10);
  const logged = glmm('distance ~ age', orthodont, { residual: 'ar1(visit | Subject)' });
  const values = Float64Array.from(Object.values(parameters));
  const [own] = jointDensity(model).at(values, outcome);
  const [ofLogs] = jointDensity(logged).at(values, logs);
  expect(own - ofLogs).toBeCloseTo(-logSum, 9);
});

describe('nlme', () => {
  for (const reference of references)
    test(`${reference.residual} ${reference.formula ?? reference.random ?? ''}: the same likelihoods and estimates`, () => {
      const model = modelOf(reference);
      const ml = laplace(model);
      const reml = laplace(model, { method: 'reml' });
      expect(ml.certificate.converged && reml.certificate.converged).toBe(true);
      expect(ml.logLik).toBeCloseTo(reference.ml, 8);
      expect(reml.logLik).toBeCloseTo(reference.reml, 8);
      for (const [name, value] of Object.entries(reference.estimates))
        expect(Math.abs(estimateOf(reml, name) - value)).toBeLessThan(3e-5 * Math.abs(value) + 1e-9);
    });

  test('standard errors of coefficients given the covariance parameters are those of varFix', () => {
    const { model, latent } = laplace(modelOf(references[8]), { method: 'reml' });
    if (latent.conditionalCovariance === null) throw new Error('reml: no conditional covariance');
    const { program } = model;
    const given = reportedEstimates(
      program,
      latent.alpha,
      latent.conditionalCovariance,
      reportedParameters(program),
    );
    // sqrt(diag(m$varFix)) of lme(distance ~ age * Sex, random = ~ 1 | Subject, correlation = corAR1(form = ~ visit | Subject))
    const varFix = [1.16619185524, 0.09164680641, 1.51492765848, 0.11905269378];
    for (const [k, se] of varFix.entries()) expect(given.standardErrors[k]).toBeCloseTo(se, 6);
  });

  test('modes of the group effects are those of ranef', () => {
    const reml = laplace(modelOf(references[10]), { method: 'reml' });
    const modes = new Map(conditionalModes(reml).map(({ level, mode }) => [level, mode]));
    // ranef(lme(follicles ~ s + c, random = ~ 1 | Mare, correlation = corAR1(form = ~ step | Mare)))
    const ranef = { 1: 2.9807480393, 10: 2.4775326055, 2: -3.4578665812, 4: -4.1530339752, 9: -0.1847962616 };
    for (const [mare, effect] of Object.entries(ranef)) expect(modes.get(mare)).toBeCloseTo(effect, 5);
  });
});
