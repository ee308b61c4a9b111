import type { NamedMatrix } from '../../models/design/matrixSpec.ts';
import {
  type ParameterOptions,
  parameterNames,
  splitFormulas,
} from '../../models/families/parameterFormulas.ts';
import { matrixNames } from '../../models/formula/index.ts';
import { type GlmmOptions, glmm, type Model } from '../../models/glmm.ts';
import { glmmImputed } from '../../models/imputed.ts';
import type { Table } from '../../models/table.ts';
import { readTable } from '../data/readTable.ts';
import { InputError } from '../engine/errors.ts';
import { designForecast } from '../run/forecast.ts';
import { readContrasts, readFactors, readMatrixFiles, readPriors } from './declarations.ts';
import { admit } from './limits.ts';
import type { ModelOptions } from './modelOptions.ts';
import { announce } from './phase.ts';

/** Reads the data and declares the model. Throws InputError for what the user can mend. */
export async function declareModel(path: string, formula: string, options: ModelOptions): Promise<Model> {
  const [model] = await declareModels(path, [formula], options);
  return model;
}

/** Several models of the same data, which are read once. */
export async function declareModels(
  path: string,
  formulas: readonly string[],
  options: ModelOptions,
): Promise<Model[]> {
  const given = await glmmOptions(options);
  if (options.sql !== undefined && formulas.length === 1) {
    const { modelOfSql } = await import('./declareSql.ts'); // loads a client of a database
    const model = await modelOfSql(options.sql, formulas[0], given, options);
    announce(null);
    return [model];
  }
  if (options.sums !== undefined && formulas.length === 1) {
    const { modelOfSums } = await import('./declareSql.ts');
    const model = await modelOfSums(options.sums, formulas[0], given, options);
    announce(null);
    return [model];
  }
  const table = await readData(path, options);
  const models = formulas.map((formula) =>
    glmm(formula, table, { ...given, ...matricesFor(formula, formulas, given) }),
  );
  announce(null);
  return models;
}

/** Prints the statements that results are still wanted of, where that is all that was asked. */
export async function printedStatements(formula: string, options: ModelOptions): Promise<boolean> {
  if (options.sums === undefined || options.printSql !== true) return false;
  const { statementsText } = await import('./declareSql.ts');
  process.stdout.write(await statementsText(options.sums, formula, await glmmOptions(options), options));
  return true;
}

/** The same model of every file: one, or several imputed ones. */
export async function declareImputed(
  paths: readonly string[],
  formula: string,
  options: ModelOptions,
): Promise<Model[]> {
  if (paths.length === 1) return declareModels(paths[0], [formula], options);
  if (options.sql !== undefined || options.sums !== undefined)
    throw new InputError('fit: --pool is for imputed files; with --sql and --sums leave it out');
  const tables: Table[] = [];
  for (const path of paths) tables.push(await readData(path, options));
  const models = glmmImputed(formula, tables, await glmmOptions(options));
  announce(null);
  return models;
}

function readData(path: string, { na, decimal, sheet }: ModelOptions): Promise<Table> {
  return readTable(path, {
    na,
    ...(decimal === undefined ? {} : { decimal }),
    ...(sheet === undefined ? {} : { sheet }),
  });
}

async function glmmOptions(options: ModelOptions): Promise<GlmmOptions> {
  const cov = await readMatrices(options);
  return {
    ...(cov === null ? {} : { cov }),
    priors: readPriors(options.prior),
    factors: readFactors(options.factor),
    contrasts: readContrasts(options.contrasts),
    admit: (rows, columns) =>
      admit(designForecast(rows, columns), 'make a factor of many levels a group, as in (1 | f)', options),
    ...(options.family === undefined ? {} : { family: options.family }),
    ...(options.link === undefined ? {} : { link: options.link }),
    ...(options.missing === undefined ? {} : { missing: options.missing }),
    ...(options.weights === undefined ? {} : { weights: options.weights }),
    ...(options.residual === undefined ? {} : { residual: options.residual }),
    ...Object.fromEntries(
      parameterNames.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
    ),
  };
}

/** Of the matrices for several formulas those that this one names, and those that none does, which its model will refuse. */
function matricesFor(
  formula: string,
  formulas: readonly string[],
  { cov = {}, ...options }: GlmmOptions,
): Pick<GlmmOptions, 'cov'> {
  if (formulas.length === 1) return {};
  const own = named(formula, options);
  const byAny = new Set(formulas.flatMap((one) => named(one, options)));
  const kept = Object.entries(cov).filter(([name]) => own.includes(name) || !byAny.has(name));
  return { cov: Object.fromEntries(kept) };
}

function named(formula: string, options: ParameterOptions): string[] {
  const { outcome, parameters } = splitFormulas(formula);
  const further = parameterNames.flatMap((name) => {
    const text = options[name];
    return text === undefined ? [] : [[name, text] as const];
  });
  return matrixNames(outcome, [...parameters, ...further]);
}

/** The matrices of `--cov`; null without. */
async function readMatrices({ cov }: ModelOptions): Promise<Record<string, NamedMatrix> | null> {
  const files = Object.entries(readMatrixFiles(cov));
  if (files.length === 0) return null;
  const { readMatrix } = await import('../data/readMatrix.ts'); // loads Parquet
  const matrices: [string, NamedMatrix][] = [];
  for (const [name, path] of files) matrices.push([name, await readMatrix(path)]);
  return Object.fromEntries(matrices);
}
