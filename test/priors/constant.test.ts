import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { parameterEstimates } from '../../models/likelihood/waldIntervals.ts';
import { drawParameters } from '../../models/simulate/prior.ts';
import { priorLayout } from '../../models/simulate/priorLayout.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { verdictOf } from '../../src/report/fitVerdict.ts';
import { laplaceReport } from '../../src/report/laplaceReport.ts';
import { laplaceText } from '../../src/report/laplaceText.ts';
import { summaryText } from '../../src/report/summaryText.ts';
import { sample } from '../../src/run/sample.ts';

const rng = stream('constant');
const rows = Array.from({ length: 60 }, (_, i) => i);
const x = rows.map(() => rng.normal());
const z = rows.map(() => 3 + rng.normal());
const g = rows.map((i) => `g${i % 6}`);
const effects = rows.map(() => rng.normal());
const y = rows.map((i) => 1 + 0.5 * x[i] + 0.4 * z[i] + 0.6 * effects[i % 6] + rng.normal());
const table = tableFromColumns({ y, x, z, g, known: z.map((v) => 0.5 * v) });
const priors = {
  b: 'normal(0, 2)',
  Intercept: 'normal(0, 5)',
  sd: 'half_normal(1)',
  sigma: 'exponential(1)',
};

test('a coefficient that is constant is an offset: the same fit, and the same density at every point', () => {
  const fixed = glmm('y ~ x + z + (1 | g)', table, { priors: { ...priors, b_z: 'constant(0.5)' } });
  const offset = glmm('y ~ x + offset(known) + (1 | g)', table, { priors });
  const [one, other] = [laplace(fixed), laplace(offset)];
  expect(one.logLik).toBeCloseTo(other.logLik, 9);
  expect(one.df).toBe(other.df);
  expect(fixed.program.alpha.length).toBe(offset.program.alpha.length);
  // the prior of the intercept is at the predictors' means, where the offset is not 0: a flat one is not moved
  const flat = { ...priors, Intercept: 'flat()' };
  const densities = [
    glmm('y ~ x + z + (1 | g)', table, { priors: { ...flat, b_z: 'constant(0.5)' } }),
    glmm('y ~ x + offset(known) + (1 | g)', table, { priors: flat }),
  ].map(({ program }) => compileLogDensity(program));
  const theta = Float64Array.from({ length: densities[0].dimension }, (_, i) => 0.1 * (i - 3));
  const at = ({ logDensityAndGradient }: (typeof densities)[0], point: Float64Array): number =>
    logDensityAndGradient(point, new Float64Array(point.length));
  const [a, b] = [at(densities[0], theta), at(densities[1], theta)];
  expect(a).toBeCloseTo(b, 8);
});

test('sds, residual sds and correlations may be constant too, and are reported so', async () => {
  const model = glmm(
    'y ~ x + z + cs(0 + g2 | g)',
    { ...tableFromColumns({ y, x, z, g, g2: rows.map((i) => `t${i % 3}`) }) },
    {
      priors: { b_z: 'constant(0.5)', sd: 'constant(0.6)', cor: 'constant(0.3)', sigma: 'constant(1)' },
    },
  );
  expect(model.program.alpha).toHaveLength(2);
  const fit = await sample(model, { warmup: 20, draws: 50, chains: 2, workers: 0, seed: 1 });
  const value = (name: string): Set<number> =>
    new Set(
      fit.draws.values.flatMap((chain) => {
        const q = fit.draws.names.indexOf(name);
        return [...chain.subarray(q * fit.draws.draws, (q + 1) * fit.draws.draws)];
      }),
    );
  expect(value('b_z')).toEqual(new Set([0.5]));
  expect(value('sigma')).toEqual(new Set([1]));
  expect(value('sd_g__g2t1')).toEqual(new Set([0.6]));
  expect(value('cor_g__cs(g2)')).toEqual(new Set([0.3]));
  const file = fitFile(fit);
  expect(verdictOf(file).found.map(({ kind }) => kind)).not.toContain('cannotTell');
  expect(summaryText(file)).toMatch(/b_z +0\.5 +fixed +- +- +- +- +- +-\n/);
  const report = laplaceReport(laplace(model));
  expect(laplaceText(report)).toMatch(/sigma +1 +fixed +- +-\n/);
  expect(parameterEstimates(laplace(model)).find(({ name }) => name === 'b_z')).toMatchObject({
    estimate: 0.5,
    se: 0,
    z: Number.NaN,
  });
  const drawn = drawParameters(stream('1'), priorLayout(model));
  expect(drawn[fit.draws.names.indexOf('cor_g__cs(g2)')]).toBeCloseTo(0.3, 12);
});

test.each([
  [{ sd: 'constant(-1)' }, 'prior: sd needs a prior on positive values, got constant(-1)'],
  [{ sigma: 'constant(0)' }, 'prior: sigma needs a prior on positive values, got constant(0)'],
  [
    { sd: 'truncated(normal(0, 1))' },
    'prior: truncated(prior, lower, upper) was wanted, as truncated(normal(0, 5), 0, Inf), got',
  ],
  [{ cor: 'constant(0.2)' }, 'prior: the model has no parameter or class "cor"'],
  [
    { b: 'constant(1)', Intercept: 'constant(1)', sd: 'constant(1)', sigma: 'constant(1)' },
    'prior: b_Intercept, b_x, sd_g__Intercept, sigma are all constant; there is nothing to estimate',
  ],
])('%j is refused', (wrong, message) => {
  expect(() => glmm('y ~ x + (1 | g)', table, { priors: wrong })).toThrow(message);
});
