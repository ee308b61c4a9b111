import { InputError } from '../../engine/errors.ts';
import type { Dialect } from './dialect.ts';

/** Where rows come from: a table or view by name, or one query. */
export type SqlSource =
  | { readonly kind: 'table'; readonly name: string }
  | { readonly kind: 'query'; readonly query: string };

/** Throws InputError unless there is one of the two. */
export function sourceOf(table: string | undefined, query: string | undefined): SqlSource {
  if (table !== undefined && query !== undefined)
    throw new InputError('sql: --table and --query exclude each other; give one');
  if (table !== undefined) return { kind: 'table', name: table };
  if (query !== undefined) return { kind: 'query', query: query.trim().replace(/;\s*$/, '') };
  throw new InputError('sql: wanted --table NAME or --query "SELECT ...", to say which rows are meant');
}

/** What stands after FROM. A query stands on lines of its own, so that a comment at its end ends there. */
export function fromText(source: SqlSource, dialect: Dialect): string {
  if (source.kind === 'query') return `(\n${source.query}\n) AS rows_read`;
  return namesIn(source.name)
    .map((name) => dialect.identifier(name))
    .join('.');
}

/** `schema.table` in its parts; a part in double quotes may hold dots. */
function namesIn(text: string): string[] {
  const parts = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^."]+))(?:\.|$)/gy)];
  const read = parts.reduce((n, [whole]) => n + whole.length, 0);
  if (parts.length === 0 || read !== text.length || text.endsWith('.'))
    throw new InputError(
      `sql: --table is a name such as patients, registry.patients or "odd.name", got ${JSON.stringify(text)}`,
    );
  return parts.map(([, quoted, plain]) => (quoted === undefined ? plain : quoted.replaceAll('""', '"')));
}

/** For messages. */
export function sourceWords(source: SqlSource): string {
  return source.kind === 'table' ? `table ${source.name}` : 'the query';
}
