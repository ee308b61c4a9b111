import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contrastWeights } from '../../models/effects/contrastWeights.ts';
import { contrasts, marginalMeans } from '../../models/effects/means.ts';
import { slopes } from '../../models/effects/slopes.ts';
import type { Effects } from '../../models/effects/types.ts';
import { type GlmmOptions, glmm } from '../../models/glmm.ts';
import { drawsOf } from '../../models/posterior/draws.ts';
import type { Posterior } from '../../models/predict/index.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';

interface Told {
  readonly values: number | number[];
}
interface Reference {
  readonly data: Record<string, (number | string)[]>;
  readonly lmm: Record<string, number>;
  readonly glmm: Record<string, number>;
  readonly linear: Record<string, Told>;
  readonly binary: Record<string, Told>;
  readonly contrPoly: Record<'k3' | 'k4' | 'scores', number[][]>;
}
// emmeans 1.8.4.1 on lme4's estimates; effects.R beside it is the recipe
const reference: Reference = JSON.parse(
  readFileSync(new URL('../reference/effects.json', import.meta.url), 'utf8'),
);

/** R's estimates as a posterior of one draw. */
function oneDraw(
  formula: string,
  estimates: Readonly<Record<string, number>>,
  options: GlmmOptions = {},
): Posterior {
  const model = glmm(formula, tableFromColumns(reference.data), options);
  const quantities = quantitiesOf(model.program);
  const draws = drawsOf(quantities, 1, [new Float64Array(quantities.length).fill(1)]);
  draws.names.forEach((name, q) => {
    const own = name === 'b_Intercept' ? '(Intercept)' : name.slice(2);
    const value = estimates[own] ?? estimates[own.replaceAll(' ', '')];
    if (name.startsWith('b_') && value === undefined) throw new Error(`no estimate of ${name}`);
    if (name.startsWith('b_')) draws.values[0][q] = value;
    if (name.startsWith('r_')) draws.values[0][q] = 0.3;
  });
  return { model, draws };
}

const linear = oneDraw('y ~ x * f + h + f:h + poly(z, 2) + (1 | g)', {
  ...reference.lmm,
  'poly(z, 2)1': reference.lmm['poly(z, 2)1'],
});
const binary = oneDraw('b ~ x * f + h + log(z) + (1 | g)', reference.glmm, { family: 'bernoulli' });

const means = ({ rows }: Effects): number[] => rows.map(({ mean }) => mean);
const close = ({ values }: Told, digits = 9): unknown[] =>
  [values].flat().map((value) => expect.closeTo(value, digits));
const typical = { groups: 'typical' } as const;

describe('of a linear model, as emmeans has them', () => {
  const { linear: told } = reference;

  test('means over a grid, equal and proportional weights, by and at', () => {
    const of = (options: object) => means(marginalMeans(linear, { of: 'f', ...typical, ...options }));
    expect(of({})).toEqual(close(told.f));
    expect(of({ weights: 'proportional' })).toEqual(close(told.f_proportional));
    expect(of({ by: 'h' })).toEqual(close(told.f_by_h));
    expect(of({ of: ['x', 'f'], at: { x: [1, 3] } })).toEqual(close(told.f_at));
    expect(of({ at: { x: [1, 3] } })).toEqual(close(told.f_at));
    expect(of({ of: 'h', at: { f: 'u' } })).toEqual(close(told.h_u));
  });

  test('contrasts: pairwise, treatment, consecutive, of your own, polynomial', () => {
    const of = (options: object) => contrasts(linear, { of: 'f', ...typical, ...options });
    expect(means(of({}))).toEqual(close(told.pairwise));
    expect(of({}).rows.map(({ name }) => name)).toEqual(['u - v', 'u - w', 'v - w']);
    expect(means(of({ contrasts: 'treatment', reference: 'v' }))).toEqual(close(told.treatment));
    expect(means(of({ contrasts: 'consecutive' }))).toEqual(close(told.consecutive));
    expect(means(of({ contrasts: { one: [-0.5, -0.5, 1] } }))).toEqual(close(told.own));
    // emmeans has whole numbers, (-1, 0, 1) and (1, -2, 1)
    const [first, second] = means(of({ contrasts: 'polynomial' }));
    expect([first * Math.SQRT2, second * Math.sqrt(6)]).toEqual(close(told.polynomial));
  });

  test('slopes by level are its trends, whatever is averaged over', () => {
    // 1e-7: a difference over a step of 1e-4 of the range
    for (const options of [{ over: 'grid' }, { over: 'rows' }, { over: 'grid', scale: 'link' }] as const)
      expect(means(slopes(linear, { variable: 'x', by: 'f', ...typical, ...options }))).toEqual(
        close(told.trend, 7),
      );
  });
});

describe('of chances, as emmeans has them', () => {
  const { binary: told } = reference;

  test('means and differences averaged as chances, and on the link scale', () => {
    expect(means(marginalMeans(binary, { of: 'f', ...typical }))).toEqual(close(told.f_mean));
    expect(means(marginalMeans(binary, { of: 'f', ...typical, scale: 'link' }))).toEqual(close(told.f_link));
    expect(means(contrasts(binary, { of: 'f', ...typical }))).toEqual(close(told.difference));
  });

  test('ratios on the link scale are odds ratios; of means, those of the averages', () => {
    const odds = contrasts(binary, { of: 'f', ...typical, scale: 'link', measure: 'ratio' });
    expect(means(odds)).toEqual(close(told.odds));
    expect(odds.measure).toBe('odds ratio');
    expect(odds.rows[0].name).toBe('u / v');
    const [u, v] = [told.f_mean.values].flat();
    expect(contrasts(binary, { of: 'f', ...typical, measure: 'ratio' }).rows[0].mean).toBeCloseTo(u / v, 10);
    expect(contrasts(binary, { of: 'f', ...typical, measure: 'odds ratio' }).rows[0].mean).toBeCloseTo(
      u / (1 - u) / (v / (1 - v)),
      10,
    );
  });
});

test('polynomial weights are those of contr.poly, also at numbers', () => {
  const weights = (names: readonly string[], scores: readonly number[] | null) =>
    contrastWeights('polynomial', { where: 'test', names, joint: ' - ', scores, reference: null }).map(
      (one) => one.weights,
    );
  const columns = (matrix: readonly number[][]) =>
    matrix[0].map((_, d) => matrix.map((row) => expect.closeTo(row[d], 12)));
  expect(weights(['a', 'b', 'c'], null)).toEqual(columns(reference.contrPoly.k3));
  expect(weights(['a', 'b', 'c', 'd'], null)).toEqual(columns(reference.contrPoly.k4));
  expect(weights(['a', 'b', 'c'], [1, 2, 4])).toEqual(columns(reference.contrPoly.scores));
});
