import { describe, expect, test } from 'vitest';
import type { GlmmOptions, Model } from '../../models/glmm.ts';
import { glmm } from '../../models/glmm.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import { predictDraws, type Scale } from '../../models/predict/index.ts';
import { blockLaw } from '../../models/predict/residualLaws.ts';
import { simulateData } from '../../src/data/predict.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { madeUp, repeated } from './models.ts';

/** Three subjects at times 1, 2, 3, 5, 8; the third has none at 3 and 8. */
const own = (() => {
  const rng = stream('residuals of rows');
  const all = ['a', 'b', 'c'].flatMap((subject) =>
    [1, 2, 3, 5, 8].flatMap((time) =>
      subject === 'c' && (time === 3 || time === 8) ? [] : [{ subject, time }],
    ),
  );
  const x = all.map(() => rng.normal());
  const y = x.map((value) => value + rng.normal());
  return {
    x,
    y,
    positive: y.map((value) => Math.exp(value / 2)),
    subject: all.map(({ subject }) => subject),
    time: all.map(({ time }) => time),
    site: all.map((_, i) => `h${i % 2}`),
  };
})();

const fitted = (residual: string, options: GlmmOptions = {}, outcome = 'y'): Model =>
  glmm(`${outcome} ~ x + (1 | site)`, tableFromColumns(own), { ...options, residual });

/** Rows to come, in no order, of a known subject, another, and a new one. */
const ahead = {
  x: [0.5, -1, 0.3, 2, 1, -0.7],
  subject: ['c', 'new', 'c', 'new', 'c', 'a'],
  time: [8, 5, 3, 2, 9, 4],
  site: ['h0', 'h1', 'h1', 'h0', 'h1', 'h0'],
};

/** Those at times that the model has seen. */
const seen = [0, 1, 2, 3];

type Rows = Record<keyof typeof ahead, (string | number)[]>;

const takeRows = (rows: Rows, which: readonly number[]): Rows =>
  Object.fromEntries(Object.entries(rows).map(([name, all]) => [name, which.map((i) => all[i])])) as Rows;

const tableOf = (rows: Rows) => tableFromColumns(rows as Record<string, number[] | string[]>);

function drawsAt(fit: { model: Model; draws: Draws }, data: Rows | null, scale: Scale = 'mean') {
  const found = predictDraws(fit, { ...(data === null ? {} : { data: tableOf(data) }), scale });
  const out = new Float64Array(found.rows * found.chains * found.draws);
  found.fill(0, found.rows, out);
  const count = found.chains * found.draws;
  const of = (row: number) => out.subarray(row * count, (row + 1) * count);
  return { statement: found.statement, count, out, of };
}

/** A draw's value by name, chains one after the other. */
const drawOf = ({ values, draws, names }: Draws, name: string, d: number): number => {
  const at = names.indexOf(name);
  if (at < 0) throw new Error(`no ${name} among ${names.join(', ')}`);
  return values[Math.floor(d / draws)][at * draws + (d % draws)];
};

