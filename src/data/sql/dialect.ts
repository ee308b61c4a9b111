/**
 * What statements need to know of an engine, one row each: nothing else is decided by an engine's name. Statements are plain
 * SQL-92 beside these words, so that an engine without a driver here needs a row and no more; see docs/sql.md.
 */
export interface Dialect {
  /** What its driver and `--dialect` call it. */
  readonly name: string;
  /** A name in quotes, whatever it holds. */
  readonly identifier: (name: string) => string;
  /** A text as a literal, whatever it holds. */
  readonly string: (text: string) => string;
  /** Type of doubles, of text, and of whole numbers of many digits, sums of those of 64 bits. */
  readonly double: string;
  readonly text: string;
  readonly wide: string;
  /** A double as a literal, to the last bit, from its shortest decimal form. */
  readonly number: (decimal: string) => string;
  /** Text of a double with all its digits. */
  readonly digits: (double: string) => string;
  /** The name of the type of a column. */
  readonly typeOf: (column: string) => string;
  /** Whether a double is no number: engines disagree on whether NaN equals itself. */
  readonly isNaN: (double: string) => string;
  /** The whole number nearest to a double that is at most 2^60, of a type whose sums are of type `wide`. */
  readonly rounded: (double: string) => string;
  /** A column in the row before, in a window; NULL in the first. */
  readonly before: (column: string, window: string) => string;
  /** A double as what windows can be parted by. */
  readonly windowKey: (double: string) => string;
  /** A quantile over all rows, by linear interpolation. */
  readonly quantile: (p: number, double: string) => string;
  /** What stands after the rows of a statement of quantiles. */
  readonly afterQuantiles: string;
}

/** A quote inside is doubled. */
const doubled =
  (quote: string) =>
  (text: string): string =>
    `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;

/** Where a backslash escapes: itself, the quote, and the ends of lines. */
const escaped =
  (quote: string) =>
  (text: string): string => {
    const inside = text
      .replaceAll('\\', '\\\\')
      .replaceAll(quote, `\\${quote}`)
      .replaceAll('\n', '\\n')
      .replaceAll('\r', '\\r');
    return `${quote}${inside}${quote}`;
  };

const castFrom =
  (type: string) =>
  (decimal: string): string =>
    `CAST('${decimal}' AS ${type})`;

const castTo =
  (type: string) =>
  (value: string): string =>
    `CAST(${value} AS ${type})`;

const percentile = (p: number, double: string): string =>
  `PERCENTILE_CONT(${p}) WITHIN GROUP (ORDER BY ${double})`;

const itself = (double: string): string => double;

const lag = (column: string, window: string): string => `LAG(${column}) OVER (${window})`;

/** Engines by name. The first two are tested against real ones; of the others the words are those of their manuals. */
export const dialects: readonly Dialect[] = [
  {
    name: 'duckdb',
    identifier: doubled('"'),
    string: doubled("'"),
    ...{ double: 'DOUBLE', text: 'VARCHAR', wide: 'HUGEINT' },
    number: castFrom('DOUBLE'),
    digits: castTo('VARCHAR'),
    typeOf: (column) => `typeof(${column})`,
    isNaN: (double) => `isnan(${double})`,
    rounded: castTo('BIGINT'),
    before: lag,
    windowKey: itself,
    quantile: percentile,
    afterQuantiles: '',
  },
  {
    name: 'postgres',
    identifier: doubled('"'),
    // whatever standard_conforming_strings says
    string: (text) => `${text.includes('\\') ? 'E' : ''}${doubled("'")(text.replaceAll('\\', '\\\\'))}`,
    ...{ double: 'DOUBLE PRECISION', text: 'TEXT', wide: 'NUMERIC' },
    number: castFrom('DOUBLE PRECISION'),
    digits: castTo('TEXT'),
    typeOf: (column) => `CAST(pg_typeof(${column}) AS TEXT)`,
    isNaN: (double) => `${double} = CAST('NaN' AS DOUBLE PRECISION)`,
    rounded: castTo('BIGINT'),
    before: lag,
    windowKey: itself,
    quantile: percentile,
    afterQuantiles: '',
  },
  {
    name: 'spark',
    identifier: doubled('`'),
    string: escaped("'"),
    ...{ double: 'DOUBLE', text: 'STRING', wide: 'DECIMAL(38, 0)' },
    number: castFrom('DOUBLE'),
    digits: castTo('STRING'),
    typeOf: (column) => `typeof(${column})`,
    isNaN: (double) => `isnan(${double})`,
    // a cast cuts off what follows the point, and one to decimals goes through text of 17 digits
    rounded: (double) => `CAST(CAST(RINT(${double}) AS BIGINT) AS DECIMAL(38, 0))`,
    before: lag,
    windowKey: itself,
    quantile: percentile,
    afterQuantiles: '',
  },
  {
    name: 'bigquery',
    identifier: escaped('`'),
    string: escaped("'"),
    ...{ double: 'FLOAT64', text: 'STRING', wide: 'BIGNUMERIC' },
    number: castFrom('FLOAT64'),
    digits: (double) => `FORMAT('%.17g', ${double})`,
    typeOf: (column) => `TYPEOF(${column})`,
    isNaN: (double) => `IS_NAN(${double})`,
    rounded: (double) => `CAST(CAST(${double} AS INT64) AS BIGNUMERIC)`,
    before: lag,
    // windows there are not parted by doubles
    windowKey: (double) => `FORMAT('%.17g', ${double})`,
    // a window function there, the same in every row
    quantile: (p, double) => `PERCENTILE_CONT(${double}, ${p}) OVER ()`,
    afterQuantiles: ' LIMIT 1',
  },
  {
    name: 'clickhouse',
    identifier: escaped('"'),
    string: escaped("'"),
    ...{ double: 'Nullable(Float64)', text: 'Nullable(String)', wide: 'Nullable(Int128)' },
    // text is read quickly there, not to the last bit; literals are
    number: (decimal) => `toFloat64(${decimal})`,
    digits: (double) => `toString(${double})`,
    typeOf: (column) => `toTypeName(${column})`,
    isNaN: (double) => `isNaN(${double})`,
    rounded: (double) => `toInt128(toInt64(round(${double})))`,
    // LAG is of late versions only
    before: (column, window) =>
      `lagInFrame(toNullable(${column})) OVER (${window} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`,
    windowKey: itself,
    quantile: (p, double) => `quantileExactInclusive(${p})(${double})`,
    afterQuantiles: '',
  },
  {
    name: 'snowflake',
    identifier: doubled('"'),
    string: escaped("'"),
    ...{ double: 'DOUBLE', text: 'VARCHAR', wide: 'NUMBER(38, 0)' },
    number: castFrom('DOUBLE'),
    digits: (double) => `TO_VARCHAR(${double}, 'MI9.9999999999999999EEEE')`,
    typeOf: (column) => `SYSTEM$TYPEOF(${column})`,
    isNaN: (double) => `${double} = CAST('NaN' AS DOUBLE)`,
    rounded: castTo('NUMBER(38, 0)'),
    before: lag,
    windowKey: itself,
    quantile: percentile,
    afterQuantiles: '',
  },
];

export function dialectOf(name: string): Dialect | null {
  return dialects.find((one) => one.name === name) ?? null;
}
