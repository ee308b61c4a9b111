import type { CellValue, MergeRange, Sheet } from 'hucre';
import type { Table } from '../../../models/table.ts';
import { InputError } from '../../engine/errors.ts';
import { datesAsText } from '../datesAsText.ts';
import type { ReadOptions } from '../readOptions.ts';
import { tableOfFields } from '../tableOfFields.ts';

/**
 * The table of a sheet: its first row that is not empty names the columns. Empty rows, and columns without name and cells,
 * are left out; what a cell shows is typed as a field of a CSV file is, errors such as #N/A as their text.
 * Throws InputError on merged cells and on formulas without values, which would read as missing.
 */
export function tableOfSheet(sheet: Sheet, source: string, options: ReadOptions): Table {
  refuseMerged(sheet.merges ?? [], sheet.name, source);
  refuseUnvalued(sheet, source);
  const rows = [...sheet.rows.keys()].filter((i) => !sheet.rows[i].every(isEmpty));
  if (rows.length === 0)
    throw new InputError(`data: sheet "${sheet.name}" of ${source} is empty`, { source });
  const width = rows.reduce((most, i) => Math.max(most, sheet.rows[i].length), 0);
  const used = [...Array(width).keys()].filter((j) => rows.some((i) => !isEmpty(sheet.rows[i][j])));
  const cells = (j: number): string[] => {
    const column = rows.slice(1).map((i) => sheet.rows[i][j] ?? null);
    return Array.from(datesAsText(column) as ArrayLike<CellValue>, fieldOf);
  };
  const fields = {
    names: used.map((j) => fieldOf(sheet.rows[rows[0]][j])),
    columns: used.map(cells),
    lines: Int32Array.from(rows.slice(1), (i) => i + 1),
  };
  return tableOfFields(source, fields, options);
}

function isEmpty(cell: CellValue | undefined): boolean {
  return cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');
}

function fieldOf(cell: CellValue | undefined): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'boolean' ? String(cell).toUpperCase() : String(cell);
}

function refuseMerged(merges: readonly MergeRange[], sheet: string, source: string): void {
  if (merges.length === 0) return;
  const [{ startRow, startCol, endRow, endCol }] = merges;
  const range = `${cellName(startRow, startCol)}:${cellName(endRow, endCol)}`;
  throw new InputError(
    `data: the cells ${range} of sheet "${sheet}" of ${source} are merged, and only the first of them has the value; unmerge them and fill in every row`,
    { source, sheet, range },
  );
}

/** A formula that no spreadsheet has computed yet. */
function refuseUnvalued({ cells = new Map(), name }: Sheet, source: string): void {
  for (const [at, { type, value, formulaResult }] of cells) {
    if (type !== 'formula' || formulaResult !== undefined || (value !== '' && value !== null)) continue;
    const [row, column] = at.split(',').map(Number);
    throw new InputError(
      `data: cell ${cellName(row, column)} of sheet "${name}" of ${source} is a formula without its value; open the workbook, save it and try again`,
      { source, sheet: name },
    );
  }
}

/** As spreadsheets name it: row 0 and column 27 is AB1. */
function cellName(row: number, column: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${row + 1}`;
}
