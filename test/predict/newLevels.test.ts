import { describe, expect, test } from 'vitest';
import { covarianceDraws, factorInPlace } from '../../models/predict/covarianceDraws.ts';
import { drawsOfQuantity } from '../../models/predict/drawsOfQuantity.ts';
import { rowsAt } from '../../models/predict/index.ts';
import type { Table } from '../../models/table.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { allDraws, columns, madeUp, modelOf, repeated, valuesOf } from './models.ts';

type Cells = Record<string, readonly (string | number)[]>;

/** Rows like the first of the model's, with some columns as given. */
function rowsLike(cells: Cells): Table {
  const first = columns();
  const [{ length }] = Object.values(cells);
  const same = Object.fromEntries(
    Object.entries(first).map(([name, [value]]) => [name, Array.from({ length }, () => value)]),
  );
  return tableFromColumns({ ...same, ...cells } as Record<string, (string | number)[]>);
}

const draw = { newLevels: 'draw' } as const;

/** Draws of each row less those at the average group. */
function effects(formula: string, cells: Cells, draws = 4000) {
  const model = modelOf({ formula });
  const posterior = { model, draws: repeated(model, draws) };
  const data = rowsLike(cells);
  const given = allDraws(posterior, data, { ...draw });
  const typical = allDraws(posterior, data, { groups: 'typical' });
  const rows = Array.from({ length: data.rows }, (_, row) =>
    given.out
      .subarray(row * draws, (row + 1) * draws)
      .map((value, d) => value - typical.out[row * draws + d]),
  );
  return { rows, posterior, statement: given.statement };
}

const farthest = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, x, d) => Math.max(most, Math.abs(x - b[d])), 0);

const moment = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, x, d) => sum + x * b[d], 0) / a.length;

describe('levels that the model has not seen', () => {
  test('rows of one label share a draw, slopes and intercept of it, and labels are apart', () => {
    const x = [0, 1, 2, 0];
    const { rows, posterior, statement } = effects('y ~ x + (1 + x | g)', { g: ['n', 'n', 'n', 'm'], x });
    const [b0, sum, both] = rows;
    const b1 = sum.map((value, d) => value - b0[d]);
    expect(
      farthest(
        both,
        b0.map((value, d) => value + 2 * b1[d]),
      ),
    ).toBeLessThan(1e-10);
    const [term] = rowsAt(posterior.model, null, { groups: 'given', newLevels: 'error' }).terms;
    const g = covarianceDraws(term, 0, drawsOfQuantity(posterior.draws));
    const pairs = [
      { found: moment(b0, b0), wanted: g[0], spread: 2 * g[0] ** 2 },
      { found: moment(b0, b1), wanted: g[1], spread: g[0] * g[3] + g[1] ** 2 },
      { found: moment(b1, b1), wanted: g[3], spread: 2 * g[3] ** 2 },
    ];
    // four standard errors of a mean product of normals, 4000 draws
    for (const { found, wanted, spread } of pairs)
      expect(Math.abs(found - wanted)).toBeLessThan(4 * Math.sqrt(spread / 4000));
    expect(Math.abs(moment(rows[0], rows[3])) / g[0]).toBeLessThan(4 / Math.sqrt(4000));
    expect(statement).toContain('2 new levels of g drawn');
  });

  test('a label has the same draws whatever rows and labels are beside it', () => {
    const alone = effects('y ~ x + (1 | g:h)', { g: ['n'], h: ['p'] }, 5).rows;
    const among = effects(
      'y ~ x + (1 | g:h)',
      { g: ['a', 'k', 'n', 'n'], h: ['new', 'p', 'p', 'q'] },
      5,
    ).rows;
    expect(among[2]).toEqual(alone[0]);
    expect(among[3]).not.toEqual(alone[0]);
  });

  test('effects of one id are drawn together in both linear predictors', () => {
    const formula = 'y ~ 1 + (1 |p| g); sigma ~ 1 + (1 |p| g)';
    const mean = effects(formula, { g: ['n'] });
    const { model } = mean.posterior;
    const sigmaAt = (groups: 'given' | 'typical') =>
      allDraws(mean.posterior, rowsLike({ g: ['n'] }), { ...draw, groups, scale: { parameter: 'sigma' } })
        .out;
    const typical = sigmaAt('typical');
    const logs = sigmaAt('given').map((sigma, d) => Math.log(sigma / typical[d]));
    const [term] = rowsAt(model, null, { groups: 'given', newLevels: 'error' }).terms;
    const g = covarianceDraws(term, 0, drawsOfQuantity(mean.posterior.draws));
    const correlation = g[1] / Math.sqrt(g[0] * g[3]);
    const found =
      moment(mean.rows[0], logs) / Math.sqrt(moment(mean.rows[0], mean.rows[0]) * moment(logs, logs));
    expect(Math.abs(found - correlation)).toBeLessThan(4 / Math.sqrt(4000));
  });

  test('members: a new label counts by its weight, beside those seen', () => {
    const formula = 'y ~ x + (1 | mm(g, g2))';
    const { rows, posterior } = effects(formula, { g: ['n', 'n'], g2: ['n', 'a'] }, 5);
    const values = valuesOf(posterior.draws, 0, 0);
    const a =
      values[posterior.draws.names.findIndex((name) => name.startsWith('r_') && name.includes('[a,'))];
    const halves = rows[0].map((value) => (value + a) / 2);
    expect(farthest(rows[1], halves)).toBeLessThan(1e-12);
  });

  test('a new label of a class has its variance', () => {
    const formula = 'y ~ x + (1 | gr(g, by = by))';
    const { rows, posterior } = effects(formula, { g: ['n', 'm'], by: ['low', 'high'] });
    const { names, values } = posterior.draws;
    ['low', 'high'].forEach((level, i) => {
      const sd = values[0][names.indexOf(`sd_g__Intercept:by${level}`) * 4000];
      expect(Math.abs(moment(rows[i], rows[i]) / sd ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / 4000));
    });
  });

  test('an error names the level, its row and what to do', () => {
    const model = modelOf({ formula: 'y ~ x + (1 | g:h)' });
    const posterior = { model, draws: madeUp(model) };
    const data = rowsLike({ g: ['a', 'n'], h: ['p', 'q'] });
    expect(() => allDraws(posterior, data, {})).toThrow(
      /"g:h" is "n_q" at row 2, a level the model has not seen.*--new-groups/,
    );
    expect(allDraws(posterior, data, { groups: 'typical' }).rows).toBe(2);
  });
});

test("factorInPlace: F F' is G, also where G is singular", () => {
  for (const g of [
    [4, 2, 2, 3],
    [4, 4, 4, 4],
    [0, 0, 0, 2],
    [0, 0, 0, 0],
  ]) {
    const f = factorInPlace(Float64Array.from(g), 2);
    const back = [f[0] * f[0], f[0] * f[2], f[2] * f[0], f[2] * f[2] + f[3] * f[3]];
    expect(farthest(Float64Array.from(back), Float64Array.from(g))).toBeLessThan(1e-12);
    expect(f[1]).toBe(0);
  }
});
