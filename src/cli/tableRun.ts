import { gather, type TableOptions, tableOf } from '../report/fitTable.ts';
import { readStoredFits } from '../report/stored/storedFit.ts';
import { formatOf, printTable, type TableOutput } from './printTable.ts';

/** As the command line has them. */
export interface TableFlags extends TableOutput {
  readonly level?: number;
  readonly digits: number;
  readonly centre: NonNullable<TableOptions['centre']>;
  readonly label: Readonly<Record<string, string>>;
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
}

/** Prints the table of stored fits; 0, or 2 where one of them should not be trusted as it is. */
export async function runTable(paths: readonly string[], flags: TableFlags): Promise<number> {
  formatOf(flags);
  const { level, digits, centre, label: labels, only, exclude } = flags;
  const fits = await readStoredFits(paths, 'table');
  const options = {
    ...{ digits, centre, labels },
    ...(level === undefined ? {} : { level }),
    ...(only === undefined ? {} : { only }),
    ...(exclude === undefined ? {} : { exclude }),
  };
  const columns = gather(fits, options);
  await printTable(tableOf(columns, options), flags, paths);
  return columns.some(({ doubt }) => doubt !== null) ? 2 : 0;
}
