import type { Column, Table } from '../table.ts';

/** A table that remembers which of its columns were asked for. */
export interface Watched {
  readonly table: Table;
  /** The table with these columns alone, in its own order. */
  readonly read: () => Table;
}

class WatchedColumns extends Map<string, Column> {
  readonly asked = new Set<string>();

  override get(name: string): Column | undefined {
    this.asked.add(name);
    return super.get(name);
  }
}

export function watch(table: Table): Watched {
  const watched = new WatchedColumns(table.columns);
  const isRead = ([name]: readonly [string, Column]): boolean => watched.asked.has(name);
  return {
    table: { ...table, columns: watched },
    read: () => ({ ...table, columns: new Map([...table.columns].filter(isRead)) }),
  };
}
