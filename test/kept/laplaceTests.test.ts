import { describe, expect, test } from 'vitest';
import { glmm, type Model } from '../../models/glmm.ts';
import { bootstrap, bootstrapRatio } from '../../models/likelihood/bootstrap.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { likelihoodRatio } from '../../models/likelihood/likelihoodRatio.ts';
import { oneWayLevels } from '../../models/likelihood/oneWay.ts';
import { describeSingular } from '../../models/likelihood/singular.ts';
import { constant, halfNormal, normal, uniform } from '../../models/priors/constructors.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { poisson } from '../../src/engine/rng/poisson.ts';
import { stream } from '../../src/engine/rng.ts';
import { type Family, expression as ops } from '../../src/index.ts';
import { laplaceVerdict } from '../../src/report/laplaceVerdict.ts';
import { cbpp, modelOf, penicillin } from '../laplace/inferenceData.ts';
import { smallModel, smallTable } from '../laplace/models.ts';

describe('kept: the likelihood ratio where nothing is gained', () => {
  // an sd at 0 gained +-1e-10, and p was 0.5 or 1 by its sign; bootstrapRatio compared such gains with each other
  test('an sd at 0: 0, p = 1, by the mixture and by simulation', () => {
    const [none, batches] = ['1', '1 + (1 | Batch)'].map((terms) =>
      laplace(modelOf('Dyestuff2', `Yield ~ ${terms}`)),
    );
    for (const gain of [1e-10, -1e-10]) {
      const near = { ...batches, logLik: none.logLik + gain };
      expect(likelihoodRatio(none, near)).toMatchObject({ statistic: 0, p: 1, warnings: [] });
    }
    const { p, statistics, failed } = bootstrapRatio(none, batches, { replicates: 20 });
    expect([p, failed]).toEqual([1, 0]);
    expect([...statistics].every((s) => s === 0 || s > 1e-6)).toBe(true);
  });

  // the chi-square with 0 df gave p = 0
  test('a factor with another reference level is the same model: p = 1', () => {
    const formula = 'cbind(incidence, size - incidence) ~ period + (1 | herd)';
    const options = { family: 'binomial', factors: { period: ['3', '1', '2', '4'] } };
    const [a, b] = [laplace(cbpp()), laplace(modelOf('cbpp', formula, options))];
    for (const gain of [1e-9, -1e-9]) {
      const near = { ...b, logLik: a.logLik + gain };
      expect(likelihoodRatio(a, near)).toMatchObject({ df: 0, statistic: 0, p: 1, warnings: [] });
    }
    const { p, warnings } = likelihoodRatio(a, { ...b, logLik: a.logLik + 1 });
    expect(p).toBe(1);
    expect(warnings.join()).toContain('the models are one, and their likelihoods differ by 1.00');
  });
});

