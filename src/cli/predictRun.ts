import { extname } from 'node:path';
import {
  columnsBeside,
  type GroupRule,
  type PredictedDraws,
  predictDraws,
  refuseNamedOutcomes,
  type Scale,
  summariseRows,
} from '../../models/predict/index.ts';
import type { Column, Table } from '../../models/table.ts';
import type { Content } from '../data/content.ts';
import { formatCsv } from '../data/formatCsv.ts';
import { readTable } from '../data/readTable.ts';
import { tableParquet } from '../data/tableParquet.ts';
import { InputError } from '../engine/errors.ts';
import { drawColumns, predictionRows, predictionTable, summaryColumns } from '../report/predictionTable.ts';
import { renderTable } from '../report/renderTable.ts';
import { openFit } from '../report/stored/openFit.ts';
import { refuseForeignCsv, refuseForeignJson, refuseInput } from '../report/stored/ownOutputs.ts';
import { writeResults } from '../report/stored/writeResults.ts';
import { interruption } from './interrupt.ts';
import { judge } from './judge.ts';
import { terminalWidth } from './terminal.ts';

/** As the command line has them. */
export interface PredictFlags {
  readonly new?: string;
  readonly scale: string;
  readonly quantile?: number;
  readonly above?: number;
  readonly parameter?: string;
  readonly groups: string;
  readonly newGroups?: boolean;
  readonly perTrial?: boolean;
  readonly level: number;
  readonly draws?: boolean;
  readonly seed: string;
  readonly na: readonly string[];
  readonly decimal?: string;
  readonly sheet?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly force?: boolean;
}

/** Rows of a table on the screen. */
const mostShown = 12;

/** Predicts, prints what the numbers are and the first of them, and writes all to a file where one is asked for. The exit code is as `judge` has it. */
export async function runPredict(path: string, flags: PredictFlags): Promise<number> {
  const format = checkFlags(flags);
  const fit = await openFit(path, 'predict');
  const data = flags.new === undefined ? null : await readNew(flags.new, flags);
  const groups = flags.groups as GroupRule;
  const scale = scaleOf(flags);
  const { seed, level } = flags;
  const found = predictDraws(fit, {
    ...{ scale, groups, seed },
    newLevels: flags.newGroups === true ? 'draw' : 'error',
    perTrial: flags.perTrial === true,
    ...(data === null ? {} : { data }),
  });
  const inputs = [path, ...(flags.new === undefined ? [] : [flags.new])];
  const beside = predictorsOf(data ?? found.model.declaration.table, columnsBeside(found.model, groups));
  if (flags.draws === true) {
    const table = drawColumns(found, beside);
    await write(flags, format, table, found, inputs);
    process.stdout.write(`${found.statement}\n${table.rows} draws of ${found.rows} rows in ${flags.out}\n`);
    return judge(fit);
  }
  refuseNamedOutcomes(found.model, scale);
  const table = summaryColumns(found, summariseRows(found, level), beside);
  if (flags.out !== undefined) await write(flags, format, table, found, inputs);
  process.stdout.write(
    flags.json === true
      ? jsonOf(table, found, level)
      : renderTable(
          predictionTable(table, found, { level, most: mostShown, out: flags.out ?? null }),
          'text',
          {
            width: terminalWidth(),
          },
        ),
  );
  return judge(fit);
}

/** Throws InputError for flags that say nothing or exclude each other; the format that the file's name ends with. */
function checkFlags({ out, draws, json, level, quantile, above, parameter }: PredictFlags): string | null {
  if (!(level > 0 && level < 1))
    throw new InputError(`predict: --level must lie between 0 and 1, got ${level}`);
  if ([quantile, above, parameter].filter((one) => one !== undefined).length > 1)
    throw new InputError('predict: --quantile, --above and --parameter exclude each other');
  if (draws === true && out === undefined)
    throw new InputError('predict: --draws are many; name a file, --out draws.parquet');
  if (draws === true && json === true)
    throw new InputError('predict: --json is of summaries; for draws name a file, --out draws.json');
  if (out === undefined) return null;
  const end = extname(out).toLowerCase();
  if (['.csv', '.parquet', '.json'].includes(end)) return end;
  throw new InputError(`predict: --out ends in .csv, .parquet or .json, got "${out}"`);
}

function scaleOf({ scale, quantile, above, parameter }: PredictFlags): Scale {
  if (quantile !== undefined) return { quantile };
  if (above !== undefined) return { above };
  if (parameter !== undefined) return { parameter };
  if (scale === 'link' || scale === 'mean' || scale === 'outcome' || scale === 'sd') return scale;
  throw new InputError(
    `predict: --scale is link, mean, outcome or sd, got "${scale}"; or take --quantile, --above or --parameter`,
  );
}

function readNew(path: string, { na, decimal, sheet }: PredictFlags): Promise<Table> {
  return readTable(path, {
    na: [...na],
    ...(decimal === undefined ? {} : { decimal: decimal as '.' | ',' }),
    ...(sheet === undefined ? {} : { sheet }),
  });
}

/** The columns that predictions read, as they stand in the data. */
function predictorsOf({ columns }: Table, names: readonly string[]): ReadonlyMap<string, Column> {
  return new Map(
    names.flatMap((name) => {
      const column = columns.get(name);
      return column === undefined ? [] : [[name, column] as const];
    }),
  );
}

async function write(
  { out, force = false, level }: PredictFlags,
  format: string | null,
  table: Table,
  found: PredictedDraws,
  inputs: readonly string[],
): Promise<void> {
  if (out === undefined) return;
  const contents: Readonly<Record<string, () => Content>> = {
    '.csv': () => formatCsv(table),
    '.parquet': () => tableParquet(table, { 'poolwise.statement': found.statement }),
    '.json': () => jsonOf(table, found, level),
  };
  await refuseInput('--out', out, inputs);
  if (!force)
    await (format === '.json' ? refuseForeignJson(out) : refuseForeignCsv(out, startOfFile(format, table)));
  const content = contents[format ?? '.csv']();
  await writeResults([{ path: out, content }], null, { force, signal: interruption });
}

/** What a file that this wrote begins with. */
function startOfFile(format: string | null, { columns }: Table): string {
  return format === '.parquet' ? 'PAR1' : [...columns.keys()].slice(0, 1).join('');
}

function jsonOf(table: Table, { statement, dropped }: PredictedDraws, level: number): string {
  return `${JSON.stringify({ statement, level, dropped, rows: predictionRows(table) }, null, 1)}\n`;
}
