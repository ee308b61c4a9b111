import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import { structures } from '../covariance/structures.ts';
import { frameOfNewRows } from '../design/apply.ts';
import { evaluate } from '../design/evaluate.ts';
import { type Frame, showSome } from '../design/frame.ts';
import { factorOf } from '../design/levels.ts';
import type { Recipe } from '../design/recipe.ts';
import {
  columnsOf,
  type PredictorFormula,
  quoteName,
  type RandomTerm,
  type Variable,
} from '../formula/index.ts';
import type { Model } from '../glmm.ts';
import { keptRows, sidesOf } from '../predict/sides.ts';

/** A column that linear predictors read, at the rows that the model was fitted to. */
export type Predictor = {
  readonly name: string;
  /** How many rows each stands for; left out for one each. */
  readonly counts?: Float64Array;
} & (
  | { readonly kind: 'number'; readonly values: Float64Array }
  | {
      readonly kind: 'levels';
      readonly levels: readonly string[];
      readonly codes: Int32Array;
      /** Whether it is read as a number as well, as in `x + factor(x)` and `mo(x)` of whole numbers. */
      readonly isNumber: boolean;
    }
);

/** The columns that linear predictors of a model read, grouping columns aside, by name, in the formula's order. */
export type Predictors = ReadonlyMap<string, Predictor>;

/** How a column is read, in some place of some linear predictor. */
interface Reading {
  readonly name: string;
  readonly as: 'number' | 'levels';
  readonly recipe: Recipe;
}

/** The columns that an effect curve, slopes or means can be asked of, with their values at the rows that the model was fitted to. */
export function predictorsOf(model: Model): Predictors {
  const readings = sidesOf(model).flatMap(({ terms, recipe }) => readingsOf(terms, recipe));
  const strata = model.terms.outcome.kind === 'values' ? model.terms.outcome.thresholds?.by : null;
  if (strata) readings.push({ name: strata, as: 'levels', recipe: model.design.recipe });
  const kept = keptRows(model);
  const found = new Map<string, Predictor>();
  for (const { name, recipe } of readings) {
    if (found.has(name)) continue;
    const own = readings.filter((reading) => reading.name === name);
    const frame = frameOfNewRows(recipe, model.declaration.table, kept);
    const { counts } = model.design;
    found.set(name, { ...predictorAs(name, own, frame, model), ...(counts === undefined ? {} : { counts }) });
  }
  return found;
}

function predictorAs(name: string, readings: readonly Reading[], frame: Frame, model: Model): Predictor {
  const isNumber =
    readings.some(({ as }) => as === 'number') && frame.table.columns.get(name)?.kind === 'number';
  if (readings.every(({ as }) => as === 'number'))
    return { kind: 'number', name, values: evaluate({ kind: 'column', name }, frame) };
  const { factors } = model.declaration.options;
  const options = factors === undefined ? {} : { factors };
  return { kind: 'levels', name, ...factorOf({ ...frame, options }, name), isNumber };
}

/** The names of those that terms read, whatever offsets do. */
export function readByTerms(model: Model): Set<string> {
  const readings = sidesOf(model).flatMap(({ terms, recipe }) =>
    readingsOf({ ...terms, offsets: [] }, recipe),
  );
  return new Set(readings.map(({ name }) => name));
}

function readingsOf({ fixed, random, offsets }: PredictorFormula, recipe: Recipe): Reading[] {
  const terms = [...fixed.terms, ...random.flatMap(({ coefs }) => coefs.terms)];
  const classes = random.flatMap(({ by }) =>
    by === null ? [] : [{ name: by, as: 'levels' as const, recipe }],
  );
  const weights = random.flatMap(({ members }) => members?.weights ?? []);
  return [
    ...terms.flatMap(({ variables }) =>
      variables.flatMap((variable) => readingsOfVariable(variable, recipe)),
    ),
    ...asNumbers(random.flatMap(placedBy), recipe),
    ...[...offsets, ...weights].flatMap((arith) => asNumbers([...columnsOf(arith)], recipe)),
    ...classes,
  ];
}

/** Columns whose numbers say how far apart a structure's coefficients lie, though they are written as levels. */
function placedBy({ structure, coefs }: RandomTerm): string[] {
  const { coefficients } = structures[structure];
  if (coefficients === 'block' || coefficients === 'levels') return [];
  const variables = coefs.terms.flatMap((term) => term.variables);
  return variables.flatMap((variable) => (variable.kind === 'factor' ? [variable.name] : []));
}

function readingsOfVariable(variable: Variable, recipe: Recipe): Reading[] {
  const encoding = recipe.variables.get(variable.text);
  switch (variable.kind) {
    case 'column':
      return [{ name: variable.name, as: encoding?.kind === 'levels' ? 'levels' : 'number', recipe }];
    case 'factor':
      return [{ name: variable.name, as: 'levels', recipe }];
    case 'monotone': {
      const levels = { name: variable.name, as: 'levels', recipe } as const;
      const isNumber = encoding?.kind === 'monotone' && encoding.numbers;
      return isNumber ? [levels, ...asNumbers([variable.name], recipe)] : [levels];
    }
    case 'arith':
      return asNumbers([...columnsOf(variable.value)], recipe);
    case 'poly':
    case 'spline':
      return asNumbers([...columnsOf(variable.of)], recipe);
    case 'smooth': {
      const by = variable.by === null ? [] : [{ name: variable.by, as: 'levels' as const, recipe }];
      return [...asNumbers([...columnsOf(variable.of)], recipe), ...by];
    }
  }
}

function asNumbers(names: readonly string[], recipe: Recipe): Reading[] {
  return names.map((name) => ({ name, as: 'number', recipe }));
}

/** Whether a number says no more than there or not: 0 and 1, both, and nothing else. */
export function isIndicator({ values }: Predictor & { readonly kind: 'number' }): boolean {
  return values.every((x) => x === 0 || x === 1) && values.includes(0) && values.includes(1);
}

/** A predictor by name. Throws InputError, which says what else there is, for what is none. */
export function predictorNamed(where: string, model: Model, predictors: Predictors, name: string): Predictor {
  const found = predictors.get(name);
  if (found !== undefined) return found;
  const have = [...predictors.keys()];
  const isGroup = sidesOf(model).some(({ terms }) =>
    terms.random.some(({ columns }) => columns.includes(name)),
  );
  const isTerm = sidesOf(model).some(({ recipe }) => recipe.variables.has(name) && !have.includes(name));
  const kind = isGroup
    ? `"${name}" groups rows and is no predictor`
    : isTerm
      ? `"${name}" is a term; give the column in it`
      : `no predictor "${name}" in the model`;
  const list = have.length === 0 ? 'it has none' : `have: ${showSome(have.map(quoteName))}`;
  throw new InputError(`${where}: ${kind} (${list})${isGroup ? '' : didYouMean(name, have)}`);
}
