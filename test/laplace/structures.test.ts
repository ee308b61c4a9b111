import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CovarianceStructure } from '../../models/covariance/structure.ts';
import { type CovarianceKind, structures } from '../../models/covariance/structures.ts';
import { groupsOf } from '../../models/design/terms.ts';
import { reportedParameters } from '../../models/likelihood/parameters.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { laplaceMarginal } from '../../src/engine/laplace/marginal.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import { stream } from '../../src/engine/rng.ts';
import { glmm, laplace, type Model } from '../../src/index.ts';

interface Case {
  readonly family: 'gaussian' | 'poisson';
  readonly kind: CovarianceKind;
  readonly beta: readonly [number, number];
  readonly sigma: number | null;
  readonly logLik: number;
  readonly sds: readonly number[];
  readonly correlation: readonly number[];
}

interface Columns {
  readonly y: number[];
  readonly n: number[];
  readonly x: number[];
  readonly time: number[];
  readonly place: number[];
  readonly f: string[];
  readonly g: string[];
}

/** Made by structures.R, which says with what. */
const { data, cases } = JSON.parse(readFileSync(new URL('structures.json', import.meta.url), 'utf8')) as {
  data: Columns;
  cases: Case[];
};

function termFor(kind: CovarianceKind): string {
  return structures[kind].coefficients === 'block' ? `${kind}(0 + f | g)` : `${kind}(${inTime(kind)} | g)`;
}

function inTime(kind: CovarianceKind): string {
  const { coefficients } = structures[kind];
  if (coefficients === 'places' || coefficients === 'points') return 'place';
  return coefficients === 'times' ? 'time' : 'f';
}

function modelOf(kind: CovarianceKind, family: Case['family'], columns: Columns = data): Model {
  const outcome = family === 'gaussian' ? 'y' : 'n';
  return glmm(`${outcome} ~ x + ${termFor(kind)}`, tableFromColumns(columns as never), { family });
}

function logLikelihood({ program }: Model): (alpha: Float64Array) => number {
  const marginal = laplaceMarginal(latentModel(program, 'exclude'));
  const unused = new Float64Array(program.alpha.length);
  return (alpha) => marginal.logDensityAndGradient(alpha, unused);
}

/** Newton's method for the alpha at which the reported values are those. */
function alphaAt(model: Model, wanted: readonly number[]): Float64Array {
  const parameters = reportedParameters(model.program);
  const n = parameters.length;
  const alpha = new Float64Array(n);
  for (let step = 0; step < 60; step++) {
    const rows = parameters.map((parameter, p) => {
      const slopes = new Float64Array(n);
      const value = parameter.valueAndGradient(alpha, slopes);
      return [...slopes, wanted[p] - value];
    });
    solveInPlace(rows).forEach((move, i) => {
      alpha[i] += Math.max(-1, Math.min(1, move));
    });
  }
  return alpha;
}

/** Gauss-Jordan with pivots, on rows [A | b]. */
function solveInPlace(rows: number[][]): number[] {
  const n = rows.length;
  for (let c = 0; c < n; c++) {
    const p = rows.findIndex(
      (_, r) => r >= c && Math.abs(rows[r][c]) === Math.max(...rows.slice(c).map((row) => Math.abs(row[c]))),
    );
    [rows[c], rows[p]] = [rows[p], rows[c]];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const by = rows[r][c] / rows[c][c];
      for (let j = c; j <= n; j++) rows[r][j] -= by * rows[c][j];
    }
  }
  return rows.map((row, r) => row[n] / row[r]);
}

/** Over the places of the data, where it asks. */
function structureOf(kind: CovarianceKind): CovarianceStructure {
  const places = [...new Set(data.place)].sort((a, b) => a - b).map((place) => [place]);
  return structures[kind].over?.(places) ?? structures[kind];
}

/** The reported values of a case: coefficients, the structure's parameters as read off its matrix, sigma. */
function reportedOf(model: Model, { beta, sigma, sds, correlation }: Case): number[] {
  const [group] = groupsOf(model.design);
  const k = group.coefs.length;
  const parameters = structureOf(group.covariance).parameters(group);
  const ofTerm = parameters.map(({ of: [i, j], root = 1, read }) => {
    if (j === undefined) return sds[i];
    const shared = correlation[i * k + j];
    return read === undefined ? shared ** root : read(shared);
  });
  return [...beta, ...ofTerm, ...(sigma === null ? [] : [sigma])];
}

describe.each(cases.map((one) => [one.kind, one.family, one] as const))('%s, %s', (kind, family, one) => {
  test('the log likelihood at fixed parameters is that of glmmTMB', () => {
    const model = modelOf(kind, family);
    const wanted = reportedOf(model, one);
    const alpha = alphaAt(model, wanted);
    const values = reportedParameters(model.program).map((p) =>
      p.valueAndGradient(alpha, new Float64Array(alpha.length)),
    );
    values.forEach((value, p) => {
      expect(value).toBeCloseTo(wanted[p], 11);
    });
    expect(Math.abs(logLikelihood(model)(alpha) - one.logLik)).toBeLessThan(1e-8);
  });
});

