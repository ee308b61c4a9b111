import { describe, expect, test } from 'vitest';
import { comparisons } from '../../models/effects/comparisons.ts';
import { effectCurve } from '../../models/effects/curve.ts';
import { contrasts, marginalMeans } from '../../models/effects/means.ts';
import { slopes } from '../../models/effects/slopes.ts';
import type { Effects } from '../../models/effects/types.ts';
import { type GlmmOptions, glmm } from '../../models/glmm.ts';
import { columnAt } from '../../models/posterior/draws.ts';
import { type Posterior, rowsAt } from '../../models/predict/index.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { InputError } from '../../src/engine/errors.ts';
import { effectTable } from '../../src/report/effectTable.ts';
import { renderTable } from '../../src/report/renderTable.ts';
import { cases, columns, madeUp, modelOf } from '../predict/models.ts';

type Columns = Record<string, (number | string)[]>;

const data = columns() as Columns;
const rows = data.x.length;
const x = data.x as number[];
const z = data.z as number[];

function posterior(formula: string, options: GlmmOptions = {}, of: Columns = data): Posterior {
  const model = glmm(formula, tableFromColumns(of), options);
  return { model, draws: madeUp(model) };
}

/** The draws of a quantity, all chains in one. */
const drawsOf = ({ draws }: Posterior, name: string): number[] =>
  columnAt(draws, draws.names.indexOf(name)).flatMap((chain) => [...chain]);

const logistic = (eta: number): number => 1 / (1 + Math.exp(-eta));
const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const means = ({ rows: found }: Effects): number[] => found.map(({ mean }) => mean);

const logit = posterior('bit ~ x + f + x:f + offset(z) + (1 + x | g)', { family: 'bernoulli' });

/** eta of each row and draw, with x, f and groups as asked, from the draws by hand. */
function etaByHand(values: readonly number[], levels: readonly string[], given: boolean): number[][] {
  const b = (name: string) => drawsOf(logit, name);
  const draws = b('b_Intercept');
  return draws.map((_, s) =>
    values.map((value, i) => {
      const f = levels[i];
      const dummy = f === 'u' ? 0 : b(`b_f${f}`)[s] + b(`b_x:f${f}`)[s] * value;
      const group = given ? b(`r_g[${data.g[i]},Intercept]`)[s] + b(`r_g[${data.g[i]},x]`)[s] * value : 0;
      return b('b_Intercept')[s] + b('b_x')[s] * value + dummy + group + z[i];
    }),
  );
}

const f = data.f as string[];

