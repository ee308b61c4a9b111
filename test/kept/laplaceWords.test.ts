import { describe, expect, test } from 'vitest';
import { laplaceDraws } from '../../models/compare/laplaceDraws.ts';
import { explain } from '../../models/equations/explain.ts';
import { glmm, type Model } from '../../models/glmm.ts';
import { conditionalModes } from '../../models/likelihood/conditionalModes.ts';
import { type LaplaceResult, laplace } from '../../models/likelihood/laplace.ts';
import type { LaplaceOptions } from '../../models/likelihood/laplaceOptions.ts';
import { checkNodes } from '../../models/likelihood/moreNodes.ts';
import { singularities } from '../../models/likelihood/singular.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { openTarget } from '../../src/engine/laplace/openMarginal.ts';
import { stream } from '../../src/engine/rng.ts';
import { compare } from '../../src/report/compare.ts';
import { looseSds } from '../../src/report/laplaceDoubts.ts';
import { laplaceFile } from '../../src/report/laplaceFile.ts';
import { laplaceReport } from '../../src/report/laplaceReport.ts';
import { laplaceText } from '../../src/report/laplaceText.ts';
import { laplaceVerdict } from '../../src/report/laplaceVerdict.ts';
import { laplaceHtml } from '../../src/report/page/laplaceHtml.ts';
import { cbpp, dyestuff2, sleepstudy } from '../laplace/inferenceData.ts';

const verdictOf = (model: Model, options?: LaplaceOptions) =>
  laplaceVerdict(laplace(model, options), { kind: 'wald' });

/** Rows of 12 levels whose coefficients of x and of x2 go together with the intercept, apart from a little noise. */
function rankOne(): Model {
  const rng = stream('kept', 'rank');
  const level = Array.from({ length: 12 }, () => rng.normal());
  const rows = Array.from({ length: 144 }, (_, i) => {
    const [x, x2] = [rng.normal(), rng.normal()];
    const b = level[i % 12];
    return { x, x2, g: `g${i % 12}`, y: b + 0.7 * b * x - 0.5 * b * x2 + 0.5 * rng.normal() };
  });
  const column = (name: 'x' | 'x2' | 'y'): number[] => rows.map((row) => row[name]);
  const table = { x: column('x'), x2: column('x2'), y: column('y'), g: rows.map(({ g }) => g) };
  return glmm('y ~ x + x2 + (x + x2 | g)', tableFromColumns(table));
}

// "cannot be told: a coefficient in it does not vary" was said of correlations whose sds are all positive, and "is 0" of sds
// that are not, when the direction that has gone flat was theirs too.
test('kept: a correlation matrix that has lost a rank is said to, once', () => {
  const fit = laplace(rankOne());
  const sds = fit.population.estimates.filter((_, i) => fit.population.quantities[i].kind === 'sd');
  expect(Math.min(...sds)).toBeGreaterThan(0.1);
  expect(fit.singular.length).toBeGreaterThan(0);
  expect(singularities(fit)).toEqual([
    {
      kind: 'lostRank',
      text: 'the correlations of the 3 varying coefficients of g are at their limit: one of them is a combination of the others',
    },
  ]);
});

test('kept: an sd that goes with a flat direction is not called 0 unless it is', () => {
  const fit = laplace(dyestuff2());
  const alpha = fit.latent.alpha.map((a) => (a < -4 ? -1 : a));
  const estimates = fit.population.estimates.with(1, 0.172);
  const moved: LaplaceResult = {
    ...fit,
    latent: { ...fit.latent, alpha },
    population: { ...fit.population, estimates },
  };
  expect(singularities(moved)).toEqual([
    { kind: 'flat', text: 'the data hardly tell sd_Batch__Intercept: the likelihood is flat along it' },
  ]);
});

test('kept: an sd at 0 is 0, and so are its levels; the verdict names whose standard errors are missing', () => {
  const fit = laplace(dyestuff2());
  expect(fit.population.estimates[1]).toBe(0);
  expect(conditionalModes(fit).map(({ mode, conditionalSd }) => [mode, conditionalSd])).toEqual(
    Array.from({ length: 6 }, () => [0, 0]),
  );
  const { level, ok, text } = laplaceVerdict(fit, { kind: 'wald' });
  expect([level, ok]).toEqual(['caution', true]);
  expect(text).toContain(
    'Standard errors of sd_Batch__Intercept are not available; those of the others hold it',
  );
});

test('kept: an sd whose standard error is many times itself is named', () => {
  const { population, ...fit } = laplace(sleepstudy());
  expect(looseSds({ ...fit, population })).toEqual([]);
  const at = population.names.indexOf('sd_Subject__Days');
  const standardErrors = population.standardErrors.with(at, 128);
  expect(looseSds({ ...fit, population: { ...population, standardErrors } })).toEqual([
    'the data hardly tell sd_Subject__Days: its standard error, 1.3e+2, is 22 times the estimate',
  ]);
});

