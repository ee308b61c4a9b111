import { type GlmmOptions, glmm, type Model } from '../../models/glmm.ts';
import { type Draws, drawsOf } from '../../models/posterior/draws.ts';
import { type Asked, type Posterior, rowDraws, rowsAt } from '../../models/predict/index.ts';
import { drawParameters } from '../../models/simulate/prior.ts';
import { priorLayout } from '../../models/simulate/priorLayout.ts';
import type { Table } from '../../models/table.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';

/** Columns of about everything that a formula may read. */
export function columns(rows = 24, seed = 'rows') {
  const rng = stream('predict', seed);
  const of = <T>(make: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => make(i));
  const pick = (all: readonly string[], least: number) =>
    of((i) => all[i < least ? i : rng.integer(all.length)]);
  const x = of(() => rng.normal());
  const g = pick(['d', 'a', 'c', 'b', 'e'], 5);
  return {
    x,
    z: of(() => 1 + rng.uniform()),
    f: pick(['u', 'v', 'w'], 3),
    g,
    h: pick(['p', 'q', 'r'], 3),
    by: g.map((level) => (level < 'c' ? 'low' : 'high')),
    g2: pick(['d', 'a', 'c', 'b', 'e'], 5),
    w1: of(() => rng.uniform()),
    w2: of(() => rng.uniform()),
    steps: of((i) => (i < 4 ? i : rng.integer(4))),
    e: of(() => 0.5 + rng.uniform()),
    n: of(() => 1 + rng.integer(6)),
    y: x.map((value) => value + rng.normal()),
    positive: of(() => rng.uniform() + 0.1),
    share: of(() => 0.05 + 0.9 * rng.uniform()),
    bit: of((i) => i % 2),
    count: of(() => rng.integer(7)),
    least1: of(() => 1 + rng.integer(5)),
    s: of(() => rng.integer(2)),
    ordered: of((i) => 1 + (i % 3)),
    named: pick(['k', 'l', 'm'], 3),
    se: of(() => 0.1 + rng.uniform()),
    time: of((i) => (i % 4) + 1),
    subject: of((i) => `s${Math.floor(i / 4)}`),
  };
}

export const table = (rows?: number, seed?: string): Table => tableFromColumns(columns(rows, seed));

export const knownCovariance = {
  names: ['a', 'b', 'c', 'd', 'e'],
  values: Array.from({ length: 5 }, (_, i) =>
    Array.from({ length: 5 }, (_, j) => (i === j ? 1 + i / 4 : 0.3)),
  ),
};

/** A model on those columns. */
export interface ModelCase {
  readonly formula: string;
  readonly options?: GlmmOptions;
}

export const cases: readonly ModelCase[] = [
  { formula: 'y ~ x + f + x:f + (1 + x | g) + (1 | h)' },
  { formula: 'y ~ poly(x, 2) + scale(z) + (1 | g:h) + (x || g)', options: { contrasts: {} } },
  { formula: 'y ~ s(x, k = 5) + mo(steps) + (1 | g)', options: { missing: 'drop' } },
  { formula: 'y ~ bs(x, df = 4) + f + offset(2 * z)', options: { contrasts: { f: 'sum' } } },
  { formula: 'y ~ x + (x | gr(g, by = by)) + (1 | h)' },
  { formula: 'y ~ x + (1 | mm(g, g2, weights = cbind(w1, w2)))' },
  { formula: 'y ~ x + (1 | gr(g, cov = A))', options: { cov: { A: knownCovariance } } },
  { formula: 'y ~ x + (x |p| g); sigma ~ z + (1 |p| g) + offset(x)' },
  { formula: 'y | se(se, sigma = TRUE) ~ x + (1 | g)' },
  { formula: 'y | se(se) ~ x + (1 | g)' },
  { formula: 'y ~ x + (1 | h)', options: { residual: 'hetcs(time | subject)' } },
  {
    formula: 'positive ~ x + f + (1 | g)',
    options: { family: 'lognormal', priors: { sigma: 'half_normal(0.5)' } },
  },
  { formula: 'share ~ x + (1 | g)', options: { family: 'beta', phi: '~ z' } },
  { formula: 'bit ~ x + (1 | g)', options: { family: 'bernoulli', link: 'probit' } },
  { formula: 's | trials(n) ~ x + offset(z) + (1 | g)', options: { family: 'beta_binomial' } },
  { formula: 'cbind(s, n) ~ x + (cs(1 + x | g))', options: { family: 'zero_inflated_binomial' } },
  { formula: 'count ~ x + offset(log(e)) + (1 | g)', options: { family: 'zero_inflated_negbinomial' } },
  { formula: 'least1 ~ x + (1 | g)', options: { family: 'truncated_poisson' } },
  { formula: 'count ~ x + (1 | g)', options: { family: 'hurdle_poisson', hu: '~ x + (1 | h)' } },
  { formula: 'ordered ~ x + (1 | g)', options: { family: 'cumulative' } },
  { formula: 'ordered | thres(2, gr = h) ~ x + (1 | g)', options: { family: 'sratio', link: 'cloglog' } },
  { formula: 'named ~ x + (1 |q| g)', options: { family: 'categorical' } },
];

export function modelOf({ formula, options }: ModelCase, rows?: number): Model {
  return glmm(formula, table(rows), options);
}

/** Draws from the priors: of no posterior, but of every parameter as it may be. */
export function madeUp(model: Model, { chains = 2, draws = 3, seed = 'draws' } = {}): Draws {
  const layout = priorLayout(model);
  const values = Array.from({ length: chains }, (_, c) => {
    const rng = stream(seed, c);
    const out = new Float64Array(layout.names.length * draws);
    for (let d = 0; d < draws; d++)
      drawParameters(rng, layout).forEach((value, q) => {
        out[q * draws + d] = value;
      });
    return out;
  });
  return drawsOf(quantitiesOf(model.program), draws, values);
}

/** One draw of every parameter, again and again: what is drawn besides it has that draw's distribution. */
export function repeated(model: Model, draws: number, seed = 'draws'): Draws {
  const one = madeUp(model, { chains: 1, draws: 1, seed });
  const values = new Float64Array(one.names.length * draws);
  one.values[0].forEach((value, q) => {
    values.fill(value, q * draws, (q + 1) * draws);
  });
  return { ...one, draws, values: [values] };
}

/** The values of one draw, as the model reports them. */
export function valuesOf({ values, draws, names }: Draws, chain: number, draw: number): Float64Array {
  return Float64Array.from(names, (_, q) => values[chain][q * draws + draw]);
}

/** The rows of a table in another order, some of them or several times; without columns left out. */
export function takeTable(of: number, rows: readonly number[], without: readonly string[] = []): Table {
  const all = columns(of);
  return tableFromColumns(
    Object.fromEntries(
      Object.entries(all)
        .filter(([name]) => !without.includes(name))
        .map(([name, values]) => [name, rows.map((row) => values[row])]),
    ) as Record<string, (number | string)[]>,
  );
}

/** All draws at all rows. */
export function allDraws(
  posterior: Posterior,
  data: Table | null,
  {
    scale = 'link',
    groups = 'given',
    seed,
    newLevels = 'error',
  }: Partial<Asked> & { newLevels?: 'error' | 'draw' },
) {
  const rows = rowsAt(posterior.model, data, { groups, newLevels });
  const found = rowDraws(posterior, rows, { scale, groups, ...(seed === undefined ? {} : { seed }) });
  const out = new Float64Array(found.rows * (found.categories?.length ?? 1) * found.chains * found.draws);
  found.fill(0, found.rows, out);
  return { ...found, out };
}
