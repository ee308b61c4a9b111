import { printNumber } from '../../../models/spelling.ts';
import { csvField } from '../../data/formatCsv.ts';
import type { TableCell } from './cell.ts';
import { fullTitle, hasHeadings, isHeading, type PrintedTable, type TableColumn } from './table.ts';

/**
 * A header and a line a row: numbers in full, missing ones NA, text as `formatCsv` writes it. What stands above rows is a first
 * column, `part`.
 */
export function csvOf(table: PrintedTable): string {
  const { columns, rows } = table;
  const parted = hasHeadings(table);
  const lines = [[...(parted ? ['part'] : []), ...columns.flatMap(titlesOf).map(csvField)]];
  let part = '';
  for (const row of rows) {
    if (isHeading(row)) part = csvField(row.heading);
    else lines.push([...(parted ? [part] : []), ...row.flatMap((cell, c) => fieldsOf(cell, columns[c]))]);
  }
  return lines.map((fields) => `${fields.join(',')}\n`).join('');
}

function titlesOf(column: TableColumn): string[] {
  const title = fullTitle(column);
  return column.kind === 'interval' ? [`${title} lower`, `${title} upper`] : [title];
}

function fieldsOf(cell: TableCell, { kind }: TableColumn): string[] {
  if (cell === null) return kind === 'interval' ? ['NA', 'NA'] : [kind === 'text' ? '' : 'NA'];
  if (typeof cell === 'string') return kind === 'interval' ? [csvField(cell), ''] : [csvField(cell)];
  return (cell.kind === 'interval' ? [cell.lower, cell.upper] : [cell.value]).map(numberField);
}

const numberField = (x: number): string => (Number.isNaN(x) ? 'NA' : printNumber(x));
