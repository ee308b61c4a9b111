/** A number of the data beside that of each data set drawn: the same for all, or where the draw's parameters enter, one a draw. */
export interface Beside {
  readonly data: Float64Array;
  readonly drawn: Float64Array;
}

/** Where the data's number stands among those of data sets that a model draws. */
export interface Standing {
  /** Mean over the draws where these enter. */
  readonly observed: number;
  /** Mean over the data sets drawn, and the ends of their middle 95 %. */
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
  /**
   * Share of data sets whose number lies as far out. Where the data's number is one, uniform if data and data sets are drawn alike
   * (Besag & Clifford 1989); where it is one a draw, the posterior predictive p-value of a discrepancy (Gelman, Meng & Stern 1996).
   */
  readonly pValue: number;
}

/** Which ends of a number speak against the model. */
export type Ends = 'high' | 'both';

export function standing(beside: Beside, ends: Ends): Standing {
  const { data, drawn } = beside;
  const sorted = drawn.slice().sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  const high = shareOf(beside, (own, other) => other >= own);
  const low = shareOf(beside, (own, other) => other <= own);
  return {
    observed: mean(data),
    expected: mean(drawn),
    lower: at(0.025),
    upper: at(0.975),
    pValue: ends === 'high' ? high : Math.min(1, 2 * Math.min(low, high)),
  };
}

/** The data count among the data sets, so that no share is 0. */
function shareOf({ data, drawn }: Beside, isAsFar: (own: number, other: number) => boolean): number {
  let count = 1;
  for (let s = 0; s < drawn.length; s++) if (isAsFar(data[s], drawn[s])) count++;
  return count / (drawn.length + 1);
}

/**
 * p-values of several tests that allow for all of them: the share of data sets in which any test strays as far, in sds, as this one
 * does in the data. Whatever tests have to do with each other.
 * Source: Westfall & Young 1993, "Resampling-based multiple testing", the single-step maxT.
 */
export function adjustedPValues(tests: readonly (Beside & { readonly ends: Ends })[]): number[] {
  const strays = tests.map(straying);
  const count = tests[0]?.drawn.length ?? 0;
  const most = Float64Array.from({ length: count }, (_, s) => Math.max(...strays.map((own) => own.drawn[s])));
  return strays.map(({ data }) => shareOf({ data, drawn: most }, (own, other) => other >= own));
}

function straying({ data, drawn, ends }: Beside & { readonly ends: Ends }): Beside {
  const all = Float64Array.from([mean(data), ...drawn]);
  const centre = mean(all);
  const sd = Math.sqrt(mean(all.map((x) => (x - centre) * (x - centre))));
  const far = (x: number): number => {
    if (!(sd > 0)) return 0;
    return (ends === 'high' ? x - centre : Math.abs(x - centre)) / sd;
  };
  return { data: data.map(far), drawn: drawn.map(far) };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
