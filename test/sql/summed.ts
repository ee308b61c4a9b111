import { expect } from 'vitest';
import type { GlmmOptions } from '../../models/glmm.ts';
import { modelFromSql } from '../../src/data/sql/modelFromSql.ts';
import { compileCollapsed } from '../../src/engine/collapsed/density.ts';
import { demandCollapsed } from '../../src/engine/collapsed/integrate.ts';
import { type Program, quantityNames } from '../../src/engine/program/program.ts';

/** Rows that any engine makes the same of: whole numbers by remainders, and doubles by one division of those. */
export function summedQuery(rows: number, series = `range(${rows}) AS r(i)`): string {
  return `SELECT i % 3 AS a, CASE (i * 7) % 5 WHEN 0 THEN 'f' WHEN 1 THEN 'm' ELSE 'o''x' END AS s,
    CASE WHEN i % 100 = 0 THEN NULL ELSE (i * 11) % 20 END AS g, CONCAT('h', ((i * 11) % 20) % 4) AS h, CONCAT('k', (i * 5) % 7) AS k,
    CAST((i * 7919) % 100003 AS DOUBLE PRECISION) / 10000 + 50 AS x, CAST((i * 17) % 1009 + 1 AS DOUBLE PRECISION) / 100 AS z,
    CAST(1 + (i * 23) % 3 AS DOUBLE PRECISION) AS w, CONCAT('p', i) AS id, 'all' AS one, (i * 29) % 13 < 6 AS t,
    CAST((i * i * 31 + i * 101) % 10007 AS DOUBLE PRECISION) / 5000 + CAST((i * 11) % 20 AS DOUBLE PRECISION) / 7
      + CAST((i * 7919) % 100003 AS DOUBLE PRECISION) / 100000 AS y FROM ${series}`;
}

/** Rows in series: id, within site, within arm; up to ten whole times, some of which are left out; `moment` is another time, in quarters. */
export function seriesQuery(rows: number, series = `range(${rows}) AS r(i)`): string {
  const each = Math.ceil(rows / 10);
  return `SELECT *, id % 17 AS site, CONCAT('a', id % 17 % 5) AS arm, CAST((time * 3) % 11 AS DOUBLE PRECISION) / 4 AS moment FROM (
    SELECT i, (i * 7) % ${each} AS id, (i - i % ${each}) / ${each} AS time, CASE (i * 7) % 5 WHEN 0 THEN 'f' WHEN 1 THEN 'm' ELSE 'x' END AS s,
    CAST((i * 7919) % 100003 AS DOUBLE PRECISION) / 10000 + 50 AS x, CAST((i * 17) % 1009 + 1 AS DOUBLE PRECISION) / 100 AS z,
    CAST((i * i * 31 + i * 101) % 10007 AS DOUBLE PRECISION) / 5000 + CAST((i * 11) % 20 AS DOUBLE PRECISION) / 7
      + CAST((i * 7919) % 100003 AS DOUBLE PRECISION) / 100000 AS y FROM ${series}) AS q WHERE (i * 13) % 11 > 1`;
}

/** A known covariance of the levels of g. */
const names = Array.from({ length: 20 }, (_, i) => String(i));
const A = {
  names,
  values: Float64Array.from({ length: 400 }, (_, i) => 2 ** -Math.abs((i % 20) - Math.floor(i / 20))),
};

export const summedFormulas: readonly (readonly [string, GlmmOptions])[] = [
  ['y ~ x * s + t + (1 + x | g)', {}],
  ['y ~ scale(x) + poly(z, 3) + log(z) + s + (scale(x) || g)', { contrasts: { s: 'sum' } }],
  ['y ~ ns(x, df = 3) + bs(z, df = 4) + (1 | g) + (1 | k)', {}],
  ['y ~ x + offset(log(z)) + (1 | h) + (1 | g)', { weights: 'w' }],
  ['y ~ x + (1 | g)', {}],
  ['y ~ 1', {}],
  ['y ~ 0 + s + s:x + factor(a) + (1 | h:k)', {}],
  ['log(z) ~ I(x^2) + (x + s | k)', { priors: { b: 'normal(0, 2)' } }],
  ['y ~ x + h + (1 + x | gr(g, by = h)) + (1 | k)', {}],
  ['y ~ x + (1 + x | gr(g, cov = A)) + (1 | k)', { cov: { A } }],
  ['y ~ x + (1 + x | mm(h, k, weights = cbind(w, a))) + (1 | gr(g, prec = A))', { cov: { A } }],
  ['y ~ x + (1 + x | q | gr(g, by = h)) + (0 + z | q | gr(g, by = h))', {}],
  ['y ~ x * s + (1 + x | g)', { residual: 'diag(a)' }],
];

/** Of `seriesQuery`. */
export const seriesFormulas: readonly (readonly [string, GlmmOptions])[] = [
  ['y ~ x * s + time + (1 + x | site)', { residual: 'ar1(time | id)' }],
  ['y ~ x + (1 | id)', { residual: 'car1(moment | id)' }],
  ['y ~ x', { residual: 'ar1(time | id)' }],
  ['y ~ x + (1 | site) + (1 + time | arm)', { residual: 'ar1(time | id)' }],
  ['y ~ x + (1 + x | site/id)', { residual: 'ar1(time | id)' }],
  ['y ~ poly(time, 2) + offset(log(z)) + (1 + z || arm)', { residual: 'ar1(time | site:id)' }],
  ['y ~ x + (1 + x | gr(site, by = arm))', { residual: 'car1(time | id)' }],
  ['y ~ 0 + s + s:x + (0 + x | mm(site, arm))', { residual: 'car1(moment | id)' }],
];

/** The collapsed log density and its gradient at a few points. */
export function collapsedValues(program: Program): number[] {
  const density = compileCollapsed(program, demandCollapsed(program));
  return [0, 0.3, -0.4].flatMap((at) => {
    const gamma = Float64Array.from({ length: density.dimension }, (_, i) => at + 0.05 * i);
    const gradient = new Float64Array(gamma.length);
    return [density.logDensityAndGradient(gamma, gradient), ...gradient];
  });
}

/** How far the collapsed density and its gradient are from those of the rows, relative to their size; that the parameters are the same. */
export async function mostApart(
  formula: string,
  options: GlmmOptions,
  query = summedQuery(2000),
): Promise<number> {
  const which = { query };
  const whole = await modelFromSql('duckdb:', formula, options, { ...which, rows: true });
  const summed = await modelFromSql('duckdb:', formula, options, which);
  expect([whole.condensed, summed.condensed]).toEqual([undefined, 'sums']);
  expect(quantityNames(summed.program)).toEqual(quantityNames(whole.program));
  const wanted = collapsedValues(whole.program);
  return Math.max(
    ...collapsedValues(summed.program).map(
      (value, i) => Math.abs(value - wanted[i]) / (1 + Math.abs(wanted[i])),
    ),
  );
}
