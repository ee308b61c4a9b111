import { InputError } from '../src/engine/errors.ts';
import { type GlmmOptions, glmm, type Model } from './glmm.ts';
import type { PriorTable } from './priors/declared.ts';
import type { Table } from './table.ts';

/**
 * The same model of several imputed data sets, for `sampleImputed`: priors that are left out are scaled to the first set and
 * hold for all. Throws InputError as `glmm` does, and where a set leads to other parameters or levels than the first.
 */
export function glmmImputed(formula: string, tables: readonly Table[], options: GlmmOptions = {}): Model[] {
  if (!Array.isArray(tables) || tables.length < 2)
    throw new InputError('glmmImputed: expected an array of two tables or more, one an imputed data set');
  const first = glmm(formula, tables[0], options);
  const defaultPriors: PriorTable = Object.fromEntries(
    first.priors.flatMap(({ parameter, prior, isDefault }) => (isDefault ? [[parameter, prior]] : [])),
  );
  return [first, ...tables.slice(1).map((table) => glmm(formula, table, { ...options, defaultPriors }))];
}
