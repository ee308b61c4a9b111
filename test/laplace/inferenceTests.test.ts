import { describe, expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { bootstrap, bootstrapRatio } from '../../models/likelihood/bootstrap.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { likelihoodRatio } from '../../models/likelihood/likelihoodRatio.ts';
import { outcomeSimulator, withOutcome } from '../../models/likelihood/simulateFit.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { chiSquareUpper } from '../../src/engine/elementary/distributions.ts';
import { stream } from '../../src/engine/rng.ts';
import { cbpp, modelOf, sleepstudy } from './inferenceData.ts';
import { heavyTails, smallModel, smallTable } from './models.ts';

const intercepts = () => modelOf('sleepstudy', 'Reaction ~ Days + (1 | Subject)');

describe('likelihoodRatio', () => {
  test("sleepstudy, slopes against none: lme4's anova, and the mixture of Stram and Lee", () => {
    const ratio = likelihoodRatio(laplace(intercepts()), laplace(sleepstudy()));
    // anova(fm2, fm1) of lme4's help pages: Chisq 42.139, Df 2, Pr(>Chisq) 7.072e-10
    expect(ratio.statistic).toBeCloseTo(42.139, 3);
    expect(ratio.df).toBe(2);
    expect(ratio.chiSquareP).toBeCloseTo(7.072e-10, 13);
    expect(ratio.p).toBe((chiSquareUpper(ratio.statistic, 1) + chiSquareUpper(ratio.statistic, 2)) / 2);
    expect(ratio.reference).toMatch(/^equal mixture of chi-square with 1 and 2 df/);
    expect(ratio.warnings).toEqual([]);
  });

  test('two models that are one: 0, p = 1', () => {
    for (const model of [sleepstudy, cbpp]) {
      const fit = laplace(model());
      expect(likelihoodRatio(fit, laplace(model()))).toMatchObject({
        statistic: 0,
        df: 0,
        p: 1,
        warnings: [],
      });
    }
  });

  test('a factor against none, in another order of the terms: chi-square', () => {
    const small = laplace(
      modelOf('cbpp', 'cbind(incidence, size - incidence) ~ 1 + (1 | herd)', { family: 'binomial' }),
    );
    const { statistic, df, p, reference } = likelihoodRatio(small, laplace(cbpp()));
    expect(statistic).toBeCloseTo(2 * (laplace(cbpp()).logLik - small.logLik), 10);
    expect([df, reference]).toEqual([3, 'chi-square with 3 df']);
    expect(p).toBe(chiSquareUpper(statistic, 3));
  });

  test('nested by span: a sum of two columns against both', () => {
    const table = smallTable();
    const [x, x2] = ['x', 'x2'].map((name) => table.columns.get(name));
    if (x?.kind !== 'number' || x2?.kind !== 'number') throw new Error('numbers');
    const columns = new Map(table.columns).set('both', {
      ...x,
      values: x.values.map((v, i) => v + x2.values[i]),
    });
    const [sum, apart] = ['both', 'x + x2'].map((terms) =>
      laplace(glmm(`count ~ ${terms} + (1 | class)`, { ...table, columns }, { family: 'poisson' })),
    );
    expect(likelihoodRatio(sum, apart)).toMatchObject({ df: 1, reference: 'chi-square with 1 df' });
    const other = laplace(smallModel('count ~ x + (1 | class)', { family: 'poisson' }));
    expect(() => likelihoodRatio(sum, other)).toThrow(
      'likelihood ratio: not nested, b_both is no combination',
    );
  });

  test('two new sds: the chi-square, said to be conservative', () => {
    const [none, two] = ['x', 'x + (1 | class) + (1 | rater)'].map((terms) =>
      laplace(smallModel(`real ~ ${terms}`)),
    );
    const { p, chiSquareP, reference } = likelihoodRatio(none, two);
    expect(p).toBe(chiSquareP);
    expect(reference).toMatch(/^chi-square with 2 df; conservative, since 2 sds are at the edge/);
  });

  test.each([
    [
      'the larger first',
      () => likelihoodRatio(laplace(sleepstudy()), laplace(intercepts())),
      'more parameters (6) than the second (4); swap them',
    ],
    [
      'REML',
      () => likelihoodRatio(laplace(intercepts(), { method: 'reml' }), laplace(sleepstudy())),
      'wanted fits by maximum likelihood, got reml',
    ],
    ['fast', () => likelihoodRatio(laplace(cbpp(), { fast: true }), laplace(cbpp())), 'got a fast fit'],
    [
      'other nodes',
      () => likelihoodRatio(laplace(cbpp()), laplace(cbpp(), { quadrature: 5 })),
      'the fits have 1 and 5 quadrature nodes',
    ],
    [
      'other outcomes',
      () =>
        likelihoodRatio(
          laplace(smallModel('x ~ 1 + (1 | class)')),
          laplace(smallModel('real ~ x + (1 | class)')),
        ),
      'the outcomes differ, x and real',
    ],
    [
      'other families',
      () =>
        likelihoodRatio(
          laplace(smallModel('count ~ 1', { family: 'poisson' })),
          laplace(smallModel('count ~ x + (1 | class)')),
        ),
      'the families differ, poisson (log) and gaussian (identity)',
    ],
    [
      'other groups',
      () =>
        likelihoodRatio(
          laplace(smallModel('real ~ x + (1 | class)')),
          laplace(smallModel('real ~ x + x2 + (1 | rater)')),
        ),
      'not nested, the larger model has no sd_class__Intercept',
    ],
    [
      'other weights',
      () =>
        likelihoodRatio(
          laplace(smallModel('real ~ x')),
          laplace(smallModel('real ~ x + x2', { weights: 'w' })),
        ),
      'the case weights differ',
    ],
    [
      'other offsets',
      () =>
        likelihoodRatio(laplace(smallModel('real ~ x + offset(o)')), laplace(smallModel('real ~ x + x2'))),
      'the offsets differ',
    ],
  ])('%s are refused', (_, run, message) => {
    expect(run).toThrow(message);
  });

  test('other rows are refused', () => {
    const full = { y: [1, 2, 4, 3, 5, 7, 6, 8], x: [1, 2, 3, 4, 5, 6, 7, 9] };
    const holed = tableFromColumns({ ...full, z: [1, Number.NaN, 0, 1, 0, 0, 1, 0] });
    const [small, large] = ['y ~ x', 'y ~ x + z'].map((formula) => laplace(glmm(formula, holed)));
    expect(() => likelihoodRatio(small, large)).toThrow('the fits use different rows (8 and 7)');
  });
});

describe('bootstrap', () => {
  test('is a function of the seed, and replicate r of r alone', () => {
    const fit = laplace(cbpp());
    const [a, b, longer, other] = [
      { replicates: 20 },
      { replicates: 20 },
      { replicates: 25 },
      { replicates: 20, seed: '2' },
    ].map((options) => bootstrap(fit, options));
    expect(b).toEqual(a);
    expect(longer.estimates.slice(0, 20)).toEqual(a.estimates);
    expect(other.estimates[0]).not.toEqual(a.estimates[0]);
  });

  test('rows in another order change nothing', () => {
    const table = smallTable();
    const order = Array.from({ length: table.rows }, (_, i) => (i * 7 + 3) % table.rows);
    const columns = new Map(
      [...table.columns].map(([name, column]) => [
        name,
        column.kind === 'factor'
          ? { ...column, codes: column.codes.map((_, i) => column.codes[order[i]]) }
          : { ...column, values: column.values.map((_, i) => column.values[order[i]]) },
      ]),
    ) as typeof table.columns;
    const [a, b] = [table, { ...table, columns }].map((t) =>
      bootstrap(laplace(glmm('count ~ x + (1 | class)', t, { family: 'poisson' })), { replicates: 20 }),
    );
    expect(b.intervals).toEqual(a.intervals);
  });

  test('simulated outcomes have the moments that the fit says', () => {
    const result = laplace(sleepstudy());
    const simulate = outcomeSimulator(result);
    const draws = Array.from({ length: 4000 }, (_, r) => simulate(stream('moments', r)));
    const [b0, b1, s0, s1, cor, sigma] = result.population.estimates;
    const { order, design } = result.model;
    const days = design.groups[0].columns[1];
    for (const i of [0, 4, 9, 100]) {
      const day = days[order[i]];
      const mean = draws.reduce((s, y) => s + y[i], 0) / draws.length;
      const variance = draws.reduce((s, y) => s + (y[i] - mean) ** 2, 0) / draws.length;
      const expected = s0 * s0 + 2 * cor * s0 * s1 * day + s1 * s1 * day * day + sigma * sigma;
      // 4.5 standard errors of a mean and of a normal's variance
      expect(Math.abs(mean - b0 - b1 * day)).toBeLessThan(4.5 * Math.sqrt(expected / 4000));
      expect(Math.abs(variance / expected - 1)).toBeLessThan(4.5 * Math.sqrt(2 / 4000));
    }
  });

  test('standard errors are near those of the curvature', () => {
    const fit = laplace(sleepstudy());
    const { intervals, failed, singular } = bootstrap(fit, { replicates: 200 });
    expect(failed).toBe(0);
    expect(singular).toBeGreaterThan(0); // a correlation of 18 subjects is at 1 now and then
    intervals.slice(0, 2).forEach(({ se, lower, upper }, i) => {
      // 200 replicates know an sd to 5 %
      expect(Math.abs(se / fit.population.standardErrors[i] - 1)).toBeLessThan(0.2);
      expect(lower).toBeLessThan(fit.population.estimates[i]);
      expect(upper).toBeGreaterThan(fit.population.estimates[i]);
    });
  });

  test('bootstrapRatio: the same outcome reaches both models, whatever their orders of rows', () => {
    const [small, large] = ['count ~ 1 + (1 | class)', 'count ~ x + (1 | class) + (1 | rater)'].map(
      (formula) => laplace(smallModel(formula, { family: 'poisson' })),
    );
    const there = large.model.order;
    const y = outcomeSimulator(small)(stream('order'));
    const back = new Float64Array(y.length);
    small.model.order.forEach((row, p) => {
      back[row] = y[p];
    });
    const moved = Float64Array.from(there, (row) => back[row]);
    const { design } = large.model;
    // the design's own outcome comes out in the program's order
    if (design.response.kind !== 'values') throw new Error('values');
    const { values } = design.response;
    expect(Array.from(there, (row) => values[row])).toEqual([...large.model.program.rows.y]);
    expect(moved.reduce((s, v) => s + v, 0)).toBe(y.reduce((s, v) => s + v, 0));
    const other = withOutcome(large.model, moved);
    expect(other.program.rows.y).toEqual(moved);
    expect(other.outcome.y).toEqual(back);
    const { statistics, p, failed, asymptotic } = bootstrapRatio(small, large, { replicates: 40 });
    expect(failed).toBe(0);
    // nested fits of the same data: never below zero, seldom large
    expect(statistics).toHaveLength(40);
    expect(statistics.filter((s) => s > 12).length).toBeLessThan(3);
    expect(p * 41).toBeCloseTo(1 + statistics.filter((s) => s >= asymptotic.statistic).length, 10);
  });

  test.each([
    [{ replicates: 5 }, 'bootstrap: replicates must be a whole number from 20 to 1000000, got 5'],
    [{ level: 95 }, 'laplace: level must lie between 0 and 1, got 95; did you mean 0.95?'],
  ])('%j is refused', (options, message) => {
    expect(() => bootstrap(laplace(cbpp()), options)).toThrow(message);
  });

  test('case weights and families of which only the density is known are refused', () => {
    const weighted = laplace(smallModel('real ~ x', { weights: 'w' }));
    expect(() => bootstrap(weighted)).toThrow('bootstrap: a model with case weights');
    const custom = laplace(smallModel('real ~ x', { family: heavyTails }));
    expect(() => bootstrap(custom)).toThrow('simulate: family student4 does not say');
  });
});