test('kept: separation is amber, on the page and in the verdict', () => {
  const x = Array.from({ length: 60 }, (_, i) => (i % 20) - 9.5);
  const table = tableFromColumns({ x, y: x.map((v) => (v > 0 ? 1 : 0)), g: x.map((_, i) => `g${i % 6}`) });
  const report = laplaceReport(laplace(glmm('y ~ x', table, { family: 'bernoulli' })));
  expect(report.verdict).toMatchObject({ level: 'caution', ok: true });
  expect(report.verdict.text).toContain('b_x runs off to infinity: the outcome is separated');
  expect(laplaceHtml(report)).toContain('class="verdict caution"><h2 id="verdict-title">! With caution</h2>');
  expect(laplaceHtml(laplaceReport(laplace(sleepstudy())))).toContain('class="verdict ok">');
});

test('kept: quadrature of what is exact already is called exact', () => {
  const fit = laplace(dyestuff2(), { quadrature: 5 });
  expect(laplaceText(laplaceReport(fit))).toContain('Maximum likelihood, exact for this family\n');
});

// 9 nodes were certified at -552.32 for toenail's (time | patientID), where 15 give -549.83.
describe('kept: a fit is held against more nodes', () => {
  /** Sds of 6: 80 levels with 6 outcomes each. */
  const rng = stream('kept', 'nodes');
  const level = Array.from({ length: 80 }, () => 6 * rng.normal());
  const g = Array.from({ length: 480 }, (_, i) => i % 80);
  const y = g.map((j) => (rng.uniform() < 1 / (1 + Math.exp(-level[j])) ? 1 : 0));
  const model = glmm('y ~ 1 + (1 | g)', tableFromColumns({ y, g: g.map((j) => `g${j}`) }), {
    family: 'bernoulli',
  });

  test('few of them are too few, and it is said by how much', () => {
    const fit = laplace(model, { quadrature: 3 });
    const check = checkNodes(fit);
    const finer = openTarget(model.program, 'exclude', { kind: 'quadrature', nodes: 7 }, fit.latent);
    const value = finer.logDensityAndGradient(fit.latent.alpha, new Float64Array(2));
    expect(check?.nodes).toBe(7);
    expect(check?.change).toBeCloseTo(value - fit.logLik, 10);
    const { level, text } = laplaceVerdict(fit, { kind: 'wald' });
    expect(level).toBe('caution');
    expect(text).toMatch(
      /But 3 nodes are too few: 7 nodes put the log likelihood .* standard errors away; compare with --quadrature 7\.$/,
    );
  });

  test('Laplace is told where it is far off, and not where it is near', () => {
    expect(verdictOf(model).text).toContain("But Laplace's method is far from exact here: 7 nodes");
    expect(verdictOf(cbpp()).level).toBe('ok');
    expect(verdictOf(cbpp(), { quadrature: 5 }).level).toBe('ok');
  });

  test('where every rule is exact there is nothing to check', () => {
    expect(checkNodes(laplace(dyestuff2(), { quadrature: 5 }))).toBeNull();
  });
});

test('kept: weights are shown wherever the model is described', () => {
  const rng = stream('kept', 'weights');
  const x = Array.from({ length: 30 }, () => rng.normal());
  const table = tableFromColumns({ x, y: x.map((v) => v + rng.normal()), w: x.map((_, i) => 1 + (i % 3)) });
  const model = glmm('y ~ x', table, { weights: 'w' });
  const report = laplaceReport(laplace(model));
  const line = 'gaussian (identity link), columns: 30 rows, weighted by w (sum 60)';
  expect(laplaceText(report)).toContain(line);
  expect(laplaceHtml(report)).toContain(line);
  expect(laplaceFile(report).data.weights).toEqual({ column: 'w', total: 60 });
  expect(explain(model)).toContain('30 rows, each weighted by w: its log likelihood times the weight');
  expect(laplaceText(laplaceReport(laplace(glmm('y ~ x', table))))).not.toContain('weighted');
});

// "Laplace is fine here", of a fit held against its own draws.
test('kept: comparing an approximation with itself says so', () => {
  const fit = laplace(sleepstudy(), { method: 'map' });
  const { verdict } = compare(laplaceDraws(fit), fit, { paretoK: false });
  expect([verdict.ok, verdict.trusted]).toEqual([false, false]);
  expect(verdict.text).toMatch(/^These draws are of an approximation themselves, Laplace's method: /);
  expect(verdict.text).not.toContain('fine');
});
