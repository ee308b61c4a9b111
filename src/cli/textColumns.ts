import type { Formula } from '../../models/formula/index.ts';
import type { Model } from '../../models/glmm.ts';
import type { Table } from '../../models/table.ts';
import { explainText } from '../data/explainText.ts';
import { InputError } from '../engine/errors.ts';

/**
 * The same error with the reason appended when it is about a column of numbers that one odd field, such as "<0.5" or
 * "1,5", turned into text.
 */
export function withReason(error: unknown, table: Table): unknown {
  if (!(error instanceof InputError) || typeof error.details.column !== 'string') return error;
  const reason = explainText(table, error.details.column);
  return reason === undefined ? error : new InputError(`${error.message}; ${reason}`, error.details);
}

/** A note for every predictor that was taken for a factor though most of its values are numbers. */
export function textNotes(model: Model, table: Table, declared: readonly string[]): string[] {
  const names = plainPredictors(model.terms).filter((name) => !declared.includes(name));
  return names
    .map((name) => explainText(table, name))
    .filter((reason) => reason !== undefined)
    .map((reason) => `note: ${reason}; it is a factor here`);
}

/** Columns that stand as terms or parts of terms by themselves, each once; not groups. */
function plainPredictors({ fixed, random }: Formula): string[] {
  const terms = [fixed, ...random.map(({ coefs }) => coefs)].flatMap((scope) => scope.terms);
  const variables = terms.flatMap((term) => term.variables);
  return [...new Set(variables.flatMap((variable) => (variable.kind === 'column' ? [variable.name] : [])))];
}
