import { covarianceDraws } from './covarianceDraws.ts';
import type { DrawsOf } from './drawsOfQuantity.ts';
import type { RowsAt, TermAt } from './rowsAt.ts';

/** How far group effects spread the linear predictors of rows: their covariance by N(0, G), draw by draw. */
export interface Spread {
  /** Numbers of the linear predictors that group effects enter. */
  readonly predictors: readonly number[];
  /** Covariance of the predictors at places a and b of `predictors`, at the row that `go` went to. */
  covariance(a: number, b: number): Float64Array;
  /** Whether anything changed. */
  go(row: number): boolean;
  /** Whether all rows have the same. */
  readonly sameForRows: boolean;
}

/** A term's part in the covariance of two predictors: pairs of coefficients, and G's entries for these, by class. */
interface Part {
  readonly term: TermAt;
  readonly pairs: readonly (readonly [number, number])[];
  readonly entry: (ofClass: number, c: number, other: number) => Float64Array;
}

/** Curves do not spread: what bends of a smooth is no group. */
export function spreadOf(rows: RowsAt, find: DrawsOf): Spread {
  const terms = rows.terms.filter(({ smooth }) => smooth === undefined);
  const entries = terms.map((term) => entriesOf(term, find));
  const names = rows.predictors.map(({ predictor }) => predictor);
  const predictors = names.flatMap((name, p) =>
    terms.some((term) => term.predictors.includes(name)) ? [p] : [],
  );
  const q = predictors.length;
  const cells = Array.from({ length: q * q }, (_, e) => {
    const [a, b] = [names[predictors[Math.floor(e / q)]], names[predictors[e % q]]];
    const parts = terms.map((term, t) => ({ term, entry: entries[t], pairs: pairsOf(term, a, b) }));
    return e % q < Math.floor(e / q) ? null : new SpreadCell(parts, find.count);
  });
  const cell = (a: number, b: number): SpreadCell => cells[Math.min(a, b) * q + Math.max(a, b)] as SpreadCell;
  return {
    predictors,
    covariance: (a, b) => cell(a, b).values,
    go(row) {
      let changed = false;
      for (const one of cells) if (one?.go(row) === true) changed = true;
      return changed;
    },
    sameForRows: terms.every(({ columns, shares, classAt }) =>
      [...columns, shares, classAt].every((values) => values === null || isSame(values)),
    ),
  };
}

function isSame(values: Float64Array | Int32Array): boolean {
  for (const value of values) if (value !== values[0]) return false;
  return true;
}

/** The coefficients of a term in two linear predictors. */
function pairsOf({ predictors }: TermAt, a: string, b: string): [number, number][] {
  return predictors.flatMap((one, c) =>
    one === a ? predictors.flatMap((other, o): [number, number][] => (other === b ? [[c, o]] : [])) : [],
  );
}

/** Draws of the entries of a term's G, each by itself. */
function entriesOf(term: TermAt, find: DrawsOf): Part['entry'] {
  const k = term.coefs.length;
  const known = new Map<number, Float64Array[]>();
  return (ofClass, c, other) => {
    let own = known.get(ofClass);
    if (own === undefined) {
      const g = covarianceDraws(term, ofClass, find);
      own = Array.from({ length: k * k }, (_, e) =>
        Float64Array.from({ length: find.count }, (_, d) => g[d * k * k + e]),
      );
      known.set(ofClass, own);
    }
    return own[c * k + other];
  };
}

/** One entry of the covariance; remembers what its values are of, since most rows have the same. */
class SpreadCell {
  readonly values: Float64Array;
  private readonly parts: readonly Part[];
  private weights: number[] = [];

  constructor(parts: readonly Part[], count: number) {
    this.parts = parts.filter(({ pairs }) => pairs.length > 0);
    this.values = new Float64Array(count);
  }

  go(row: number): boolean {
    const weights = this.weightsAt(row);
    const isSame =
      weights.length === this.weights.length && weights.every((weight, e) => weight === this.weights[e]);
    if (isSame) return false;
    this.weights = weights;
    this.values.fill(0);
    let at = 0;
    for (const { pairs, entry } of this.parts) {
      const ofClass = weights[at++];
      for (const [c, other] of pairs) addScaled(this.values, weights[at++], entry(ofClass, c, other));
    }
    return true;
  }

  /** For each term the class of the row, then what every pair counts. */
  private weightsAt(row: number): number[] {
    return this.parts.flatMap(({ term: { columns, shares, classAt }, pairs }) => {
      const share = shares === null ? 1 : shares[row];
      return [
        classAt === null ? 0 : classAt[row],
        ...pairs.map(([c, other]) => share * columns[c][row] * columns[other][row]),
      ];
    });
  }
}

function addScaled(out: Float64Array, weight: number, values: Float64Array): void {
  if (weight === 0) return;
  for (let d = 0; d < out.length; d++) out[d] += weight * values[d];
}