describe('slopes', () => {
  test.each(['given', 'typical'] as const)(
    'of chances are b p (1 - p), averaged over rows, groups %s',
    (groups) => {
      const given = groups === 'given';
      const eta = etaByHand(x, f, given);
      const wanted = eta.map((own, s) =>
        average(
          own.map((value, i) => {
            const b = drawsOf(logit, 'b_x')[s] + (f[i] === 'u' ? 0 : drawsOf(logit, `b_x:f${f[i]}`)[s]);
            const group = given ? drawsOf(logit, `r_g[${data.g[i]},x]`)[s] : 0;
            return (b + group) * logistic(value) * (1 - logistic(value));
          }),
        ),
      );
      const found = slopes(logit, { variable: 'x', groups });
      // 1e-6: the step's square
      expect(found.rows[0].mean).toBeCloseTo(average(wanted), 6);
      expect(found.rows).toHaveLength(1);
      expect(found.over).toBe(`averaged over the ${rows} rows of the data`);
    },
  );

  test('a row each, and by group: averages of those are the average', () => {
    const each = slopes(logit, { variable: 'x', groups: 'given', average: false });
    expect(each.rows).toHaveLength(rows);
    expect(each.rows[0].setting).toEqual({ row: 1 });
    const one = slopes(logit, { variable: 'x', groups: 'given' }).rows[0].mean;
    expect(average(means(each))).toBeCloseTo(one, 9);
    const byGroup = slopes(logit, { variable: 'x', groups: 'given', by: 'g' });
    const sizes = byGroup.rows.map(({ setting }) => data.g.filter((g) => g === setting.g).length);
    expect(means(byGroup).reduce((sum, mean, i) => sum + (mean * sizes[i]) / rows, 0)).toBeCloseTo(one, 9);
  });

  test('averaged over groups too are integrals over N(0, G), draw by draw', () => {
    const one = posterior('bit ~ x + (1 | g)', { family: 'bernoulli' });
    const [a, b, tau] = ['b_Intercept', 'b_x', 'sd_g__Intercept'].map((name) => drawsOf(one, name));
    const places = Array.from({ length: 4001 }, (_, k) => -8 + k / 250);
    const wanted = a.map((intercept, s) =>
      average(
        x.map((value) =>
          places.reduce((sum, place) => {
            const p = logistic(intercept + b[s] * value + tau[s] * place);
            return sum + (b[s] * p * (1 - p) * Math.exp((-place * place) / 2)) / Math.sqrt(2 * Math.PI) / 250;
          }, 0),
        ),
      ),
    );
    const found = slopes(one, { variable: 'x' });
    expect(found.rows[0].mean).toBeCloseTo(average(wanted), 6);
    expect(found.statement).toBe('expected bit (probability), averaged over g');
  });

  test('of a factor are differences to its first level', () => {
    const found = slopes(logit, { variable: 'f', groups: 'given' });
    const at = (level: string) =>
      average(
        etaByHand(
          x,
          x.map(() => level),
          true,
        )
          .flat()
          .map(logistic),
      );
    expect(found.rows.map(({ name }) => name)).toEqual(['v - u', 'w - u']);
    expect(means(found)).toEqual(
      [at('v') - at('u'), at('w') - at('u')].map((value) => expect.closeTo(value, 12)),
    );
  });

  test('go through what is made of the predictor: log, scale, poly, interactions', () => {
    const model = posterior('y ~ log(z) + scale(x) + x:z + I(x^2)');
    const b = (name: string) => average(drawsOf(model, name));
    const sdOfX = Math.sqrt(x.reduce((sum, v) => sum + (v - average(x)) ** 2, 0) / (rows - 1));
    expect(slopes(model, { variable: 'z' }).rows[0].mean).toBeCloseTo(
      b('b_log(z)') * average(z.map((v) => 1 / v)) + b('b_x:z') * average(x),
      5,
    );
    expect(slopes(model, { variable: 'x' }).rows[0].mean).toBeCloseTo(
      b('b_scale(x)') / sdOfX + b('b_x:z') * average(z) + 2 * b('b_I(x^2)') * average(x),
      6,
    );
    expect(slopes(model, { variable: 'x', at: { x: 2, z: 1.5 } }).rows[0].mean).toBeCloseTo(
      b('b_scale(x)') / sdOfX + 1.5 * b('b_x:z') + 4 * b('b_I(x^2)'),
      6,
    );
  });
});

