import type { Arith } from '../../models/formula/index.ts';
import { type Declaration, glmm, type Model } from '../../models/glmm.ts';
import type { PriorTable } from '../../models/priors/declared.ts';
import type { Column } from '../../models/table.ts';
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
 * left out stay without. Categories keep their labels; a factor or truth value of two becomes 0 and 1; of `cbind` both columns
 * change. Throws InputError where the formula's outcome is no plain column.
 */
export function withOutcome(declaration: Declaration, model: Model, outcome: Float64Array): Declaration {
  const { table } = declaration;
  const columns = new Map(table.columns);
  const put = (name: string, values: Float64Array): void => {
    columns.set(name, columnOf(table.columns.get(name), model, inTable(values, model, table.rows)));
  };
  const { outcome: asked } = model.terms;
  const { trials } = model.outcome;
  if (asked.kind === 'cbind') {
    put(plainColumn(asked.successes, asked.name), outcome);
    put(
      plainColumn(asked.failures, asked.name),
      outcome.map((y, i) => (trials?.[i] ?? 1) - y),
    );
  } else put(plainColumn(asked.kind === 'values' ? asked.value : asked.successes, asked.name), outcome);
  return { ...declaration, table: { ...table, columns } };
}

/** One value a row of the table; NaN where the design has none. */
function inTable(values: Float64Array, { design }: Model, rows: number): Float64Array {
  const out = new Float64Array(rows).fill(Number.NaN);
  design.rowNumbers.forEach((row, i) => {
    out[row - 1] = values[i];
  });
  return out;
}

function columnOf(before: Column | undefined, { design }: Model, values: Float64Array): Column {
  const { response } = design;
  const labels = response.kind === 'values' ? (response.categories?.labels ?? null) : null;
  if (before?.kind !== 'factor' || labels === null) return { kind: 'number', values };
  const codes = Int32Array.from(values, (y) => (Number.isNaN(y) ? -1 : y - 1));
  return { kind: 'factor', levels: labels, codes, declared: true };
}

function plainColumn(arith: Arith, name: string): string {
  if (arith.kind === 'column') return arith.name;
  throw new InputError(
    `sbc: the outcome must be a plain column to be simulated, got ${name}; write "y" or "y | trials(n)", and make the column that you need beforehand`,
  );
}