describe('kept: what a likelihood ratio compares', () => {
  // both had to have the same nodes, and a model without groups can have none
  test('a model without groups against one by quadrature; any nodes where rows are gaussian', () => {
    const none = laplace(smallModel('binary ~ x', { family: 'bernoulli' }));
    const classes = laplace(smallModel('binary ~ x + (1 | class)', { family: 'bernoulli' }), {
      quadrature: 9,
    });
    expect(likelihoodRatio(none, classes).df).toBe(1);
    const normalRows = laplace(smallModel('real ~ x + (1 | class)'), { quadrature: 5 });
    expect(likelihoodRatio(normalRows, laplace(smallModel('real ~ x + x2 + (1 | class)'))).df).toBe(1);
  });

  // the same weights in another order passed for the same
  test('weights row by row', () => {
    const table = smallTable();
    const w = table.columns.get('w');
    if (w?.kind !== 'number') throw new Error('w holds numbers');
    const turned = { ...w, values: w.values.slice().reverse() };
    const columns = new Map(table.columns).set('turned', turned);
    const fitOf = (formula: string, weights: string) =>
      laplace(glmm(formula, { ...table, columns }, { weights, family: 'poisson' }));
    const [small, large] = [
      'count ~ offset(o) + (1 | class)',
      'count ~ x + offset(o) + (1 | class) + (1 | rater)',
    ];
    expect(likelihoodRatio(fitOf(small, 'w'), fitOf(large, 'w')).df).toBe(2);
    expect(() => likelihoodRatio(fitOf(small, 'w'), fitOf(large, 'turned'))).toThrow(
      'the case weights differ',
    );
  });

  test('weights of rows that nothing but an offset tells apart', () => {
    const rng = stream('kept', 'weights');
    const n = 60;
    const columns = {
      y: Array.from({ length: n }, () => poisson(rng, 2)),
      o: Array.from({ length: n }, () => rng.normal() / 5),
      w: Array.from({ length: n }, () => 0.5 + rng.uniform()),
      x: Array.from({ length: n }, (_, i) => i % 3),
      g: Array.from({ length: n }, (_, i) => `g${i % 6}`),
    };
    const [small, large] = ['1', 'x'].map((terms) =>
      laplace(
        glmm(`y ~ ${terms} + offset(o) + (1 | g)`, tableFromColumns(columns), {
          family: 'poisson',
          weights: 'w',
        }),
      ),
    );
    expect(likelihoodRatio(small, large).df).toBe(1);
  });

  // families were told apart by their names
  test('two families of one name', () => {
    const student = (df: number): Family => ({
      name: 'student',
      response: 'real',
      parameters: [{ name: 'scale', support: { kind: 'positive' } }],
      links: {
        identity: ({ y, eta }, { scale }) =>
          ops.sub(
            ops.mul(-(df + 1) / 2, ops.log1p(ops.div(ops.square(ops.div(ops.sub(y, eta), scale)), df))),
            ops.log(scale),
          ),
      },
      defaultLink: 'identity',
      notation: 't(mu_ij, scale)',
    });
    const fitOf = (terms: string, df: number) =>
      laplace(smallModel(`real ~ ${terms} + (1 | class)`, { family: student(df) }));
    expect(likelihoodRatio(fitOf('1', 4), fitOf('x', 4)).df).toBe(1);
    expect(() => likelihoodRatio(fitOf('1', 4), fitOf('x', 9))).toThrow('two families have the name student');
  });

  // passed for one model with two likelihoods, p = 1
  test('levels that vary together, or share rows, in another way', () => {
    const names = ['a', 'b', 'c', 'd'];
    const g = Array.from({ length: 24 }, (_, i) => names[i % 4]);
    const h = g.map((_, i) => names[(i + Math.floor(i / 4)) % 4]);
    const w = g.map((_, i) => 1 + (i % 3));
    const rng = stream('levels together', 1);
    const y = g.map((level) => names.indexOf(level) + rng.normal());
    const table = tableFromColumns({ y, g, h, w, v: w.map(() => 1) });
    const covariance = (off: number) => ({
      A: { names, values: names.map((a) => names.map((b) => (a === b ? 1 : off))) },
    });
    const known = (off: number) =>
      laplace(glmm('y ~ 1 + (1 | gr(g, cov = A))', table, { cov: covariance(off) }));
    for (const other of [known(0.6), laplace(glmm('y ~ 1 + (1 | g)', table))])
      expect(() => likelihoodRatio(known(0.2), other)).toThrow('not nested, the known covariances');
    expect(likelihoodRatio(known(0.2), known(0.2))).toMatchObject({ df: 0, p: 1, warnings: [] });
    const [equal, unequal] = ['v, v', 'w, v'].map((weights) =>
      laplace(glmm(`y ~ 1 + (1 | mm(g, h, weights = cbind(${weights})))`, table)),
    );
    expect(() => likelihoodRatio(equal, unequal)).toThrow('not nested, the weights of mmgh differ');
  });

  // two models with other constants were one with two likelihoods
  test('what is constant', () => {
    const fitOf = (terms: string, priors = {}) => laplace(smallModel(`real ~ ${terms}`, { priors }));
    const at = (value: number) => fitOf('x + x2', { b_x2: constant(value) });
    expect(likelihoodRatio(at(0.3), fitOf('x + x2'))).toMatchObject({
      df: 1,
      reference: 'chi-square with 1 df',
    });
    expect(likelihoodRatio(fitOf('x'), at(0))).toMatchObject({ df: 0, statistic: 0 });
    expect(() => likelihoodRatio(fitOf('x'), at(0.3))).toThrow(
      'b_x2 cannot be 0 in the larger model: it lies at 0.3',
    );
    expect(() => likelihoodRatio(at(0.1), at(0.3))).toThrow(
      'b_x2 lies at 0.1 in one model and at 0.3 in the other',
    );
  });

  // its range was from 1 to 0, and 0 not in it
  test('a field beside none', () => {
    const columns = { y: [1, 3, 2, 5, 4, 6, 2, 3], t: [1, 1, 2, 2, 3, 3, 4, 4], f: new Array(8).fill('all') };
    const [none, field] = ['y ~ 1', 'y ~ 1 + exp(t | f)'].map((formula) =>
      laplace(glmm(formula, tableFromColumns(columns))),
    );
    expect(likelihoodRatio(none, field).df).toBe(2);
  });

  test('bounds of priors', () => {
    const fitOf = (terms: string, priors = {}) =>
      laplace(smallModel(`real ~ ${terms} + (1 | class)`, { priors }));
    expect(() => likelihoodRatio(fitOf('x', { b_x: halfNormal(2) }), fitOf('x + x2'))).toThrow(
      'b_x lies between 0 and Infinity in one model and between -Infinity and Infinity in the other',
    );
    expect(() => likelihoodRatio(fitOf('1'), fitOf('x', { b: uniform(1, 2) }))).toThrow(
      'not nested, b_x cannot be 0 in the larger model: it lies between 1 and 2',
    );
    expect(() => likelihoodRatio(laplace(smallModel('real ~ x')), fitOf('x', { sd: uniform(1, 2) }))).toThrow(
      'not nested, sd_class__Intercept cannot be 0',
    );
    const edge = likelihoodRatio(fitOf('1'), fitOf('x', { b: halfNormal(2) }));
    expect(edge.reference).toMatch(/^equal mixture of chi-square with 0 and 1 df, since a parameter is at/);
    expect(likelihoodRatio(fitOf('1'), fitOf('x', { b: normal(0, 1) })).reference).toBe(
      'chi-square with 1 df',
    );
  });
});

