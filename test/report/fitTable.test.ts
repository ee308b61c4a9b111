import { describe, expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { column } from '../../models/posterior/draws.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { quantityWords } from '../../src/engine/program/quantity.ts';
import { table } from '../../src/report/fitTable.ts';
import { renderTable, type TableRow } from '../../src/report/renderTable.ts';
import { madeUpFit, manyGroups } from './fits.ts';

/** mtcars of R. */
const cars = tableFromColumns({
  wt: [
    2.62, 2.875, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25, 5.424, 5.345,
    2.2, 1.615, 1.835, 2.465, 3.52, 3.435, 3.84, 3.845, 1.935, 2.14, 1.513, 3.17, 2.77, 3.57, 2.78,
  ],
  am: [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1],
});
const logistic = laplace(glmm('am ~ wt', cars, { family: 'bernoulli' }));

/** Numbers of a table's row, intervals as two. */
function numbersOf(rows: readonly TableRow[], label: string): number[] {
  const row = rows.find((cells) => !('heading' in cells) && cells[0] === label) as Exclude<
    TableRow,
    { heading: string }
  >;
  return row.flatMap((cell) => {
    if (cell === null || typeof cell === 'string') return [];
    return cell.kind === 'interval' ? [cell.lower, cell.upper] : [cell.value];
  });
}

describe('table', () => {
  // R 4.2.2, 2026-11-27: m <- glm(am ~ wt, binomial, mtcars, control = glm.control(epsilon = 1e-14, maxit = 100));
  // summary(m)$coef; exp(confint.default(m)), of the intercept confint.default(m)
  test("of a Laplace fit: R's estimates, standard errors, p and odds ratios; of the intercept, which has none, its own interval", () => {
    const { rows } = table(logistic);
    const near = (x: number, relative: number): unknown =>
      expect.toSatisfy((found: number) => Math.abs(found / x - 1) < relative);
    // curvature is by differences of gradients: 6e-4 of a standard error here, nine times that in p
    const spread = 6e-3;
    expect(numbersOf(rows, 'Intercept')).toEqual([
      near(12.04036973, 1e-8),
      near(4.51006621, spread),
      near(0.00759267663, spread),
      near(3.20080237, spread),
      near(20.8799371, spread),
    ]);
    expect(numbersOf(rows, 'wt')).toEqual([
      near(-4.02396996, 1e-8),
      near(1.43652774, spread),
      near(0.00509164203, spread),
      near(Math.exp(-4.02396996), 1e-7),
      near(0.00107062509, spread),
      near(0.298666617, spread),
    ]);
  });

  test('prints as articles do, the word for the ratio in the header', () => {
    const printed = renderTable(table(logistic, { labels: { wt: 'Weight (1000 lb)' } }), 'text');
    expect(printed.split('\n').slice(0, 6)).toEqual([
      'am ~ wt',
      '',
      'Parameter            Est.    SE  p-value  odds ratio    95% interval',
      'Fixed effects',
      '  Intercept         12.04  4.51    0.008               3.20 to 20.88',
      '  Weight (1000 lb)  -4.02  1.44    0.005       0.018  0.001 to 0.299',
    ]);
    expect(printed).toContain('p-value: of the two-sided z test');
  });

  const fit = madeUpFit(manyGroups(5), 2, 50);

  test('a doubt calls quantities as the caller does', () => {
    const notes = (nameOf?: typeof quantityWords): string =>
      [table(fit, nameOf === undefined ? {} : { nameOf }).note ?? []].flat().join(' ');
    expect(notes()).toMatch(/Do not trust these draws yet: .* r_doctor\[/);
    expect(notes(quantityWords)).toMatch(/Do not trust these draws yet: .* the effect of doctor /);
    expect(notes(quantityWords)).not.toContain('r_doctor[');
  });

  test('of a posterior: mean, sd and probability of direction of its draws; sds and correlations have no direction', () => {
    const { columns, rows } = table(fit, { level: 0.5 });
    const draws = column(fit.draws, 'b_a').flatMap((chain) => [...chain]);
    const mean = draws.reduce((sum, x) => sum + x / draws.length, 0);
    const sd = Math.sqrt(draws.reduce((sum, x) => sum + (x - mean) ** 2 / (draws.length - 1), 0));
    const above = draws.filter((x) => x > 0).length / draws.length;
    const found = numbersOf(rows, 'a');
    expect(found.slice(0, 2).map((x, i) => x - [mean, sd][i])).toEqual([
      expect.closeTo(0, 12),
      expect.closeTo(0, 12),
    ]);
    expect(found[2]).toBe(Math.max(above, 1 - above));
    expect(columns.map(({ title }) => title)).toEqual(['Parameter', 'mean', 'sd', 'pd', '50% interval']);
    const headings = rows.flatMap((row) => ('heading' in row ? [row.heading] : [row[0]]));
    expect(headings).toEqual([
      ...['Fixed effects', 'Intercept', 'a', 'b', 'a:b'],
      ...['Random effects', 'sd of Intercept over doctor', 'sd of a over doctor'],
      ...['correlation of Intercept and a over doctor', 'Residual', 'residual sd'],
    ]);
    expect(numbersOf(rows, 'residual sd')).toHaveLength(4);
  });

  test('the median stands for a posterior where it is asked to', () => {
    const { columns, rows } = table(fit, { centre: 'median' });
    const draws = column(fit.draws, 'b_a')
      .flatMap((chain) => [...chain])
      .sort((x, y) => x - y);
    expect(columns[1].title).toBe('median');
    expect(numbersOf(rows, 'a')[0]).toBeCloseTo((draws[49] + draws[50]) / 2, 12);
  });

  test('several fits stand side by side, each parameter once, what a fit has not left empty', () => {
    const both = [
      { label: 'cars', fit: logistic },
      { label: 'made up', fit },
    ];
    const { columns, rows } = table(both);
    expect(columns.map(({ over }) => over)).toEqual([
      undefined,
      ...Array.from({ length: 5 }, () => 'cars'),
      ...Array.from({ length: 4 }, () => 'made up'),
    ]);
    expect(numbersOf(rows, 'wt')).toEqual(numbersOf(table(logistic).rows, 'wt'));
    expect(numbersOf(rows, 'Intercept')).toEqual([
      ...numbersOf(table(logistic).rows, 'Intercept'),
      ...numbersOf(table(fit).rows, 'Intercept'),
    ]);
    const read = parseCsv(renderTable(table(both), 'csv'), 'table').columns;
    expect([...read.keys()].slice(0, 3)).toEqual(['part', 'Parameter', 'cars: Est.']);
  });

  test('only and exclude take names and labels', () => {
    const labels = (options: object): unknown[] =>
      table(fit, options).rows.flatMap((row) => ('heading' in row ? [] : [row[0]]));
    expect(labels({ only: ['b', 'sigma', 'a'] })).toEqual(['a', 'b', 'residual sd']);
    expect(labels({ only: ['b', 'a'], exclude: ['b_a'] })).toEqual(['b']);
  });

  test.each([
    [
      { labels: { aa: 'x' } },
      /^table: no parameter "aa" \(have: Intercept, a, b, .*\)\. Did you mean "a"\?$/,
    ],
    [{ only: ['nothing'] }, /^table: no parameter "nothing" \(have: /],
    [{ exclude: 'a' as never }, 'table: only and exclude are lists of parameters, got "a"'],
    [{ only: ['a'], exclude: ['a'] }, 'table: no parameter is left to show'],
    [{ level: 95 }, 'table: level must lie between 0 and 1, got 95; did you mean 0.95?'],
    [{ digits: 0 }, 'table: digits must be a whole number from 1 to 15, got 0'],
    [{ centre: 'mode' as never }, 'table: centre must be mean or median, got "mode"'],
  ])('%j is refused', (options, message) => {
    expect(() => table(fit, options)).toThrow(message);
  });

  test('two fits of one name, none and what is no fit are refused', () => {
    expect(() => table([fit, fit])).toThrow('table: two fits are called "posterior"; give { label, fit }');
    expect(() => table([])).toThrow('table: expected a fit or several, got none');
    expect(() => table({} as never)).toThrow('table: expected a fit, as sample or laplace makes it, got');
  });
});
