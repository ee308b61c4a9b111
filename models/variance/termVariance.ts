import { covarianceDraws } from '../predict/covarianceDraws.ts';
import type { DrawsOf } from '../predict/drawsOfQuantity.ts';
import type { RowsAt, TermAt } from '../predict/rowsAt.ts';

/** The variance that a random term brings to a linear predictor, on average over rows. */
export interface TermVariance {
  /** `DID`, or `Subject (Intercept, Days)`. */
  readonly name: string;
  /** Draw by draw, chain after chain. */
  readonly variance: Float64Array;
}

/** Terms that enter a linear predictor, without curves, which are no groups. */
export function termsOf(rows: RowsAt, predictor: string): TermAt[] {
  return rows.terms.filter((term) => term.smooth === undefined && term.predictors.includes(predictor));
}

/**
 * The mean over rows of z' G z for each random term of a linear predictor, G being the covariance of its coefficients in each draw and
 * z the row's columns: what a random slope adds depends on where the rows are.
 * Source: Johnson 2014, Methods in Ecology and Evolution 5:944, eq. 10.
 * @param rows read for groups "averaged", which says how much of a known covariance or of several levels each row has
 */
export function termVariances(rows: RowsAt, predictor: string, find: DrawsOf): TermVariance[] {
  return termsOf(rows, predictor).map((term) => ({
    name: termName(term, predictor),
    variance: termVariance(term, predictor, rows.rows, find),
  }));
}

/** `DID`, or `Subject (Intercept, Days)`. */
export function termName({ group, coefs, predictors }: TermAt, predictor: string): string {
  const own = coefs.filter((_, c) => predictors[c] === predictor);
  return own.length === 1 && own[0] === 'Intercept' ? group : `${group} (${own.join(', ')})`;
}

function termVariance(term: TermAt, predictor: string, rows: number, find: DrawsOf): Float64Array {
  const k = term.coefs.length;
  const own = term.predictors.flatMap((name, c) => (name === predictor ? [c] : []));
  const out = new Float64Array(find.count);
  const classes = term.classes?.names.length ?? 1;
  for (let ofClass = 0; ofClass < classes; ofClass++) {
    const moments = momentsOf(term, own, ofClass, rows);
    const g = covarianceDraws(term, ofClass, find);
    for (let d = 0; d < out.length; d++)
      for (let a = 0; a < own.length; a++)
        for (let b = 0; b < own.length; b++)
          out[d] += moments[a * own.length + b] * g[(d * k + own[a]) * k + own[b]];
  }
  return out;
}

/** Sum of z z' over the rows of a class, over the number of all rows. */
function momentsOf(
  { columns, classAt, shares }: TermAt,
  own: readonly number[],
  ofClass: number,
  rows: number,
): Float64Array {
  const q = own.length;
  const out = new Float64Array(q * q);
  for (let row = 0; row < rows; row++) {
    if (classAt !== null && classAt[row] !== ofClass) continue;
    const share = (shares === null ? 1 : shares[row]) / rows;
    for (let a = 0; a < q; a++)
      for (let b = 0; b < q; b++) out[a * q + b] += share * columns[own[a]][row] * columns[own[b]][row];
  }
  return out;
}