describe('comparisons', () => {
  const shifted = (by: number) =>
    etaByHand(
      x.map((v) => v + by),
      f,
      true,
    ).map((own) => average(own.map(logistic)));
  const now = shifted(0);
  const more = shifted(1);

  test('differences, ratios and odds ratios are of the averages, draw by draw', () => {
    const of = (measure: 'difference' | 'ratio' | 'odds ratio') =>
      comparisons(logit, { variable: 'x', groups: 'given', measure }).rows[0];
    expect(of('difference').mean).toBeCloseTo(average(more.map((p, s) => p - now[s])), 12);
    expect(of('ratio').mean).toBeCloseTo(average(more.map((p, s) => p / now[s])), 10);
    const odds = (p: number) => p / (1 - p);
    expect(of('odds ratio').mean).toBeCloseTo(average(more.map((p, s) => odds(p) / odds(now[s]))), 9);
    expect(of('ratio').direction).toBe(of('difference').direction);
  });

  test('what holds only 0 and 1 is 1 against 0, not one more than it is', () => {
    const fit = posterior('y ~ bit + x + (1 | g)');
    const found = comparisons(fit, { variable: 'bit', groups: 'given' });
    expect(found.rows[0].name).toBe('bit 1 - bit 0');
    expect(found.notes).toContain('"bit" holds only 0 and 1, so these are held against each other');
    const counts = posterior('count ~ poly(bit, 1) + x', { family: 'poisson' });
    const change = { from: 0, to: 1 };
    expect(comparisons(counts, { variable: 'bit' }).rows).toEqual(
      comparisons(counts, { variable: 'bit', change }).rows,
    );
    expect(slopes(fit, { variable: 'bit' }).notes[1]).toMatch(/"bit" holds only 0 and 1; comparisons/);
    expect(slopes(fit, { variable: 'x' }).notes).toHaveLength(1);
    expect(comparisons(fit, { variable: 'bit', change: { plus: 1 } }).rows[0].name).toBe('bit + 1');
  });

  test('from a value to another, by an sd, and between levels', () => {
    const at = (value: number) =>
      average(
        etaByHand(
          x.map(() => value),
          f,
          true,
        )
          .flat()
          .map(logistic),
      );
    const [row] = comparisons(logit, { variable: 'x', groups: 'given', change: { from: -1, to: 2 } }).rows;
    expect(row.name).toBe('x 2 - x -1');
    expect(row.mean).toBeCloseTo(at(2) - at(-1), 12);
    const sdOfX = Math.sqrt(x.reduce((sum, v) => sum + (v - average(x)) ** 2, 0) / (rows - 1));
    const [bySd] = comparisons(logit, { variable: 'x', groups: 'given', change: { plus: 'sd' } }).rows;
    expect(bySd.mean).toBeCloseTo(average(shifted(sdOfX)) - average(now), 12);
    const pairs = comparisons(logit, { variable: 'f', groups: 'typical', levels: 'pairwise' });
    expect(pairs.rows.map(({ name }) => name)).toEqual(['u - v', 'u - w', 'v - w']);
  });

  test('exp of a difference of link has the word of the link', () => {
    const found = comparisons(logit, {
      variable: 'x',
      scale: 'link',
      measure: 'ratio',
      groups: 'typical',
      by: 'f',
    });
    expect(found.measure).toBe('odds ratio');
    expect(found.rows[0].mean).toBeCloseTo(average(drawsOf(logit, 'b_x').map(Math.exp)), 8);
  });
});

describe('the same questions of other data', () => {
  const wanted = slopes(logit, { variable: 'x', groups: 'given' }).rows[0].mean;
  const withDraws = (of: Columns, change: (name: string, value: number) => number): Posterior => {
    const model = glmm('bit ~ x + f + x:f + offset(z) + (1 + x | g)', tableFromColumns(of), {
      family: 'bernoulli',
    });
    const { draws } = logit;
    const values = draws.values.map((chain) =>
      chain.map((value, i) => change(draws.names[Math.floor(i / draws.draws)], value)),
    );
    return { model, draws: { ...draws, values } };
  };

  test('a predictor in other units: slopes by the unit, means as before', () => {
    const scaled = withDraws({ ...data, x: x.map((v) => 10 * v) }, (name, value) =>
      /x/.test(name) ? value / 10 : value,
    );
    expect(slopes(scaled, { variable: 'x', groups: 'given' }).rows[0].mean).toBeCloseTo(wanted / 10, 9);
    const options = { of: 'f', over: 'rows', groups: 'given' } as const;
    expect(means(marginalMeans(scaled, options))).toEqual(
      means(marginalMeans(logit, options)).map((mean) => expect.closeTo(mean, 12)),
    );
  });

  test('rows in another order change nothing', () => {
    const order = Array.from({ length: rows }, (_, i) => (i * 7) % rows);
    const taken = Object.fromEntries(
      Object.entries(data).map(([name, own]) => [name, order.map((i) => own[i])]),
    );
    const permuted = withDraws(taken as Columns, (_, value) => value);
    expect(slopes(permuted, { variable: 'x', groups: 'given' }).rows[0].mean).toBeCloseTo(wanted, 12);
  });
});

