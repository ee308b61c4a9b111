import { join } from 'node:path';
import { type SimulatedData, simulateData } from '../../models/predict/index.ts';
import type { Column, Table } from '../../models/table.ts';
import { formatCsv } from '../data/formatCsv.ts';
import { readTable } from '../data/readTable.ts';
import { writeCsv } from '../data/writeCsv.ts';
import { openFit } from '../report/stored/openFit.ts';
import { refuseForeignCsv, refuseInput } from '../report/stored/ownOutputs.ts';
import { judge } from './judge.ts';

/** As the command line has them. */
export interface SimulateFitFlags {
  readonly seed: string;
  readonly new?: string;
  readonly dataSets?: number;
  readonly groups?: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** Writes data sets of a stored fit: its data, or new ones, with simulated outcomes in the place of theirs. The exit code is as `judge` has it. */
export async function runSimulateFit(path: string, flags: SimulateFitFlags): Promise<number> {
  const fit = await openFit(path, 'simulate');
  const data = await readTable(flags.new ?? join(path, 'data.parquet'));
  const { seed, dataSets = 1, groups = 'kept', out } = flags;
  const found = simulateData(fit, { data, dataSets, seed, groups: groups as 'kept' });
  const table = withOutcomes(data, found);
  process.stderr.write(`${found.statement}; ${dataSets} data ${dataSets === 1 ? 'set' : 'sets'}\n`);
  if (out === undefined) {
    process.stdout.write(formatCsv(table));
    return judge(fit);
  }
  await refuseInput('--out', out, [path, ...(flags.new === undefined ? [] : [flags.new])]);
  if (flags.force !== true) await refuseForeignCsv(out, [...table.columns.keys()].join(','));
  await writeCsv(table, out);
  return judge(fit);
}

/** Data sets one below the other, numbered in the first column; outcomes stand where theirs did. */
function withOutcomes(data: Table, { columns: own, categories, rowNumbers }: SimulatedData): Table {
  const each = rowNumbers.length;
  const total = each * own[0].values.length;
  const rows = Int32Array.from({ length: total }, (_, i) => rowNumbers[i % each]);
  const set = Float64Array.from(rows, (_, i) => Math.floor(i / each) + 1);
  const columns = new Map<string, Column>([['data_set', { kind: 'number', values: set }]]);
  for (const [name, column] of data.columns) columns.set(name, atRows(column, rows));
  for (const { name, values: sets } of own) {
    const values = Float64Array.from(rows, (_, i) => sets[Math.floor(i / each)][i % each]);
    columns.set(
      name,
      categories === null
        ? { kind: 'number', values }
        : { kind: 'factor', levels: categories, codes: Int32Array.from(values, (y) => y - 1) },
    );
  }
  return { source: 'simulated', rows: total, columns };
}

function atRows(column: Column, rows: Int32Array): Column {
  switch (column.kind) {
    case 'number':
      return { kind: 'number', values: Float64Array.from(rows, (row) => column.values[row - 1]) };
    case 'factor':
      return { ...column, codes: rows.map((row) => column.codes[row - 1]) };
    case 'boolean':
      return { kind: 'boolean', values: Int8Array.from(rows, (row) => column.values[row - 1]) };
  }
}
