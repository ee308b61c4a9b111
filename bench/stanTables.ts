import { type Cells, cell } from './cells.ts';
import type { StanRow } from './stanModel.ts';

/** Effective samples per chain-second, ours over Stan's. */
export function stanTable(rows: readonly StanRow[]): Cells {
  const head = ['model', 'sampler', 'quantities', 'Stan min ESS', 'chain-seconds', 'per second'];
  const more = ['our min ESS', 'chain-seconds', 'per second', 'ratio', 'Stan compile s', 'our command s'];
  const body = rows.map(({ name, sampler, quantities, stan, ours, ...row }) => [
    name,
    sampler,
    String(quantities),
    ...[stan.minEss, stan.chainSeconds, stan.essPerSecond].map(cell),
    ...[ours.minEss, ours.chainSeconds, ours.essPerSecond, row.ratio].map(cell),
    ...[row.compileSeconds, row.commandSeconds].map(cell),
  ]);
  return [[...head, ...more], ...body];
}

/** The geometric mean of the ratios of the small models. */
export function smallMean(rows: readonly StanRow[]): number {
  const small = rows.filter((row) => !row.name.startsWith('hospital'));
  return Math.exp(small.reduce((sum, row) => sum + Math.log(row.ratio), 0) / small.length);
}