describe('effects of every kind of model', () => {
  test.each(cases.map((one) => [one.formula, one] as const))('%s', (_, one) => {
    const model = modelOf(one);
    const fit = { model, draws: madeUp(model) };
    const found = slopes(fit, { variable: one.formula.includes('bs(x') ? 'z' : 'x', groups: 'given' });
    const count = new Set(found.rows.map(({ category }) => category)).size;
    expect(found.rows.every(({ mean }) => Number.isFinite(mean))).toBe(true);
    // chances sum to 1, so slopes sum to 0
    if (count > 1) expect(means(found).reduce((a, b) => a + b, 0)).toBeCloseTo(0, 8);
    const curve = effectCurve(fit, { variable: 'x', points: 4, groups: 'typical' });
    expect(curve.x).toHaveLength(4);
    expect(curve.curves).toHaveLength(count);
    expect(curve.curves.every(({ mean }) => mean.length === 4 && mean.every(Number.isFinite))).toBe(true);
  });
});

test('a curve is the means at its places, by level', () => {
  const curve = effectCurve(logit, { variable: 'x', points: 3, by: 'f', groups: 'typical' });
  expect(curve.x).toEqual(
    [Math.min(...x), (Math.min(...x) + Math.max(...x)) / 2, Math.max(...x)].map((v) => expect.closeTo(v, 12)),
  );
  expect(curve.curves.map(({ setting }) => setting)).toEqual([{ f: 'u' }, { f: 'v' }, { f: 'w' }]);
  const [at] = marginalMeans(logit, { of: 'f', at: { x: Math.max(...x) }, groups: 'typical' }).rows.slice(
    1,
    2,
  );
  expect(curve.curves[1].mean[2]).toBeCloseTo(at.mean, 12);
});

test('simultaneous intervals hold all at once for the level, and are wider than each by itself', () => {
  const model = glmm('bit ~ x + f + (1 | g)', tableFromColumns(data), { family: 'bernoulli' });
  const fit = { model, draws: madeUp(model, { draws: 500 }) };
  const each = contrasts(fit, { of: 'f', groups: 'typical', scale: 'link', level: 0.9 });
  const all = contrasts(fit, { of: 'f', groups: 'typical', scale: 'link', level: 0.9, simultaneous: true });
  all.rows.forEach((row, i) => {
    expect(row.lower).toBeLessThanOrEqual(each.rows[i].lower);
    expect(row.upper).toBeGreaterThanOrEqual(each.rows[i].upper);
  });
  const [v, w] = [drawsOf(fit, 'b_fv'), drawsOf(fit, 'b_fw')];
  const inside = v.filter((_, s) =>
    [-v[s], -w[s], v[s] - w[s]].every(
      (d, i) => d >= all.rows[i].lower - 1e-12 && d <= all.rows[i].upper + 1e-12,
    ),
  );
  expect(inside.length / 1000).toBeGreaterThanOrEqual(0.9);
  expect(inside.length / 1000).toBeLessThan(0.92);
});

