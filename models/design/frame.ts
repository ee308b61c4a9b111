import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import type { Note } from '../notes.ts';
import type { Column, Table } from '../table.ts';
import type { DateOrder } from './dates.ts';
import type { DesignOptions } from './options.ts';
import type { Encoding } from './recipe.ts';

/** The complete rows of a table, and what has been learned from them or is to be applied to them. */
export interface Frame {
  readonly table: Table;
  readonly options: DesignOptions;
  /** 0-based table rows, ascending. */
  readonly kept: Int32Array;
  /** How many rows each kept row stands for; null for one each. */
  readonly counts: Float64Array | null;
  /** True while a model is made: encodings are learned. False for new rows: they are looked up. */
  readonly learning: boolean;
  readonly variables: Map<string, Encoding>;
  readonly groups: Map<string, readonly string[]>;
  /** Text columns asked for as numbers: the order of their dates, or null where they are none. */
  readonly dates: Map<string, DateOrder | null>;
  /** Names of fixed-effect columns left out for depending on others. */
  readonly leftOut: Set<string>;
  /** Numeric columns already gathered to the kept rows, by name. */
  readonly numbers: Map<string, Float64Array>;
  /** What was settled while learning and should be said, each once; by what it is about. */
  readonly notes: Map<string, Note>;
}

const MOST_SHOWN = 12;

/** The first few of a list, and how many more there are. */
export function showSome(items: readonly string[], most = MOST_SHOWN): string {
  const more = items.length - most;
  return more > 0 ? `${items.slice(0, most).join(', ')} and ${more} more` : items.join(', ');
}

/** Where a row is, for messages: `row 17`, or `line 18 of hospital.csv` for a table read from a file. */
export function placeOf(table: Table, row: number): string {
  return table.lines === undefined ? `row ${row + 1}` : `line ${table.lines[row]} of ${table.source}`;
}

/** The column called `name`; throws InputError with the nearest name when there is none. */
export function columnOf(table: Table, name: string): Column {
  const column = table.columns.get(name);
  if (column !== undefined) return column;
  throw noColumn(table, name);
}

export function noColumn(table: Table, name: string): InputError {
  const holds = table.unread?.get(name);
  if (holds !== undefined)
    return new InputError(
      `data: column "${name}" of ${table.source} holds ${holds}, wanted numbers, text or truth values`,
      { column: name },
    );
  const have = [...table.columns.keys()];
  return new InputError(`data: no column "${name}" (have: ${showSome(have)})${didYouMean(name, have)}`, {
    column: name,
    have,
  });
}
