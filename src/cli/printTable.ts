import { extname } from 'node:path';
import { checkFormat, type PrintedTable, renderTable, type TableFormat } from '../report/renderTable.ts';
import { refuseForeignCsv, refuseInput } from '../report/stored/ownOutputs.ts';
import { writeResults } from '../report/stored/writeResults.ts';
import { notesOf } from '../report/table/table.ts';
import { interruption } from './interrupt.ts';
import { terminalWidth } from './terminal.ts';

/** How a table is written, and where. */
export interface TableOutput {
  readonly as?: string;
  readonly out?: string;
  readonly booktabs?: boolean;
  readonly force?: boolean;
}

const formatsByEnd: Readonly<Record<string, TableFormat>> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.tex': 'latex',
  '.csv': 'csv',
};

/** The format asked for, or what the file's name ends with says; text otherwise. Throws InputError for one that is none. */
export function formatOf({ as, out }: TableOutput): TableFormat {
  if (as === undefined) return formatsByEnd[extname(out ?? '').toLowerCase()] ?? 'text';
  checkFormat(as);
  return as;
}

/**
 * Prints a table (of CSV its notes on standard error), or writes it to the file asked for. Throws InputError where something stands there that this did not write.
 * @param inputs files and folders that are read
 */
export async function printTable(
  table: PrintedTable,
  output: TableOutput,
  inputs: readonly string[],
): Promise<void> {
  const { out, booktabs = false, force = false } = output;
  const format = formatOf(output);
  if (format === 'csv')
    process.stderr.write(
      notesOf(table)
        .map((note) => `${note}\n`)
        .join(''),
    );
  if (out === undefined) {
    process.stdout.write(renderTable(table, format, { width: terminalWidth(), booktabs }));
    return;
  }
  const content = renderTable(table, format, { booktabs });
  await refuseInput('--out', out, inputs);
  if (!force) await refuseForeignCsv(out, content.split('\n')[0]);
  await writeResults([{ path: out, content }], null, { force, signal: interruption });
}
