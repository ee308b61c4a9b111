import { InputError } from '../../../engine/errors.ts';
import { asDouble, type SqlReadColumn } from '../readColumns.ts';
import { fromText, type SqlSource, sourceWords } from '../source.ts';
import { answersTo, type Desk } from './desk.ts';
import { kindOfType } from './typeNames.ts';

/** From here on whole numbers are rounded. */
const exactBelow = 2 ** 53;

/** The columns that the model reads, with their kinds: whole numbers of many digits are text where doubles do not hold them all. */
export async function columnsOf(
  desk: Desk,
  source: SqlSource,
  names: readonly string[],
): Promise<readonly SqlReadColumn[] | null> {
  const { dialect } = desk;
  const from = fromText(source, dialect);
  const types = await answersTo(desk, [
    {
      kind: 'columns',
      about: 'types',
      single: false,
      select: () => ({
        columns: names.map((name) => ({ sql: dialect.typeOf(dialect.identifier(name)), as: 'text' })),
        from: `FROM ${from} LIMIT 1`,
      }),
    },
  ]);
  if (types === null) return null;
  if (types[0].rows === 0) throw new InputError(`data: ${sourceWords(source)} has no rows`);
  const columns = names.map((name, c) => readable(name, String(types[0].columns[c][0]), source));
  const wholes = columns.filter(({ kind }) => kind === 'whole').map(({ name }) => name);
  if (wholes.length === 0) return columns;
  const sizes = await answersTo(desk, [
    {
      kind: 'sizes',
      about: wholes,
      single: true,
      select: () => ({
        columns: wholes.map((name) => ({
          sql: `COALESCE(MAX(ABS(${asDouble(dialect.identifier(name), dialect)})), ${dialect.number('0')})`,
          as: 'number',
        })),
        from: `FROM ${from}`,
      }),
    },
  ]);
  if (sizes === null) return null;
  const isNumber = (name: string): boolean => Number(sizes[0].columns[wholes.indexOf(name)][0]) < exactBelow;
  return columns.map((one) =>
    one.kind === 'whole' ? { ...one, kind: isNumber(one.name) ? 'number' : 'text' } : one,
  );
}

function readable(name: string, type: string, source: SqlSource): SqlReadColumn {
  const kind = kindOfType(type);
  if (kind !== null) return { name, kind, type };
  throw new InputError(
    `sums: column "${name}" of ${sourceWords(source)} is of type ${type}, wanted numbers, text, truth values or dates; cast it in --query`,
    { column: name },
  );
}
