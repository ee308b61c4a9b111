import type { KFold, SumOfPoints } from '../../models/accuracy/index.ts';
import type { TableCell } from './table/cell.ts';
import type { PrintedTable, TableRow } from './table/table.ts';

/** Refits with doubts named at most. */
const mostDoubts = 5;

/** Accuracy by refits to be printed: sums with their standard errors, and what is to be known. */
export function kfoldTable(of: KFold): PrintedTable {
  const { elpd, p, mcse, folds, points, unit, data, doubts } = of;
  const what = unit === 'row' ? 'rows' : `levels of ${data.unit}`;
  return {
    title: `Accuracy by ${folds} refits, ${points} ${what} left out in ${folds} folds: ${of.question}`,
    columns: [
      { title: '', kind: 'text' },
      { title: 'estimate', kind: 'number' },
      { title: 'se', kind: 'number' },
    ],
    rows: [sumRow('elpd_kfold', elpd), sumRow('p_kfold', p)],
    note: [
      of.statement,
      `Monte Carlo error of elpd_kfold: ${mcse.toFixed(2)}`,
      ...doubts.slice(0, mostDoubts).map(({ fold, text }) => `refit ${fold + 1}: ${text}`),
      ...(doubts.length > mostDoubts ? [`and ${doubts.length - mostDoubts} more refits with doubts`] : []),
    ],
  };
}

function sumRow(name: string, { estimate, se }: SumOfPoints): TableRow {
  const number = (value: number): TableCell => ({ kind: 'number', value, decimals: 1 });
  return [name, number(estimate), number(se)];
}

/** As a JSON file has it: arrays a point. */
export function kfoldJson({ pointwise, data, sizes, ...of }: KFold) {
  return {
    ...of,
    sizes: Array.from(sizes),
    pointwise: Object.fromEntries(
      Object.entries(pointwise).map(([name, values]) => [name, Array.from(values)]),
    ),
    leftOut: data.unit,
  };
}
