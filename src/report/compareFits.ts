import { describeArgument } from '../../models/arguments.ts';
import { type FitColumn, type FitsTable, fitsTable } from '../../models/compare/compareFits.ts';
import { estimatesOf } from '../../models/compare/compareLaplace.ts';
import { posteriorEstimates } from '../../models/compare/compareParameters.ts';
import type { Model } from '../../models/glmm.ts';
import type { LaplaceResult } from '../../models/likelihood/laplace.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { InputError } from '../engine/errors.ts';
import { fitTitle } from './compareVerdict.ts';
import { decimalsFor, fixed, textTable } from './textTable.ts';

/** A fit under a name of one's own; by itself it is called by how it was made. */
export type NamedFit = AnyFit | { readonly label: string; readonly fit: AnyFit };
type AnyFit = Fit<Model> | LaplaceResult;

/**
 * Several fits in one table, posteriors and Laplace fits alike: mean and sd, or estimate and standard error.
 * Throws InputError where two are called the same, and for what is no list.
 * @example compareFits([{ label: 'wide', fit: a }, { label: 'narrow', fit: b }, laplace(model, { quadrature: 9 })])
 */
export function compareFits(fits: readonly NamedFit[], effects = false): FitsTable {
  if (!Array.isArray(fits))
    throw new InputError(
      `compareFits: expected a list of fits, such as [a, { label: 'narrow', fit: b }], got ${describeArgument(fits)}`,
    );
  return fitsTable(fits.map((fit) => asColumn(fit, effects)));
}

function asColumn(given: NamedFit, effects: boolean): FitColumn {
  const fit = 'fit' in given ? given.fit : given;
  const label = 'label' in given ? given.label : titleOf(fit);
  const estimates = 'sampler' in fit ? posteriorEstimates(fit.draws, effects) : estimatesOf(fit, effects);
  return { label, ...estimates };
}

/** What a fit is called by how it was made. */
export function titleOf(fit: Fit | LaplaceResult): string {
  return 'sampler' in fit ? 'posterior' : fitTitle(fit.method, fit.quadrature, fit.fast);
}

/** The table as text: value ± spread, three digits of the smallest spread of a row. */
export function fitsText({ labels, rows }: FitsTable): string[] {
  const lines = rows.map(({ name, cells }) => {
    const spreads = cells.flatMap((cell) => (cell !== null && cell.spread > 0 ? [cell.spread] : []));
    const decimals = decimalsFor(Math.min(...spreads), 2);
    const text = cells.map((cell) =>
      cell === null ? '' : `${fixed(cell.value, decimals)} ± ${fixed(cell.spread, decimals)}`,
    );
    return [name, ...text];
  });
  return textTable(['', ...labels], lines);
}