/** log N(y; X beta, Z G Z' + sigma^2), no code of ours but G itself, which structures.test.ts holds. */
function denseLogLikelihood(
  columns: Columns,
  beta: readonly number[],
  g: Float64Array,
  sigma: number,
): number {
  const { y, x, time } = columns;
  const n = y.length;
  const [first, last] = [Math.min(...time), Math.max(...time)];
  const k = last - first + 1;
  const v = Float64Array.from({ length: n * n }, (_, e) => {
    const [i, j] = [Math.floor(e / n), e % n];
    const shared = columns.g[i] === columns.g[j] ? g[(time[i] - first) * k + time[j] - first] : 0;
    return shared + (i === j ? sigma * sigma : 0);
  });
  const l = cholesky(v, n) as Float64Array;
  const z = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    z[i] = y[i] - beta[0] - beta[1] * x[i];
    for (let j = 0; j < i; j++) z[i] -= l[i * n + j] * z[j];
    z[i] /= l[i * n + i];
    sum -= 0.5 * z[i] * z[i] + Math.log(l[i * n + i]) + 0.5 * Math.log(2 * Math.PI);
  }
  return sum;
}

function randomAlpha(model: Model, seed: string): Float64Array {
  const rng = stream('structures', seed);
  return Float64Array.from(model.program.alpha, () => 0.5 * rng.normal());
}

function valuesAt(model: Model, alpha: Float64Array): number[] {
  const unused = new Float64Array(alpha.length);
  return reportedParameters(model.program).map((p) => p.valueAndGradient(alpha, unused));
}

describe.each(Object.keys(structures) as CovarianceKind[])('%s', (kind) => {
  const model = modelOf(kind, 'gaussian');
  const alpha = randomAlpha(model, kind);
  const values = valuesAt(model, alpha);

  test('the marginal likelihood is a multivariate normal density', () => {
    const ofTerm = values.slice(2, -1);
    const g = structureOf(kind).covariance(5, ofTerm);
    const dense = denseLogLikelihood(data, values.slice(0, 2), g, values[values.length - 1]);
    expect(logLikelihood(model)(alpha)).toBeCloseTo(dense, 8);
  });

  test('everything declared moves it', () => {
    const at = logLikelihood(model);
    const here = at(alpha);
    alpha.forEach((_, i) => {
      const moved = alpha.slice();
      moved[i] += 0.1;
      expect(Math.abs(at(moved) - here)).toBeGreaterThan(1e-4);
    });
  });

  test('relabelling the groups and permuting rows changes nothing', () => {
    const order = data.y.map((_, i) => i).sort((a, b) => data.x[a] - data.x[b] || a - b);
    const moved = Object.fromEntries(
      Object.entries(data).map(([name, column]) => [name, order.map((i) => column[i])]),
    ) as unknown as Columns;
    const other = modelOf(kind, 'gaussian', {
      ...moved,
      g: moved.g.map((name) => `z${9 - Number(name[1])}`),
    });
    expect(logLikelihood(other)(alpha)).toBeCloseTo(logLikelihood(model)(alpha), 9);
  });
});

describe('times', () => {
  test('whole numbers without rows are times between others', () => {
    const kept = data.time.flatMap((t, i) => (t === 3 ? [] : [i]));
    const gap = Object.fromEntries(
      Object.entries(data).map(([name, column]) => [name, kept.map((i) => column[i])]),
    ) as unknown as Columns;
    const model = modelOf('ar1', 'gaussian', gap);
    expect(model.design.groups[0].coefs).toEqual(['time1', 'time2', 'time3', 'time4', 'time5']);
    expect(model.notes.map(({ kind }) => kind)).toContain('emptyTimes');
    const alpha = randomAlpha(model, 'gap');
    const values = valuesAt(model, alpha);
    const g = structures.ar1.covariance(5, values.slice(2, 4));
    const dense = denseLogLikelihood(gap, values.slice(0, 2), g, values[4]);
    expect(logLikelihood(model)(alpha)).toBeCloseTo(dense, 8);
  });

  test('a factor in declared order is the same as its numbers', () => {
    const table = tableFromColumns(data as never);
    const factors = { f: ['t1', 't2', 't3', 't4', 't5'] };
    const other = glmm('y ~ x + ar1(f | g)', table, { factors });
    const alpha = randomAlpha(other, 'factor');
    expect(logLikelihood(other)(alpha)).toBeCloseTo(logLikelihood(modelOf('ar1', 'gaussian'))(alpha), 10);
  });
});

test('a fit reports its sds, correlations and modes', () => {
  const fit = laplace(glmm('y ~ x + homcs(f | g)', tableFromColumns(data as never)));
  expect(fit.population.names).toEqual(['b_Intercept', 'b_x', 'sd_g__homcs(f)', 'cor_g__homcs(f)', 'sigma']);
  expect(fit.certificate.converged).toBe(true);
});
