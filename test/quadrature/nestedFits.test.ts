import { beforeAll, describe, expect, test } from 'vitest';
import { glmm, type Model } from '../../models/glmm.ts';
import { column, type Draws } from '../../models/posterior/draws.ts';
import { halfNormal, normal } from '../../models/priors/constructors.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { sample } from '../../src/run/sample.ts';

/** What is done to the data or the declaration; what is left out stays as it is. */
interface Change {
  readonly order?: readonly number[];
  readonly mother?: (name: string) => string;
  readonly cluster?: (name: string) => string;
  readonly y?: (y: number) => number;
  readonly x?: (x: number) => number;
  /** Of the prior of x' coefficient. */
  readonly sd?: number;
}

interface Row {
  readonly y: number;
  readonly x: number;
  readonly mother: number;
  readonly cluster: number;
}

/**
 * Mothers of one to three binary rows in eight clusters: one cluster of one mother of one row, one of one mother, one all of whose rows are 1, and siblings
 * whose x differ by the same, so that classes of levels are tabulated beside levels that are not.
 */
const rows: readonly Row[] = (() => {
  const rng = stream('nested fits');
  const mothers = [1, 1, 4, 6, 6, 7, 7, 8].flatMap((many, cluster) => Array(many).fill(cluster)) as number[];
  return mothers.flatMap((cluster, mother) => {
    const start = rng.normal();
    const many = mother === 0 ? 1 : 1 + (mother % 3);
    const effect = 1.5 * rng.normal() + (cluster % 3) - 1;
    return Array.from({ length: many }, (_, i) => {
      const x = start + (many === 2 ? i : 0.3 * i * rng.normal());
      const y = cluster === 2 || rng.uniform() < 1 / (1 + Math.exp(-x - effect)) ? 1 : 0;
      return { y, x, mother, cluster };
    });
  });
})();

const two = (n: number): string => String(n).padStart(2, '0');

function declared(change: Change = {}): Model {
  const { order, mother = (m) => m, cluster = (c) => c, y = (v) => v, x = (v) => v, sd = 1 } = change;
  const all = (order ?? rows.map((_, i) => i)).map((i) => rows[i]);
  const table = tableFromColumns({
    y: all.map((row) => y(row.y)),
    x: all.map((row) => x(row.x)),
    m: all.map((row) => mother(`m${two(row.mother)}`)),
    c: all.map((row) => cluster(`c${row.cluster}`)),
  });
  const priors = { Intercept: normal(0, 2), b: normal(0, sd), sd: halfNormal(2) };
  return glmm('y ~ x + (1 | c) + (1 | m)', table, { family: 'bernoulli', priors });
}

const settings = { chains: 2, draws: 200, workers: 0, seed: 'nested fits' } as const;

async function drawn(change: Change = {}, sampler: 'quadrature' | 'nuts' = 'quadrature'): Promise<Draws> {
  const fit = await sample(declared(change), { ...settings, sampler });
  expect(fit.sampler.strategy).toBe(sampler);
  return fit.draws;
}

const all = (draws: Draws, name: string): number[] => column(draws, name).flatMap((chain) => [...chain]);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
const sdOf = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));

/** Largest difference of a quantity's draws from those expected. */
function apart(found: Draws, name: string, expected: readonly number[]): number {
  const values = all(found, name);
  return values.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
}

/** Means and sds of two posteriors are those of one, as far as draws tell: worth a fifth of their number at least, and 4.5 standard errors for all quantities at once. */
function expectSame(a: readonly number[], b: readonly number[], name: string): void {
  const error = sdOf(a) * Math.sqrt(2 / (a.length / 5));
  expect(Math.abs(mean(a) - mean(b)), `mean of ${name}`).toBeLessThan(4.5 * error);
  expect(Math.abs(Math.log(sdOf(a) / sdOf(b))), `sd of ${name}`).toBeLessThan(4.5 / Math.sqrt(a.length / 5));
}

describe('a fit by quadrature over two nested factors', () => {
  let plain: Draws;
  beforeAll(async () => {
    plain = await drawn();
  });

  test('has the posterior of NUTS', async () => {
    const other = await drawn({}, 'nuts');
    expect(other.names).toEqual(plain.names);
    for (const name of plain.names) expectSame(all(plain, name), all(other, name), name);
  }, 60_000);

  test('does not change with the order of the rows', async () => {
    const rng = stream('order');
    const order = rows.map((_, i) => ({ i, key: rng.uniform() })).sort((a, b) => a.key - b.key);
    const other = await drawn({ order: order.map(({ i }) => i) });
    for (const name of plain.names) expect(all(other, name), name).toEqual(all(plain, name));
  });

  test('has the same draws under other names of the levels that sort alike', async () => {
    const other = await drawn({ mother: (m) => `mother ${m}`, cluster: (c) => `cluster ${c}` });
    for (const name of ['b_Intercept', 'b_x', 'sd_m__Intercept', 'sd_c__Intercept'])
      expect(all(other, name), name).toEqual(all(plain, name));
    expect(all(other, 'r_m[mother m03,Intercept]')).toEqual(all(plain, 'r_m[m03,Intercept]'));
  });

  test('has the same posterior where names sort the other way', async () => {
    const turned = (name: string): string => `${name[0]}${two(99 - Number(name.slice(1)))}`;
    const other = await drawn({ mother: turned, cluster: turned });
    for (const name of ['b_Intercept', 'b_x', 'sd_m__Intercept', 'sd_c__Intercept'])
      expectSame(all(other, name), all(plain, name), name);
    expectSame(all(other, 'r_m[m96,Intercept]'), all(plain, 'r_m[m03,Intercept]'), 'm03');
    expectSame(all(other, 'r_c[c97,Intercept]'), all(plain, 'r_c[c2,Intercept]'), 'c2');
  });

  test('has coefficients and effects of the other sign for the other outcome', async () => {
    const other = await drawn({ y: (y) => 1 - y });
    for (const name of plain.names) {
      const sign = name.startsWith('sd_') ? 1 : -1;
      expectSame(
        all(other, name).map((v) => sign * v),
        all(plain, name),
        name,
      );
    }
  });

  test('has the same draws for a predictor in another unit, with its prior', async () => {
    const other = await drawn({ x: (x) => 8 * x, sd: 1 / 8 });
    expect(
      apart(
        other,
        'b_x',
        all(plain, 'b_x').map((b) => b / 8),
      ),
    ).toBeLessThan(1e-6);
    for (const name of plain.names.filter((n) => n !== 'b_x'))
      expect(apart(other, name, all(plain, name)), name).toBeLessThan(1e-6);
  });

  test('has another intercept alone for a predictor that is shifted', async () => {
    const other = await drawn({ x: (x) => x + 3 });
    const slope = all(plain, 'b_x');
    expect(
      apart(
        other,
        'b_Intercept',
        all(plain, 'b_Intercept').map((a, i) => a - 3 * slope[i]),
      ),
    ).toBeLessThan(1e-6);
    for (const name of plain.names.filter((n) => n !== 'b_Intercept'))
      expect(apart(other, name, all(plain, name)), name).toBeLessThan(1e-6);
  });
});
