import type { SheetFilterInfo } from 'hucre';
import type { Note } from '../../../models/notes.ts';
import type { Table } from '../../../models/table.ts';
import { InputError } from '../../engine/errors.ts';
import { didYouMean } from '../../engine/nearest.ts';
import { asLatin1, beginsWith } from '../bytes.ts';
import { type ReadOptions, refuseTextOptions } from '../readOptions.ts';
import type { ReadFormat } from './fileFormat.ts';

/** Workbooks of Excel and of what else writes its format (.xlsx, .xlsm). */
export const workbook: ReadFormat = {
  called: 'an Excel workbook',
  begins: (start) => beginsWith(start, 'PK\x03\x04') && /\[Content_Types\]\.xml|xl\//.test(asLatin1(start)),
  read,
};

async function read(bytes: Uint8Array, source: string, options: ReadOptions): Promise<Table> {
  refuseTextOptions(source, 'an Excel workbook', options);
  const [{ readXlsx }, { tableOfSheet }] = await Promise.all([import('hucre/xlsx'), import('./sheet.ts')]);
  const seen: SheetFilterInfo[] = [];
  let chosen: SheetFilterInfo | undefined;
  const choose = (info: SheetFilterInfo): boolean => {
    seen.push(info);
    if (chosen === undefined && isWanted(info, options.sheet)) chosen = info;
    return chosen === info;
  };
  const { sheets } = await readXlsx(bytes, { sheets: choose }).catch((error: unknown) => {
    throw notWorkbook(source, error);
  });
  const names = seen.map(({ name }) => name);
  if (sheets.length === 0) throw noSheet(source, options.sheet, names);
  const table = tableOfSheet(sheets[0], source, options);
  if (names.length < 2) return table;
  const notes = options.sheet === undefined ? [sheetNote(source, sheets[0].name, names)] : undefined;
  return { ...table, sheets: names, ...(notes === undefined ? {} : { notes }) };
}

/** The first that a person sees, or the one named. */
function isWanted({ name, hidden, veryHidden }: SheetFilterInfo, wanted: string | undefined): boolean {
  return wanted === undefined ? hidden !== true && veryHidden !== true : name === wanted;
}

function notWorkbook(source: string, error: unknown): InputError {
  const reason = error instanceof Error ? error.message : String(error);
  return new InputError(
    `data: ${source} cannot be read as an Excel workbook (${reason}); it may be cut short or of another kind`,
    { source },
  );
}

function noSheet(source: string, wanted: string | undefined, names: readonly string[]): InputError {
  const text =
    wanted === undefined
      ? `data: ${source} has no sheet that is not hidden; name one of ${names.join(', ')}`
      : `data: ${source} has no sheet "${wanted}" (have: ${names.join(', ')})${didYouMean(wanted, names)}`;
  return new InputError(text, { source, have: names });
}

function sheetNote(source: string, name: string, names: readonly string[]): Note {
  return {
    kind: 'sheet',
    text: `of ${names.length} sheets of ${source} (${names.join(', ')}), "${name}" is read`,
  };
}
