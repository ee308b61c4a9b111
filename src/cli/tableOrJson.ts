import { InputError } from '../engine/errors.ts';
import { effectJson } from '../report/effectTable.ts';
import type { PrintedTable } from '../report/renderTable.ts';
import type { OpenedFit } from '../report/stored/openFit.ts';
import { judge } from './judge.ts';
import { formatOf, printTable, type TableOutput } from './printTable.ts';

/** Of `addTableFlags`. */
export interface TableOrJson extends TableOutput {
  readonly json?: boolean;
}

/** Finds out before the work what cannot be written after it. */
export function checkTableFlags(where: string, flags: TableOrJson): void {
  formatOf(flags);
  if (flags.json === true && (flags.as !== undefined || flags.out !== undefined))
    throw new InputError(`${where}: --json prints JSON on standard output; leave --as and --out out`);
}

/** Prints a table, or JSON; 0, or 2 with a word on standard error where the fit should not be trusted as it is. */
export async function deliverTable(
  fit: OpenedFit,
  table: PrintedTable,
  json: unknown,
  flags: TableOrJson,
  path: string,
): Promise<number> {
  if (flags.json === true) process.stdout.write(effectJson(json));
  else await printTable(table, flags, [path]);
  return judge(fit);
}
