import { InputError } from '../engine/errors.ts';
import { didYouMean } from '../engine/nearest.ts';
import { coefficientLabel, type Quantity, quantityName, quantityWords } from '../engine/program/quantity.ts';

/** What a reader of a table calls a parameter: `Age`, `sd of Intercept over DID`, `residual sd`. */
export function parameterLabel(quantity: Quantity, residualSd: string | null): string {
  switch (quantity.kind) {
    case 'intercept':
      return coefficientLabel(quantity.predictor, 'Intercept');
    case 'coefficient':
    case 'monotone':
      return coefficientLabel(quantity.predictor, quantity.coef);
    case 'threshold':
    case 'sd':
    case 'correlation':
    case 'commonCorrelation':
    case 'share':
    case 'residualSd':
      return quantityWords(quantity).replace(/^the /, '');
    case 'auxiliary':
      return quantity.parameter === residualSd ? 'residual sd' : quantity.parameter;
    default:
      return quantityName(quantity);
  }
}

/** A row that people call by its name, `b_Age`, or as a table does, `Age`. */
export interface Labelled {
  readonly name: string;
  readonly label: string;
}

/**
 * Rows under the labels of a reader's own.
 * Throws InputError for a parameter that is none of the rows.
 * @param labels by name or by label, such as `{ Age: 'Age (years)' }`
 */
export function relabelled<Row extends Labelled>(
  where: string,
  rows: readonly Row[],
  labels: Readonly<Record<string, string>>,
): Row[] {
  checkKnown(where, rows, Object.keys(labels));
  return rows.map((row) => ({
    ...row,
    label: ownOf(labels, row.name) ?? ownOf(labels, row.label) ?? row.label,
  }));
}

const ownOf = (labels: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined;

/**
 * Rows that are asked for, in the order of the rows, without those left out.
 * Throws InputError for a parameter that is none of the rows, and where none is left.
 */
export function selected<Row extends Labelled>(
  where: string,
  rows: readonly Row[],
  only: readonly string[] | undefined,
  exclude: readonly string[],
): Row[] {
  checkKnown(where, rows, [...(only ?? []), ...exclude]);
  const isIn = ({ name, label }: Row, names: readonly string[]): boolean =>
    names.includes(name) || names.includes(label);
  const left = rows.filter((row) => (only === undefined || isIn(row, only)) && !isIn(row, exclude));
  if (left.length === 0) throw new InputError(`${where}: no parameter is left to show`);
  return left;
}

function checkKnown(where: string, rows: readonly Labelled[], names: readonly string[]): void {
  const known = new Set(rows.flatMap(({ name, label }) => [label, name]));
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return;
  const labels = rows.map(({ label }) => label);
  const shown = labels.length > 12 ? [...labels.slice(0, 12), '...'] : labels;
  throw new InputError(
    `${where}: no parameter "${unknown}" (have: ${shown.join(', ')})${didYouMean(unknown, known)}`,
  );
}