/** x with a x = b, by elimination with pivots. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i]]);
  const k = rows.length;
  for (let j = 0; j < k; j++) {
    const best = rows
      .slice(j)
      .reduce((most, row, i) => (Math.abs(row[j]) > Math.abs(rows[most][j]) ? j + i : most), j);
    [rows[j], rows[best]] = [rows[best], rows[j]];
    for (let i = 0; i < k; i++) {
      if (i === j) continue;
      const times = rows[i][j] / rows[j][j];
      rows[i] = rows[i].map((value, c) => value - times * rows[j][c]);
    }
  }
  return rows.map((row, i) => row[k] / row[i]);
}

type Covariance = (draws: Draws, d: number, t: number, u: number, same: boolean) => number;

const sdAt = (draws: Draws, d: number, t: number): number => drawOf(draws, `sigma_${t}`, d);

/** Covariances of two residuals of a subject at times t and u, as the books write them. */
const structures: readonly (readonly [string, Covariance])[] = [
  [
    'ar1(time | subject)',
    (draws, d, t, u) => drawOf(draws, 'sigma', d) ** 2 * drawOf(draws, 'ar', d) ** Math.abs(t - u),
  ],
  [
    'car1(time | subject)',
    (draws, d, t, u) => drawOf(draws, 'sigma', d) ** 2 * drawOf(draws, 'car', d) ** Math.abs(t - u),
  ],
  [
    'cs(1 | subject)',
    (draws, d, _t, _u, same) => drawOf(draws, 'sigma', d) ** 2 * (same ? 1 : drawOf(draws, 'cosy', d)),
  ],
  [
    'us(time | subject)',
    (draws, d, t, u, same) =>
      sdAt(draws, d, t) *
      sdAt(draws, d, u) *
      (same ? 1 : drawOf(draws, `cor_resid__${Math.min(t, u)}__${Math.max(t, u)}`, d)),
  ],
  [
    'hetcs(time | subject)',
    (draws, d, t, u, same) => sdAt(draws, d, t) * sdAt(draws, d, u) * (same ? 1 : drawOf(draws, 'cosy', d)),
  ],
  [
    'hetar1(time | subject)',
    (draws, d, t, u) => sdAt(draws, d, t) * sdAt(draws, d, u) * drawOf(draws, 'ar', d) ** Math.abs(t - u),
  ],
  [
    'arma11(time | subject)',
    (draws, d, t, u) => {
      const [phi, theta] = [drawOf(draws, 'ar', d), drawOf(draws, 'ma', d)];
      const lag = Math.abs(t - u);
      const variance = (1 + 2 * phi * theta + theta ** 2) / (1 - phi ** 2);
      const first = ((1 + phi * theta) * (phi + theta)) / (1 - phi ** 2);
      return (drawOf(draws, 'sigma', d) ** 2 * (lag === 0 ? variance : first * phi ** (lag - 1))) / variance;
    },
  ],
];

/** Mean and covariance of residuals at times `at` given those of `known` rows, and of a subject without these. */
function given(
  of: (t: number, u: number, same: boolean) => number,
  known: readonly number[],
  e: readonly number[],
  at: readonly number[],
) {
  const matrix = (a: readonly number[], b: readonly number[], same: boolean) =>
    a.map((t, i) => b.map((u, j) => of(t, u, same && i === j)));
  const [across, within] = [matrix(at, known, false), matrix(known, known, true)];
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, v, i) => sum + v * b[i], 0);
  return {
    mean: across.map((row) => dot(row, solve(within, e))),
    covariance: matrix(at, at, true).map((row, i) =>
      row.map((v, j) => v - dot(across[i], solve(within, across[j]))),
    ),
  };
}

const rowsOf = (subject: string): number[] => own.subject.flatMap((one, i) => (one === subject ? [i] : []));

