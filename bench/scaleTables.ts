import { type Cells, cell } from './cells.ts';
import type { CommandRun } from './command.ts';
import type { Foretold } from './foretold.ts';

/** What is read of a stored fit. */
export interface Read extends Foretold {
  readonly quantities: number;
  readonly sampler: string;
  readonly reason: string;
  readonly chains: number;
  readonly draws: number;
  /** Bulk ESS of the worst quantity, group effects included, and the least tail ESS. */
  readonly minEss: number;
  readonly minEssOf: string;
  readonly minTail: number;
  readonly maxRhat: number;
  readonly divergences: number;
}

export interface ScaleRow extends Read, CommandRun {
  /** Seconds of the same command where it keeps its fit, with draws, data and report. */
  readonly keptSeconds: number;
  readonly name: string;
  readonly family: string;
}

export function scaleTable(rows: readonly ScaleRow[]): Cells {
  const head = ['model', 'quantities', 'sampler', 'chains x draws', 'seconds', 'kept', 'min ESS'];
  const more = ['min tail ESS', 'max R-hat', 'divergences', 'trusted', 'MB'];
  const body = rows.map((row) => [
    row.name,
    String(row.quantities),
    row.sampler,
    `${row.chains} x ${row.draws}`,
    row.seconds.toFixed(2),
    row.keptSeconds.toFixed(2),
    cell(row.minEss),
    cell(row.minTail),
    row.maxRhat?.toFixed(4) ?? '-', // JSON has no NaN
    String(row.divergences),
    row.trusted ? 'yes' : 'no',
    row.peakMegabytes.toFixed(0),
  ]);
  return [[...head, ...more], ...body];
}