describe('mistakes', () => {
  const refused = (ask: () => unknown, message: string | RegExp) => {
    expect(ask).toThrow(InputError);
    expect(ask).toThrow(message);
  };

  test('what is no predictor is named, with those that are', () => {
    refused(
      () => slopes(logit, { variable: 'X' }),
      'slopes: no predictor "X" in the model (have: x, f, z). Did you mean "x"?',
    );
    refused(() => effectCurve(logit, { variable: 'X' }, 'plot'), 'plot: no predictor "X"');
    refused(() => slopes(logit, { variable: 'g' }), '"g" groups rows and is no predictor (have: x, f, z)');
    refused(() => marginalMeans(logit, { of: 'x' }), /"x" is a number with 24 values from .* say at which/);
    refused(
      () => marginalMeans(logit, { of: 'f', at: { f: 'nope' } }),
      '"f" has no level "nope" (have: u, v, w)',
    );
    refused(() => marginalMeans(logit, { of: 'f', at: { x: 'much' } }), '"x" is a number, got "much"');
  });

  test('a grid has no groups, unless one is named', () => {
    refused(
      () => marginalMeans(logit, { of: 'f', groups: 'given' }),
      /a grid has no "g", which groups "given" needs/,
    );
    const one = marginalMeans(logit, { of: 'f', groups: 'given', at: { g: 'a' } });
    expect(one.rows).toHaveLength(3);
    expect(one.rows[0].setting).toEqual({ g: 'a', f: 'u' });
    const known = posterior('y ~ x + f + (1 | mm(g, g2, weights = cbind(w1, w2)))');
    refused(() => marginalMeans(known, { of: 'f' }), /a grid has no "g", which groups "averaged" needs/);
    expect(marginalMeans(known, { of: 'f', at: { g: 'a', g2: 'b' } }).rows).toHaveLength(3);
  });

  test('combinations of which nothing was learnt are refused', () => {
    const some = {
      ...data,
      h: f.map((level) => (level === 'w' ? 'p' : 'q')).map((h, i) => (i % 2 ? h : 'p')),
    };
    const model = posterior('y ~ f * h', {}, some as Columns);
    refused(
      () => marginalMeans(model, { of: 'f' }),
      /f = w and h = q is in no row that the model was fitted to/,
    );
    const row = tableFromColumns({ f: ['w'], h: ['q'] });
    expect(() => rowsAt(model.model, row, { groups: 'typical', newLevels: 'error' })).toThrow(
      'f = w and h = q is in no row',
    );
    expect(means(marginalMeans(posterior('y ~ f + h', {}, some as Columns), { of: 'f' }))).toHaveLength(3);
  });

  test('options that do not go together', () => {
    refused(() => slopes(logit, { variable: 'x', scale: 'outcome' as never }), /outcomes scatter besides/);
    refused(
      () => slopes(logit, { variable: 'x', average: false, by: 'f' }),
      /"by" has no rows to tell apart/,
    );
    refused(() => slopes(logit, { variable: 'x', simultaneous: true, interval: 'hdi' }), /equal tails/);
    refused(() => slopes(logit, { variable: 'x', weights: 'proportional' }), /are of a grid/);
    refused(
      () => contrasts(logit, { of: 'f', groups: 'typical', contrasts: { a: [1, -1] } }),
      /must be 3 numbers, for u, v, w/,
    );
    refused(
      () => contrasts(logit, { of: 'f', groups: 'typical', contrasts: { a: [1, 0, 0] }, measure: 'ratio' }),
      /sum to 0/,
    );
    refused(() => slopes(logit, { variable: 'x', nothing: 1 } as never), /nothing/);
    refused(() => contrasts(logit, { of: 'f', by: 'f' }), /both asked for and in "by"/);
    refused(
      () => slopes(logit, { variable: 'f', at: { f: 'u' } }),
      /"f" is what is compared, so "at" cannot hold it/,
    );
    refused(
      () => comparisons(logit, { variable: 'f', over: 'grid', groups: 'typical', by: 'f' }),
      /"by" cannot hold it/,
    );
    refused(() => slopes(logit, { variable: 'x', scale: { quantile: 0.5 } }), /jump and have no slope/);
    const normal = posterior('y ~ x + f');
    refused(
      () => comparisons(normal, { variable: 'x', measure: 'odds ratio' }),
      /an odds ratio is of chances/,
    );
    refused(() => comparisons(normal, { variable: 'x', measure: 'ratio' }), /a ratio needs positive means/);
    refused(
      () => comparisons(normal, { variable: 'x', scale: 'link', measure: 'ratio' }),
      /no ratio of anything/,
    );
    refused(
      () => comparisons(normal, { variable: 'f', change: { plus: 1 } }),
      /has levels and cannot be increased/,
    );
  });
});

test('tables have a column a label, ratios their median, and what was averaged over', () => {
  const found = comparisons(logit, {
    variable: 'x',
    by: 'f',
    groups: 'typical',
    measure: 'ratio',
    interval: 'hdi',
  });
  const printed = renderTable(effectTable(found), 'text');
  expect(printed).toMatch(/^Ratios: expected bit \(probability\), at the average g \(group effects zero\)\n/);
  expect(printed).toMatch(/\nf +Contrast +Median +SD +95% HDI +Pr\(direction\)\n/);
  expect(printed).toMatch(/\nu +x \+ 1 /);
  expect(printed).toMatch(/\nRows: averaged over the 24 rows of the data, those of each f by themselves\.\n/);
});

test('effects on the sd of outcomes are those of sigma, where that has a formula', () => {
  const spread = posterior('y ~ x; sigma ~ f');
  const of = (scale: 'sd' | { readonly parameter: string }) => means(contrasts(spread, { of: 'f', scale }));
  expect(of('sd')).toEqual(of({ parameter: 'sigma' }).map((value) => expect.closeTo(value, 10)));
});