describe.each(structures)('%s', (residual, covariance) => {
  const model = fitted(residual);
  const fit = { model, draws: madeUp(model) };
  const rows =
    model.design.residual?.syntax.structure.kind === 'points' && !residual.startsWith('arma')
      ? takeRows(ahead, seen)
      : ahead;

  test('means and sds are those of a normal distribution given the residuals of the subject', () => {
    const [eta, mean, sd] = (['link', 'mean', 'sd'] as const).map((scale) => drawsAt(fit, rows, scale));
    const ownEta = drawsAt(fit, null, 'link');
    expect(mean.statement).toBe(
      `expected y, given each row's site, ahead from the residuals of its subject (${rows === ahead ? '4 of 6' : '2 of 4'} rows; new residuals for the others)`,
    );
    rows.subject.forEach((subject, row) => {
      const known = rowsOf(String(subject));
      for (let d = 0; d < eta.count; d++) {
        const e = known.map((i) => own.y[i] - ownEta.of(i)[d]);
        const of = (t: number, u: number, same: boolean) => covariance(fit.draws, d, t, u, same);
        const expected = given(
          of,
          known.map((i) => own.time[i]),
          e,
          [Number(rows.time[row])],
        );
        const scale = sd.of(row)[d];
        expect((mean.of(row)[d] - eta.of(row)[d] - expected.mean[0]) / scale).toBeCloseTo(0, 7);
        expect(scale ** 2 / expected.covariance[0][0]).toBeCloseTo(1, 7);
      }
    });
  });

  test('draws of a subject have the joint covariance: what standard normal numbers are multiplied by', () => {
    const { design } = model;
    if (design.residual === null) throw new Error('no residuals');
    const { points, syntax } = design.residual;
    const isPoints = points.length > 0 && !syntax.structure.homogeneous;
    const at = isPoints ? [3, 8] : [3, 8, 9];
    const times = [1, 2, 5];
    const placed = (all: readonly number[]) =>
      Float64Array.from(all, (t) => (isPoints ? points.indexOf(String(t)) : t));
    const law = blockLaw(design.residual, placed(times), placed(at));
    const names = fit.draws.names.filter((name) => /^(sigma_|ar$|ma$|car$|cosy$|cor_resid)/.test(name));
    const values = Float64Array.from(names, (name) => drawOf(fit.draws, name, 0));
    const over = syntax.structure.homogeneous ? drawOf(fit.draws, 'sigma', 0) ** 2 : 1;
    const columns = at.map((_, i) => {
      const z = Float64Array.from(at, (_, j) => Number(i === j));
      law.draw(values, new Float64Array(3), z);
      return z;
    });
    const of = (t: number, u: number, same: boolean) => covariance(fit.draws, 0, t, u, same);
    const expected = given(of, times, [0, 0, 0], at).covariance;
    for (const i of at.keys())
      for (const j of at.keys()) {
        const found = over * columns.reduce((sum, z) => sum + z[i] * z[j], 0);
        const size = Math.sqrt(expected[i][i] * expected[j][j]);
        expect((found - expected[i][j]) / size).toBeCloseTo(0, 7);
      }
  });

  test('a row alone is the row among others, in any order; outcomes do not depend on the order', () => {
    const order = rows.time.map((_, i) => i).reverse();
    const scales = residual.startsWith('cs')
      ? (['mean', 'sd'] as const)
      : (['mean', 'sd', 'outcome'] as const);
    for (const scale of scales) {
      const all = drawsAt(fit, rows, scale);
      const other = drawsAt(fit, takeRows(rows, order), scale);
      expect(order.map((_, i) => [...other.of(i)])).toEqual(order.map((row) => [...all.of(row)]));
      if (scale !== 'outcome')
        expect([...drawsAt(fit, takeRows(rows, [2]), scale).out]).toEqual([...all.of(2)]);
    }
  });
});

