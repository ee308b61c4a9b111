import type { Command } from 'commander';
import { builtinFamilies, defaultFamily } from '../../models/families/builtin.ts';
import { type ParameterOptions, parameterNames } from '../../models/families/parameterFormulas.ts';
import type { GlmmOptions } from '../../models/glmm.ts';
import type { DecimalMark } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { decimalNumber } from './numbers.ts';

/** Options that `fit` and `explain` share: they declare the model. */
export interface ModelOptions extends ParameterOptions {
  readonly family?: string;
  readonly link?: string;
  readonly factor: readonly string[];
  readonly contrasts: readonly string[];
  readonly prior: readonly string[];
  readonly weights?: string;
  readonly residual?: string;
  readonly cov: readonly string[];
  readonly na: readonly string[];
  /** As it was typed; `readTable` checks it. */
  readonly decimal?: DecimalMark;
  readonly sheet?: string;
  /** As it was typed; `glmm` checks it. */
  readonly missing?: GlmmOptions['missing'];
  /** Address of a database, in place of a file. */
  readonly sql?: string;
  /** Which of its rows. */
  readonly table?: string;
  readonly query?: string;
  /** Whole rows, whatever could be made of them in the database. */
  readonly rows?: boolean;
  /** Folder of results of statements that were run elsewhere, in place of a file. */
  readonly sums?: string;
  /** Say what is sent to the database, or which statements' results `sums` lacks. */
  readonly printSql?: boolean;
  /** Whose words the latter are. */
  readonly dialect?: string;
  readonly maxSeconds: number;
  /** In GB. */
  readonly maxMemory?: number;
}