// an effect that its prior keeps from being negative was said to run off to infinity
describe('kept: parameters at a bound of their prior', () => {
  const words = (formula: string, priors: Parameters<typeof smallModel>[1]): string =>
    describeSingular(laplace(smallModel(formula, priors))).join('; ');

  test.each([
    ['real ~ x + x2', { priors: { b_x2: halfNormal(1) } }, 'b_x2 is 0, where its prior ends'],
    ['real ~ x', { priors: { b_x: uniform(-0.1, 0.1) } }, 'b_x is 0.1, where its prior ends'],
    [
      'real ~ x + (1 | class)',
      { priors: { sd: uniform(0, 0.2) } },
      'sd_class__Intercept is 0.2, where its prior ends',
    ],
    [
      'real ~ x + (1 | class)',
      { priors: { sd: uniform(3, 9) } },
      'sd_class__Intercept is 3, where its prior ends',
    ],
    ['real ~ x', { priors: { sigma: uniform(0, 0.3) } }, 'sigma is at the upper end of its range, 0.3'],
    [
      'real ~ x',
      { priors: { Intercept: uniform(-3, -2) } },
      "b_Intercept is where its prior ends (-2 at the predictors' means)",
    ],
  ])('%s, %j', (formula, options, expected) => {
    expect(words(formula, options)).toContain(expected);
  });
});

