import type { Dialect } from './dialect.ts';
import type { Statement } from './statement.ts';

/** What a column of a source holds, told from its type; of others, what that is in words. */
export type SqlKind = 'number' | 'whole' | 'text' | 'boolean' | 'date';

export interface SqlColumn {
  readonly name: string;
  /** Null where no model can read it. */
  readonly kind: SqlKind | null;
  /** The engine's own word for the type. */
  readonly type: string;
}

/** A cell of a result: doubles as numbers, text and whole sums as text, truth values never. */
export type SqlValue = number | string | null;

/** Some rows of a result, column by column. */
export interface Batch {
  readonly rows: number;
  readonly columns: readonly ArrayLike<SqlValue>[];
}

/**
 * An engine that answers, in one transaction that changes nothing and in which all statements see the same rows.
 * Errors of the engine come as InputErrors.
 */
export interface SqlConnection {
  readonly dialect: Dialect;
  /** The address as it may be shown: without a password. */
  readonly address: string;
  /** The columns of what stands after FROM, which is only looked at. */
  describe(from: string): Promise<readonly SqlColumn[]>;
  /** Throws InputError for a query that is anything but one SELECT. */
  checkQuery(query: string): Promise<void>;
  /** A statement's rows, in pieces, never all at once. */
  read(statement: Statement): AsyncGenerator<Batch>;
  close(): Promise<void>;
}
