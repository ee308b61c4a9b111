import type { PriorTable } from '../../models/priors/declared.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compile } from '../../src/engine/autodiff/index.ts';
import type { Program } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { glmm, type Model } from '../../src/index.ts';
import type { ResidualCovariance } from '../collapsed/dense.ts';

/** Sixty rows or so: 9 people in 3 sites, most of 5 occasions each, rated by 4; times whole, irregular, and in strata. */
export function longTable(
  order?: (rows: number) => number[],
  shift = 0,
  named: (person: number) => string = (person) => `p${person}`,
) {
  const rng = stream('residual', 'table');
  const columns: Record<string, (number | string)[]> = {};
  for (const name of ['y', 'x', 'o', 'time', 'moment', 'visit', 'person', 'site', 'rater', 'arm'])
    columns[name] = [];
  for (let person = 0; person < 9; person++) {
    const level = rng.normal();
    let moment = 0;
    for (let visit = 0; visit < 5; visit++) {
      moment += 0.2 + rng.uniform();
      if (rng.uniform() < 0.15) continue;
      const x = rng.normal();
      const row = {
        y: 1 + 0.5 * x + level + rng.normal(),
        x,
        o: 0.3 * rng.normal(),
        time: visit + shift,
        moment: moment + shift,
        visit: `v${visit}`,
        person: named(person),
        site: `s${person % 3}`,
        rater: `r${rng.integer(4)}`,
        arm: `a${rng.integer(3)}`,
      };
      for (const [name, value] of Object.entries(row)) columns[name].push(value);
    }
  }
  const rows = columns.y.length;
  const taken = order?.(rows) ?? Array.from({ length: rows }, (_, i) => i);
  return tableFromColumns(
    Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, taken.map((i) => values[i])]),
    ) as Record<string, number[] | string[]>,
  );
}

/** Every structure in its spelling for that table. */
export const spelled = [
  'ar1(time | person)',
  'cs(1 | person)',
  'diag(arm)',
  'car1(moment | person)',
  'us(visit | person)',
  'us(time | person)',
  'hetar1(time | person)',
  'hetcs(visit | person)',
  'arma11(time | person)',
] as const;

export function longModel(
  formula: string,
  residual: string,
  priors: PriorTable = {},
  table = longTable(),
): Model {
  return glmm(formula, table, { residual, priors });
}

/** R from the definition of the structure at what a program reports at alpha. */
export function definedCovariance(
  { design, order, program }: Model,
  alpha: Float64Array,
): ResidualCovariance {
  const { residual } = design;
  if (residual === null) throw new Error('no residual structure');
  const { block, place, syntax } = residual;
  const values = reportedAt(program, alpha, ['residualSd', 'residualCorrelation', 'residualPair']);
  const [sigma] = [...reportedAt(program, alpha, ['auxiliary']), 1];
  return (p, q) => {
    const [i, j] = [order[p], order[q]];
    if (block === null ? i !== j : block[i] !== block[j]) return 0;
    const c = syntax.structure.entry(values, { a: place[i], b: place[j], same: i === j }, residual);
    return sigma * sigma * c;
  };
}

/** Values of the reported quantities of these kinds, in order. */
export function reportedAt(
  { reported, alpha: names }: Program,
  alpha: Float64Array,
  kinds: readonly string[],
): Float64Array {
  const chosen = reported.filter(({ quantity }) => kinds.includes(quantity.kind));
  const out = new Float64Array(chosen.length);
  compile(
    chosen.map(({ expression }) => expression),
    names,
  )(alpha, out);
  return out;
}