describe('kept: bootstraps', () => {
  test('a number is a seed', () => {
    const fit = laplace(cbpp());
    const [a, b] = [7, '7'].map((seed) => bootstrap(fit, { replicates: 20, seed }));
    expect(a).toEqual(b);
  });

  // se was -0 and p was 1
  test('of fits that never converge tell nothing', () => {
    const none = laplace(smallModel('real ~ 1'));
    const large = laplace(smallModel('real ~ x'));
    const { intervals, failed } = bootstrap(nowhere(large), { replicates: 20 });
    expect(failed).toBe(20);
    for (const { se, lower, upper } of intervals)
      expect([se, lower, upper]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const ratio = bootstrapRatio(none, nowhere(large), { replicates: 20 });
    expect([ratio.failed, ratio.p]).toEqual([20, Number.NaN]);
  });
});

/** Rows whose offset is no number. */
function withoutDensity({ program, ...model }: Model): Model {
  const offset = new Float64Array(program.rows.count).fill(Number.NaN);
  return { ...model, program: { ...program, rows: { ...program.rows, offset } } };
}

function nowhere(fit: ReturnType<typeof laplace>): ReturnType<typeof laplace> {
  return { ...fit, model: withoutDensity(fit.model) };
}

describe('kept: what the verdict advises', () => {
  const rng = stream('kept', 'verdict');
  const g = Array.from({ length: 120 }, (_, i) => `g${i % 15}`);
  const h = Array.from({ length: 120 }, (_, i) => `h${i % 7}`);
  // 11 of 15 levels all one way
  const y = g.map((_, i) => (i % 15 < 4 ? i % 2 : i % 15 < 8 ? 1 : 0));
  const table = tableFromColumns({ y, g, h });
  const about = (model: Model, options = {}): string =>
    laplaceVerdict(laplace(model, options), { kind: 'wald' }).warnings.join();

  test('quadrature where it can be had, more nodes where it was, sampling where it cannot', () => {
    const one = glmm('y ~ 1 + (1 | g)', table, { family: 'bernoulli' });
    const two = glmm('y ~ 1 + (1 | g) + (1 | h)', table, { family: 'bernoulli' });
    expect(about(one)).toMatch(
      /^Laplace's method is far from exact here: 7 nodes .*; compare with --quadrature 7/,
    );
    expect(about(one, { quadrature: 5 })).toMatch(/^5 nodes are too few: 11 nodes .* --quadrature 11/);
    expect(about(one, { quadrature: 41 })).not.toContain('nodes');
    expect(about(two)).toContain('11 of 15 levels of g have outcomes all one way, where Laplace');
    expect(about(two)).toContain('sample instead');
  });

  // "most levels have outcomes all one way" went by the size of the sd: of intercepts at year 0, it is large for other reasons
  test('of levels all one way it speaks where most are, counted', () => {
    const mixed = glmm(
      'count ~ 1 + (1 | g)',
      tableFromColumns({ g, count: g.map(() => poisson(rng, 400)) }),
      {
        family: 'poisson',
      },
    );
    expect(oneWayLevels(mixed)).toEqual([{ group: 'g', oneWay: 0, levels: 15 }]);
    const trials = y.map(() => 3);
    const some = glmm(
      'y | trials(n) ~ 1 + (1 | g)',
      tableFromColumns({ g, y: y.map((v) => 3 * v), n: trials }),
      {
        family: 'binomial',
      },
    );
    expect(oneWayLevels(some)).toEqual([{ group: 'g', oneWay: 11, levels: 15 }]);
  });

  test('not method map to one who has it', () => {
    const fit = laplace(penicillin(), { method: 'map' });
    const lost = { ...fit, certificate: { ...fit.certificate, converged: false } };
    expect(laplaceVerdict(lost, { kind: 'wald' }).text).toMatch(/coefficients, or narrower priors\.$/);
  });
});
