import { InputError } from '../../src/engine/errors.ts';
import type { Estimates } from './compareParameters.ts';

/** One fit in a table of several: posterior means and sds, or estimates and standard errors. */
export interface FitColumn extends Estimates {
  /** What tells it from the others: its priors, family, or number of nodes. */
  readonly label: string;
}

/** Several fits side by side, a row a parameter. */
export interface FitsTable {
  readonly labels: readonly string[];
  /** Every parameter that any fit has, in the order of the fits; null where a fit has it not. */
  readonly rows: readonly {
    readonly name: string;
    readonly cells: readonly ({ readonly value: number; readonly spread: number } | null)[];
  }[];
}

/**
 * Fits side by side, across priors, families or orders of quadrature: a row a parameter, a column a fit.
 * Throws InputError for no fit, and for two of one label.
 */
export function fitsTable(columns: readonly FitColumn[]): FitsTable {
  const labels = columns.map(({ label }) => label);
  if (columns.length === 0) throw new InputError('compare: expected fits to compare, got none');
  const twice = labels.find((label, i) => labels.indexOf(label) < i);
  if (twice !== undefined) throw new InputError(`compare: two fits are called "${twice}"; give them names`);
  const names = [...new Set(columns.flatMap((column) => column.names))];
  const places = columns.map((column) => new Map(column.names.map((name, i) => [name, i])));
  const rows = names.map((name) => ({
    name,
    cells: columns.map(({ estimates, standardErrors }, c) => {
      const i = places[c].get(name);
      return i === undefined ? null : { value: estimates[i], spread: standardErrors[i] };
    }),
  }));
  return { labels, rows };
}
