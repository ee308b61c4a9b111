import { type Declaration, glmm, type Model } from '../../models/glmm.ts';
import type { PriorTable } from '../../models/priors/declared.ts';
import { InputError } from '../engine/errors.ts';

/** Declares the model: `glmm` of the three. */
export function declare({ formula, table, options }: Declaration): Model {
  return glmm(formula, table, options);
}

/**
 * The same declaration with every prior that the model resolved, so that another outcome gets the same priors: defaults
 * follow the outcome's scale. They stay defaults, since those of a term with slopes belong to the predictors' means.
 */
export function withResolvedPriors(declaration: Declaration, { priors }: Model): Declaration {
  const table = (isDefault: boolean): PriorTable =>
    Object.fromEntries(
      priors.filter((row) => row.isDefault === isDefault).map(({ parameter, prior }) => [parameter, prior]),
    );
  const options = { ...declaration.options, priors: table(false), defaultPriors: table(true) };
  return { ...declaration, options };
}

/**
 * The same declaration with another outcome; `outcome` has one value a design row of `model`, and rows that the design
 * left out stay without. Throws InputError where the formula's outcome is no plain column.
 */
export function withOutcome(declaration: Declaration, model: Model, outcome: Float64Array): Declaration {
  const { table } = declaration;
  const name = outcomeColumn(declaration, model);
  const values = new Float64Array(table.rows).fill(Number.NaN);
  model.design.rowNumbers.forEach((row, i) => {
    values[row - 1] = outcome[i];
  });
  const columns = new Map(table.columns).set(name, { kind: 'number', values });
  return { ...declaration, table: { ...table, columns } };
}

function outcomeColumn({ table }: Declaration, { terms }: Model): string {
  const { outcome } = terms;
  const read =
    outcome.kind === 'values' ? outcome.value : outcome.kind === 'trials' ? outcome.successes : null;
  if (read?.kind === 'column' && table.columns.get(read.name)?.kind === 'number') return read.name;
  throw new InputError(
    `sbc: the outcome must be one column of numbers to be simulated, got ${outcome.name}; write "y" or "y | trials(n)"`,
  );
}
