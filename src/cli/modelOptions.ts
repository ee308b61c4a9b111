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
    .argument('<formula>', 'such as "remission ~ Age + Married + IL6 + (1 | DID)", in quotes')
    .allowExcessArguments()
    .hook('preAction', (_, action) => checkArguments(action.name(), action.args));
  return addModelFlags(withArguments);
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

/** A formula without quotes falls apart in the shell; a formula before the data is the other way round. */
export function checkArguments(command: string, args: readonly string[]): void {
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
