import type { SqlKind } from '../connection.ts';

/** What engines call types, in lower case and without parameters; whole numbers may be of 64 bits and more. */
const names: Readonly<Record<SqlKind, readonly string[]>> = {
  number: [
    ...[
      'tinyint',
      'smallint',
      'integer',
      'int',
      'int2',
      'int4',
      'int16',
      'int32',
      'uint8',
      'uint16',
      'uint32',
    ],
    ...[
      'utinyint',
      'usmallint',
      'uinteger',
      'real',
      'float',
      'double',
      'double precision',
      'float4',
      'float8',
    ],
    ...['float32', 'float64', 'decimal', 'numeric', 'number', 'bignumeric', 'bigdecimal'],
  ],
  whole: [
    'bigint',
    'ubigint',
    'hugeint',
    'uhugeint',
    'int8',
    'int64',
    'uint64',
    'int128',
    'uint128',
    'int256',
    'uint256',
  ],
  text: [
    ...[
      'varchar',
      'character varying',
      'text',
      'string',
      'char',
      'character',
      'bpchar',
      'name',
      'uuid',
      'enum',
    ],
    ...['enum8', 'enum16', 'fixedstring'],
  ],
  boolean: ['boolean', 'bool'],
  date: [
    ...[
      'date',
      'date32',
      'datetime',
      'datetime64',
      'timestamp',
      'timestamp_s',
      'timestamp_ms',
      'timestamp_ns',
    ],
    ...['timestamp_ntz', 'timestamp without time zone'],
  ],
};

const kinds = Object.keys(names) as SqlKind[];

/** A type's name in lower case, without parameters and what engines wrap around it. */
const bareOf = (type: string): string =>
  type
    .toLowerCase()
    .replaceAll(/\b(?:nullable|lowcardinality)\(/g, '')
    .replace(/\[(?:sb|lob|float|double)\d*\]$/, '')
    .trim();

/** Whether a type's values are whole numbers of a fixed size, none of them NaN. */
export const isWholeType = (type: string): boolean =>
  /^u?(?:tiny|small|big|huge)?int(?:eger)?\d*\)*$/.test(bareOf(type));

/** What a column of a type holds, whichever engine names it; null where no model can read it. */
export function kindOfType(type: string): SqlKind | null {
  const bare = bareOf(type);
  if (/\[\d*\]|[<{]/.test(bare)) return null;
  // decimals without digits after the point are whole numbers, of any size
  if (/^(?:decimal|numeric|number)\(\d+, ?0\)/.test(bare)) return 'whole';
  const name = bare.replace(/\(.*/s, '').replace(/\)+$/, '').trim();
  return kinds.find((kind) => names[kind].includes(name)) ?? null;
}
