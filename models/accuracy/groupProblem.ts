import type { Model } from '../glmm.ts';
import { covarianceDraws, factorInPlace } from '../predict/covarianceDraws.ts';
import type { DrawsOf } from '../predict/drawsOfQuantity.ts';
import type { RowsAt, TermAt } from '../predict/rowsAt.ts';
import type { GroupUnit } from './groupUnit.ts';

/** A term whose effects are integrated out, with the factor of its covariance at every draw. */
export interface IntegratedTerm {
  readonly term: TermAt;
  readonly k: number;
  /** Places among the moving linear predictors that its coefficients enter. */
  readonly moves: Int32Array;
  /** F with G = F F' of the levels of a class, k x k row-major, draw after draw. */
  factors(ofClass: number): Float64Array;
}

/** The terms of a unit that are integrated out, and the linear predictors that these enter. */
export interface IntegratedTerms {
  readonly terms: readonly IntegratedTerm[];
  readonly moving: readonly number[];
}

export function integratedTerms(rows: RowsAt, { integrated }: GroupUnit, find: DrawsOf): IntegratedTerms {
  const names = rows.predictors.map(({ predictor }) => predictor);
  const chosen = rows.terms.filter(({ number }) => integrated.includes(number));
  const moving = names.flatMap((name, p) =>
    chosen.some(({ predictors }) => predictors.includes(name)) ? [p] : [],
  );
  const terms = chosen.map((term): IntegratedTerm => {
    const k = term.coefs.length;
    const made = new Map<number, Float64Array>();
    return {
      term,
      k,
      moves: Int32Array.from(term.predictors, (name) => moving.indexOf(names.indexOf(name))),
      factors(ofClass) {
        const known = made.get(ofClass) ?? factorInPlace(covarianceDraws(term, ofClass, find), k);
        made.set(ofClass, known);
        return known;
      },
    };
  });
  return { terms, moving };
}

/**
 * One group: its rows, and the standard normal z that its effects are made of, b = F z a level. A row's linear predictors
 * move by `loads` times the z at `at`: of row i and moving predictor m they are entries (i * moving + m) * width and on, and i * width and on.
 */
export interface GroupProblem {
  readonly rows: readonly number[];
  readonly size: number;
  readonly width: number;
  readonly at: Int32Array;
  readonly loads: Float64Array;
  /** Fills `loads` for a draw. */
  load(draw: number): void;
  /** Writes the loads of row i of the group at a draw, from entry `to` on. */
  loadRow(i: number, draw: number, out: Float64Array, to: number): void;
}

export function groupProblem(rows: readonly number[], { terms, moving }: IntegratedTerms): GroupProblem {
  const width = terms.reduce((sum, { k }) => sum + k, 0);
  const at = new Int32Array(rows.length * width);
  const loads = new Float64Array(rows.length * moving.length * width);
  const factorsOf: Float64Array[][] = [];
  let size = 0;
  let from = 0;
  terms.forEach(({ term, k, factors }, t) => {
    const slots = new Map<number, number>();
    factorsOf.push([]);
    rows.forEach((row, i) => {
      const level = term.index[row];
      const slot = slots.get(level) ?? size;
      if (!slots.has(level)) {
        slots.set(level, size);
        size += k;
      }
      for (let c = 0; c < k; c++) at[i * width + from + c] = slot + c;
      factorsOf[t][i] = factors(term.classes?.of[level] ?? 0);
    });
    from += k;
  });
  const rowLength = moving.length * width;
  const loadRow = (i: number, draw: number, out: Float64Array, to: number): void => {
    out.fill(0, to, to + rowLength);
    const row = rows[i];
    let column = 0;
    for (let t = 0; t < terms.length; t++) {
      const { term, k, moves } = terms[t];
      const factor = factorsOf[t][i];
      for (let c = 0; c < k; c++) {
        const x = term.columns[c][row];
        if (x === 0) continue;
        const place = to + moves[c] * width + column;
        for (let m = 0; m <= c; m++) out[place + m] += x * factor[(draw * k + c) * k + m];
      }
      column += k;
    }
  };
  const load = (draw: number): void => {
    for (let i = 0; i < rows.length; i++) loadRow(i, draw, loads, i * rowLength);
  };
  return { rows, size, width, at, loads, load, loadRow };
}

/** The design rows of each level of a unit. */
export function rowsOfLevels({ index, levels }: GroupUnit): number[][] {
  const found: number[][] = levels.map(() => []);
  index.forEach((level, row) => {
    found[level].push(row);
  });
  return found;
}

/** Whether a group's integral is that of a normal density: Laplace's method is exact then. */
export function isQuadratic({ program }: Model): boolean {
  return program.capabilities.quadraticInEta;
}