describe('ahead', () => {
  const model = fitted('ar1(time | subject)');
  const fit = { model, draws: madeUp(model) };
  const later = { x: [0, 1, 2], subject: ['a', 'a', 'a'], time: [9, 10, 14], site: ['h0', 'h0', 'h1'] };

  test('ar1: the last residual times ar^h, h steps on', () => {
    const [eta, mean, ownEta] = [
      drawsAt(fit, later, 'link'),
      drawsAt(fit, later),
      drawsAt(fit, null, 'link'),
    ];
    const last = rowsOf('a')[4];
    [1, 2, 6].forEach((h, row) => {
      for (let d = 0; d < mean.count; d++) {
        const e = drawOf(fit.draws, 'ar', d) ** h * (own.y[last] - ownEta.of(last)[d]);
        expect(mean.of(row)[d]).toBeCloseTo(eta.of(row)[d] + e, 12);
      }
    });
    expect(eta.statement).toMatch(/, without residuals$/);
    expect(mean.statement).toMatch(/, ahead from the residuals of its subject$/);
  });

  test('lognormal: on the scale of the logarithm, then exp(m + v / 2)', () => {
    const logs = fitted(
      'ar1(time | subject)',
      { family: 'lognormal', priors: { sigma: 'half_normal(0.5)' } },
      'positive',
    );
    const one = { model: logs, draws: madeUp(logs) };
    const [eta, mean, ownEta] = [
      drawsAt(one, later, 'link'),
      drawsAt(one, later),
      drawsAt(one, null, 'link'),
    ];
    const last = rowsOf('a')[4];
    for (let d = 0; d < mean.count; d++) {
      const [rho, sigma] = [drawOf(one.draws, 'ar', d), drawOf(one.draws, 'sigma', d)];
      const m = eta.of(0)[d] + rho * (Math.log(own.positive[last]) - ownEta.of(last)[d]);
      expect(mean.of(0)[d] / Math.exp(m + (sigma ** 2 * (1 - rho ** 2)) / 2)).toBeCloseTo(1, 10);
    }
    const strata = fitted('hetcs(time | subject)', { family: 'lognormal' }, 'positive');
    const other = { model: strata, draws: madeUp(strata) };
    const [sds, at] = [drawsAt(other, null, { parameter: 'sigma' }), drawsAt(other, null, 'sd')];
    expect(sds.of(1)[0]).toBe(drawOf(other.draws, 'sigma_2', 0));
    expect(at.of(1)[0]).toBeGreaterThan(0);
    const many = { model: logs, draws: repeated(logs, 4000) };
    const medians = drawsAt(many, later, { quantile: 0.5 });
    const below = drawsAt(many, later, 'outcome')
      .of(1)
      .filter((y) => y < medians.of(1)[0]).length;
    expect(Math.abs(below - 2000)).toBeLessThan(4.5 * Math.sqrt(1000));
  });

  test('outcomes are around the means with their sds, and go together within a subject', () => {
    const many = { model, draws: repeated(model, 4000, 'another') };
    const [mean, sd, outcome] = (['mean', 'sd', 'outcome'] as const).map((scale) =>
      drawsAt(many, later, scale),
    );
    const z = [0, 1].map((row) => outcome.of(row).map((y) => (y - mean.of(row)[0]) / sd.of(row)[0]));
    const rho = drawOf(many.draws, 'ar', 0);
    const average = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / 4000;
    const correlation = (rho * Math.sqrt(1 - rho ** 2)) / Math.sqrt(1 - rho ** 4);
    expect(Math.abs(average(z[0]))).toBeLessThan(4.5 / Math.sqrt(4000));
    expect(Math.abs(average(z[1].map((v) => v * v)) - 1)).toBeLessThan(4.5 * Math.sqrt(2 / 4000));
    expect(Math.abs(average(z[0].map((v, d) => v * z[1][d])) - correlation)).toBeLessThan(
      4.5 * Math.sqrt(2 / 4000),
    );
    expect(outcome.statement).toBe(
      "outcomes of y, given each row's site, ahead from the residuals of its subject",
    );
  });

  test('at the average group, and of a new subject, residuals are new ones', () => {
    const fresh = { ...later, subject: ['z', 'z', 'z'] };
    expect([...drawsAt(fit, fresh).out]).toEqual([...drawsAt(fit, fresh, 'link').out]);
    expect(drawsAt(fit, fresh).statement).toMatch(
      /, new residuals, as the model has no row of their subject$/,
    );
    const typical = predictDraws(fit, { data: tableOf(later), groups: 'typical', scale: 'sd' });
    const out = new Float64Array(18);
    typical.fill(0, 3, out);
    for (let d = 0; d < 6; d++) expect(out[d]).toBeCloseTo(drawOf(fit.draws, 'sigma', d), 12);
    expect(typical.statement).toBe('sd of y, at the average site (group effects zero), new residuals');
  });

  test('the own rows: means without residuals, outcomes with new ones that go together', () => {
    expect([...drawsAt(fit, null).out]).toEqual([...drawsAt(fit, null, 'link').out]);
    const many = { model, draws: repeated(model, 2000, 'third') };
    const [eta, outcome] = [drawsAt(many, null, 'link'), drawsAt(many, null, 'outcome')];
    const e = [0, 1, 5].map((row) =>
      outcome.of(row).map((y, d) => (y - eta.of(row)[d]) / drawOf(many.draws, 'sigma', 0)),
    );
    const product = (a: number, b: number) => e[a].reduce((sum, v, d) => sum + v * e[b][d], 0) / 2000;
    const within = 4.5 * Math.sqrt(2 / 2000);
    expect(Math.abs(product(0, 0) - 1)).toBeLessThan(within);
    expect(Math.abs(product(0, 1) - drawOf(many.draws, 'ar', 0))).toBeLessThan(within);
    expect(Math.abs(product(0, 2))).toBeLessThan(within);
    expect(outcome.statement).toBe("outcomes of y, given each row's site, new residuals");
    expect(simulateData(many, { dataSets: 2 }).columns[0].values).toHaveLength(2);
  });

  test('two new rows of a subject at one time share their residual', () => {
    const twice = { x: [0, 1, 0], subject: ['c', 'c', 'c'], time: [3, 3, 8], site: ['h0', 'h0', 'h0'] };
    for (const residual of ['ar1(time | subject)', 'us(time | subject)', 'arma11(time | subject)']) {
      const other = fitted(residual);
      const one = { model: other, draws: madeUp(other) };
      const [eta, y] = [drawsAt(one, twice, 'link'), drawsAt(one, twice, 'outcome')];
      for (let d = 0; d < y.count; d++)
        expect(y.of(0)[d] - eta.of(0)[d]).toBeCloseTo(y.of(1)[d] - eta.of(1)[d], 6);
    }
  });

  test('levels of two columns together', () => {
    const columns = { ...own, arm: own.subject.map((subject) => (subject === 'a' ? 'p' : 'q')) };
    const crossed = glmm('y ~ x + (1 | site)', tableFromColumns(columns), {
      residual: 'ar1(time | arm:subject)',
    });
    const one = { model: crossed, draws: madeUp(crossed, { seed: 'crossed' }) };
    const at = (arm: string) => {
      const data = tableFromColumns({ ...later, arm: [arm, arm, arm] });
      return (['mean', 'link'] as const).map((scale) => {
        const found = predictDraws(one, { data, scale });
        const out = new Float64Array(6);
        found.fill(0, 1, out);
        return [...out];
      });
    };
    const [mean, eta] = at('p');
    const last = rowsOf('a')[4];
    const ownEta = drawsAt(one, null, 'link').of(last);
    mean.forEach((value, d) => {
      const e = drawOf(one.draws, 'ar', d) * (own.y[last] - ownEta[d]);
      expect(value).toBeCloseTo(eta[d] + e, 12);
    });
    const [elsewhere, same] = at('q');
    expect(elsewhere).toEqual(same);
  });

  test('what cannot be is refused in words', () => {
    const at = (rows: Partial<Rows>, scale: Scale = 'mean', one = fit) =>
      drawsAt(one, { ...takeRows(later, [0]), ...rows }, scale);
    expect(() => at({ time: [8] })).toThrow(
      'predict: row 1 is at time 8 of subject "a", of which the model has the outcome, and ar1(time | subject) has one residual for each; leave the new data out for the model\'s own rows, or take groups "typical"',
    );
    expect(() => at({ time: [8] }, 'link')).not.toThrow();
    expect(() => at({ time: [8.5] })).toThrow(/ar1 wants whole times, "time" is 8.5 at row 1/);
    const { time: _, ...untimed } = later;
    expect(() => predictDraws(fit, { data: tableFromColumns(untimed) })).toThrow(
      'residuals ar1(time | subject) need the columns "time" and "subject"',
    );
    const points = fitted('us(time | subject)');
    const unstructured = { model: points, draws: madeUp(points) };
    expect(() => at({}, 'mean', unstructured)).toThrow(
      'data: "time" is "9" at row 1, which the model has not seen (have: 1, 2, 3, 5, 8); us(time | subject) knows these alone',
    );
  });

  test('cs: a level of more rows than a negative correlation allows', () => {
    const cs = fitted('cs(1 | subject)');
    const draws = repeated(cs, 1);
    draws.values[0][draws.names.indexOf('cosy')] = -0.24;
    expect(() => drawsAt({ model: cs, draws }, takeRows(later, [0]))).toThrow(
      /a level of 6 rows cannot have all correlations -0.24/,
    );
  });
});