const names = builtinFamilies.map(({ name }) => name);
const familyWords = `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

export function addModelOptions(command: Command): Command {
  const withArguments = command
    .argument(
      '<data>',
      'table: CSV, TSV, XLSX, Parquet, Arrow, JSON, gz too, told by content; - for standard input',
    )
    .argument('[formula]', 'such as "remission ~ Age + Married + IL6 + (1 | DID)", in quotes')
    .allowExcessArguments()
    .hook('preAction', (_, action) => checkArguments(action.name(), action.args, action.opts()));
  return addModelFlags(withArguments)
    .option(
      '--sql <address>',
      'rows of a database in place of a file: "duckdb:FILE" or "postgres://USER@HOST/DATABASE"; the formula then comes alone',
    )
    .option(
      '--sums <folder>',
      'results of statements that you ran on any engine, saved as CSV or Parquet, in place of a file; the formula then comes alone',
    )
    .option('--table <name>', 'with --sql or --sums: the table, as in "patients" or "registry.patients"')
    .option('--query <select>', 'with --sql or --sums: one SELECT in place of a table')
    .option(
      '--print-sql',
      'with --sql: print each statement that is sent, on standard error; with --sums: those whose results the folder lacks, and end',
    )
    .option(
      '--dialect <engine>',
      'of --print-sql with --sums: duckdb, postgres, spark, bigquery, clickhouse or snowflake',
    )
    .option('--rows', 'with --sql: read the rows one by one, for what asks about single rows afterwards');
}

/** One for each parameter of a family: `--sigma "~ x + (1 | g)"`. */
function withParameterFlags(command: Command): Command {
  return parameterNames.reduce(
    (so, name) => so.option(`--${name} <formula>`, `what ${name} depends on, such as "~ x + (1 | g)"`),
    command,
  );
}

/** The options alone, for a command whose arguments may be something else. */
export function addModelFlags(command: Command): Command {
  return withParameterFlags(command)
    .option('--family <name>', `${familyWords}; ${defaultFamily} if left out`)
    .option('--link <name>', "link function; the family's own if left out")
    .option(
      '--factor <column>',
      'read a column as a factor: "period", or "dose=low,mid,high", reference first; repeatable',
      collect,
      [],
    )
    .option(
      '--contrasts <coding>',
      'code a factor: "dose=sum", helmert, poly, sdif or treatment(LEVEL); repeatable',
      collect,
      [],
    )
    .option('--prior <prior>', 'such as "b=normal(0,5)" or "sd_DID=half_normal(2)"; repeatable', collect, [])
    .option('--weights <column>', "column that multiplies each row's log likelihood")
    .option(
      '--residual <structure>',
      'covariance of the residuals: "ar1(time | g)", "cs(1 | g)", "diag(f)", "car1(time | g)", "us(time | g)" ...',
    )
    .option(
      '--cov <matrix>',
      'matrix that gr(g, cov = A) or gr(g, prec = Q) names, from CSV or Parquet: "A=pedigree.csv"; repeatable',
      collect,
      [],
    )
    .option(
      '--na <text>',
      'a field that means missing, beside an empty one, NA and NaN; repeatable',
      collect,
      [],
    )
    .option('--decimal <mark>', 'decimal mark of the file, "." or ","; told from the file if left out')
    .option('--sheet <name>', 'sheet of a workbook; the first if left out')
    .option('--missing <rule>', 'rows with missing values: drop (and note) or error; drop if left out')
    .option(
      '--max-seconds <n>',
      'refuse what is forecast to take longer before chains start',
      decimalNumber('--max-seconds'),
      3600,
    )
    .option(
      '--max-memory <gb>',
      "refuse what needs more memory; the machine's if left out",
      decimalNumber('--max-memory'),
    );
}

/** Data and formula of a command line: with --sql the formula comes alone, and the data are called by the database's address. */
export function modelArguments(
  data: string,
  formula: string | undefined,
  { sql, sums }: Pick<ModelOptions, 'sql' | 'sums'>,
): { readonly data: string; readonly formula: string } {
  const place = sql === undefined ? sums : withoutSecrets(sql);
  return place === undefined || formula !== undefined
    ? { data, formula: formula ?? '' }
    : { data: place, formula: data };
}

/** An address without its password and what comes after "?", for whatever is printed or stored. */
function withoutSecrets(address: string): string {
  return address.split('?')[0].replace(/^(\w+:\/\/[^:/@]*):.*@/, '$1@');
}

type DatabaseOptions = Pick<
  ModelOptions,
  'sql' | 'sums' | 'table' | 'query' | 'printSql' | 'dialect' | 'rows'
>;

/** Flags that say nothing without a database. */
const databaseFlags = [
  ['table', '--table'],
  ['query', '--query'],
  ['printSql', '--print-sql'],
  ['dialect', '--dialect'],
  ['rows', '--rows'],
] as const;

/** Flags of a database that contradict each other. */
function checkDatabase(command: string, { sql, sums, printSql, dialect, rows }: DatabaseOptions): void {
  const refuse = (why: string): never => {
    throw new InputError(`${command}: ${why}`);
  };
  if (sql !== undefined && sums !== undefined)
    refuse('--sql asks a database and --sums reads what one has answered; give one');
  if (sql !== undefined && dialect !== undefined)
    refuse('--dialect is for --print-sql with --sums; the address of --sql says which engine it is');
  if (sums !== undefined && rows === true)
    refuse('--rows is for --sql; the folder of --sums has sums of rows only');
  if (sums !== undefined && printSql !== (dialect !== undefined ? true : undefined))
    refuse(
      printSql === true
        ? '--print-sql with --sums needs --dialect: duckdb, postgres, spark, bigquery, clickhouse or snowflake'
        : '--dialect is for --print-sql; give both, or neither to read the results',
    );
}

/** A formula without quotes falls apart in the shell; a formula before the data is the other way round. */
export function checkArguments(
  command: string,
  args: readonly string[],
  options: DatabaseOptions = {},
): void {
  if (options.sql !== undefined || options.sums !== undefined) {
    checkDatabase(command, options);
    if (args.length === 1) return;
    throw new InputError(
      `${command}: with ${options.sql === undefined ? '--sums' : '--sql'} expected 1 argument, a formula in quotes, got ${args.length}: ${args.join(' ')}`,
    );
  }
  const stray = databaseFlags.find(([name]) => options[name] !== undefined);
  if (stray !== undefined)
    throw new InputError(
      `${command}: ${stray[1]} is for --sql and --sums; say which database, as in --sql duckdb:FILE`,
    );
  if (args.length === 1) throw new InputError("error: missing required argument 'formula'");
  if (args.length > 2)
    throw new InputError(
      `${command}: expected 2 arguments, a data file and a formula in quotes, got ${args.length}: ${args.join(' ')}`,
    );
  const [data, formula] = args;
  if (data.includes('~') && !formula.includes('~'))
    throw new InputError(
      `${command}: the data file comes first, then the formula; try poolwise ${command} ${formula} "${data}"`,
    );
}
