import type { Command } from 'commander';
import { type GlmmOptions, glmm, type Model } from '../../models/glmm.ts';
import { parsePriorDeclaration } from '../../models/priors/parse.ts';
import type { Prior } from '../../models/priors/prior.ts';
import { readCsv } from '../data/readCsv.ts';
import { InputError } from '../errors.ts';

/** Options that `fit` and `explain` share: they declare the model. */
export interface ModelOptions {
  readonly family: string;
  readonly link?: string;
  readonly factor: readonly string[];
  readonly prior: readonly string[];
  readonly weights?: string;
  readonly strict?: boolean;
}

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

export function addModelOptions(command: Command): Command {
  return command
    .argument('<data>', 'CSV file with a header')
    .argument('<formula>', 'such as "remission ~ Age + Married + IL6 + (1 | DID)"')
    .option('--family <name>', 'gaussian, bernoulli, binomial or poisson', 'gaussian')
    .option('--link <name>', "link function; the family's own if left out")
    .option('--factor <column>', 'read a column as a factor: "period", or "dose=low,mid,high"; repeatable', collect, [])
    .option('--prior <prior>', 'such as "b=normal(0,5)" or "sd_DID=half_normal(2)"; repeatable', collect, [])
    .option('--weights <column>', "column that multiplies each row's log likelihood")
    .option('--strict', 'refuse rows with missing values instead of dropping them');
}

/** Reads the data and declares the model. Throws InputError for what the user can mend. */
export async function modelFrom(path: string, formula: string, options: ModelOptions): Promise<Model> {
  const settings: GlmmOptions = {
    family: options.family,
    priors: readPriors(options.prior),
    factors: readFactors(options.factor),
    strict: options.strict ?? false,
    ...(options.link === undefined ? {} : { link: options.link }),
    ...(options.weights === undefined ? {} : { weights: options.weights }),
  };
  return glmm(formula, await readCsv(path), settings);
}

function readPriors(declarations: readonly string[]): Record<string, Prior> {
  const priors: Record<string, Prior> = {};
  for (const text of declarations) {
    const { parameter, prior } = parsePriorDeclaration(text);
    if (Object.hasOwn(priors, parameter)) throw new InputError(`prior: "${parameter}" is given twice`);
    priors[parameter] = prior;
  }
  return priors;
}

function readFactors(declarations: readonly string[]): Record<string, readonly string[] | 'sorted'> {
  const factors: Record<string, readonly string[] | 'sorted'> = {};
  for (const text of declarations) {
    const equals = text.indexOf('=');
    const name = (equals < 0 ? text : text.slice(0, equals)).trim();
    if (name === '') throw new InputError(`factor: expected a column, as in "dose=low,mid,high", got "${text}"`);
    const levels = text.slice(equals + 1).split(',').map((level) => level.trim());
    factors[name] = equals < 0 ? 'sorted' : levels;
  }
  return factors;
}

/** A whole number from the command line. */
export function wholeNumber(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value))
      throw new InputError(`${option}: expected a whole number, got "${text}"`);
    return value;
  };
}

/** A number from the command line. */
export function decimalNumber(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value))
      throw new InputError(`${option}: expected a number, got "${text}"`);
    return value;
  };
}
