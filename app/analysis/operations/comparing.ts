import {
  compareFits,
  compareLoo,
  looComparisonTable,
  type PrintedTable,
  type TableColumn,
  textBy,
} from 'poolwise';
import { onPage } from '../../texts/advice.ts';
import type { Context } from '../context.ts';
import { heldFit } from '../heldFit.ts';
import { pause } from '../pause.ts';
import { looOf, type ToldAccuracy } from './checks.ts';

/** Fits of the session under the names that tell them apart. */
export interface Several {
  readonly fits: readonly { readonly fit: string; readonly name: string }[];
}

/** Means and sds of every parameter that any of the fits has. */
export async function sideBySide({ fits }: Several, context: Context): Promise<PrintedTable> {
  await pause(context);
  const { labels, rows } = compareFits(fits.map(({ fit, name }) => ({ label: name, fit: heldFit(fit) })));
  return {
    title: 'Fits side by side',
    columns: [
      { title: 'Parameter', kind: 'text' },
      ...labels.flatMap((over): TableColumn[] => [
        { title: 'mean', kind: 'number', over },
        { title: 'sd', kind: 'number', over },
      ]),
    ],
    rows: rows.map(({ name, cells }) => [
      name,
      ...cells.flatMap((cell) =>
        cell === null
          ? [null, null]
          : [
              { kind: 'number', value: cell.value } as const,
              { kind: 'number', value: cell.spread, digits: 2 } as const,
            ],
      ),
    ]),
  };
}

export interface SeveralLoo extends Several {
  /** The grouping factor whose levels are left out; null for rows. */
  readonly group: string | null;
}

/** Which fit foretells what was left out best, and how sure that is. */
export async function accuracy({ fits, group }: SeveralLoo, context: Context<number>): Promise<ToldAccuracy> {
  const named = [];
  for (const { fit, name } of fits) {
    await pause(context);
    named.push({ name, loo: looOf(heldFit(fit), group) });
    context.progress(named.length / fits.length);
  }
  const found = compareLoo(named);
  return {
    question: found.question,
    trusted: found.trusted,
    table: looComparisonTable(found, 'loo', onPage),
    warnings: found.warnings.map((warning) => textBy(onPage, warning)),
  };
}
