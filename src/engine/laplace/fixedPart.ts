import { type LinearPredictor, linearCount, predictorsOf, type RowProgram } from '../program/program.ts';

/** A linear predictor's offset + X beta, and X' for adjoints; the first coefficient is the intercept where there is one. */
export interface FixedPart {
  /** Writes offset + X beta. */
  forward(coefficients: Float64Array, etaOut: Float64Array): void;
  /** Writes X'e. */
  adjoint(e: Float64Array, coefficientsOut: Float64Array): void;
}

/** Fewer columns than this are quick as they are. */
const fewColumns = 32;
/** Entries that are not their column's usual value, as a share: more of them are no longer worth looking for. */
const mostUnusual = 0.125;

/**
 * Columns of a factor with many levels take one value nearly everywhere, centred or not. With c_j the usual value of column
 * j and D what differs from it, X beta = sum_j c_j beta_j + D beta and X'e = c sum_i e_i + D'e.
 */
export function fixedPartOf(count: number, predictor: LinearPredictor): FixedPart {
  const { x, width } = predictor;
  if (width < fewColumns) return dense(count, predictor);
  const usual = usualValues(count, predictor);
  const entries = x.reduce((sum, value, at) => sum + (value === usual[at % width] ? 0 : 1), 0);
  return entries > mostUnusual * x.length
    ? dense(count, predictor)
    : sparse(count, predictor, usual, entries);
}

/** The fixed parts of all linear predictors, coefficients one predictor after the other. */
export interface FixedParts {
  forward(coefficients: Float64Array, etaOut: readonly Float64Array[]): void;
  adjoint(e: readonly Float64Array[], coefficientsOut: Float64Array): void;
}

export function fixedPartsOf(rows: RowProgram): FixedParts {
  let end = 0;
  const parts = predictorsOf(rows).map((predictor) => {
    const start = end;
    end += linearCount(predictor);
    return { start, end, ...fixedPartOf(rows.count, predictor) };
  });
  return {
    forward(coefficients, etaOut) {
      parts.forEach(({ start, end, forward }, p) => {
        forward(coefficients.subarray(start, end), etaOut[p]);
      });
    },
    adjoint(e, out) {
      parts.forEach(({ start, end, adjoint }, p) => {
        adjoint(e[p], out.subarray(start, end));
      });
    },
  };
}

function dense(count: number, { x, width, offset, hasIntercept }: LinearPredictor): FixedPart {
  const first = hasIntercept ? 1 : 0;
  return {
    forward(coefficients, etaOut) {
      const intercept = hasIntercept ? coefficients[0] : 0;
      for (let i = 0, at = 0; i < count; i++, at += width) {
        let s = offset === null ? intercept : intercept + offset[i];
        for (let j = 0; j < width; j++) s += x[at + j] * coefficients[first + j];
        etaOut[i] = s;
      }
    },
    adjoint(e, out) {
      out.fill(0);
      for (let i = 0, at = 0; i < count; i++, at += width) {
        const ei = e[i];
        if (hasIntercept) out[0] += ei;
        for (let j = 0; j < width; j++) out[first + j] += ei * x[at + j];
      }
    },
  };
}

function sparse(
  count: number,
  { x, width, offset, hasIntercept }: LinearPredictor,
  usual: Float64Array,
  entries: number,
): FixedPart {
  const first = hasIntercept ? 1 : 0;
  const start = new Int32Array(count + 1);
  const column = new Int32Array(entries);
  const differs = new Float64Array(entries);
  let entry = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < width; j++) {
      const value = x[i * width + j];
      if (value === usual[j]) continue;
      column[entry] = first + j;
      differs[entry++] = value - usual[j];
    }
    start[i + 1] = entry;
  }
  return {
    forward(coefficients, etaOut) {
      let common = hasIntercept ? coefficients[0] : 0;
      for (let j = 0; j < width; j++) common += usual[j] * coefficients[first + j];
      for (let i = 0; i < count; i++) {
        let s = offset === null ? common : common + offset[i];
        for (let k = start[i]; k < start[i + 1]; k++) s += differs[k] * coefficients[column[k]];
        etaOut[i] = s;
      }
    },
    adjoint(e, out) {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += e[i];
      if (hasIntercept) out[0] = sum;
      for (let j = 0; j < width; j++) out[first + j] = usual[j] * sum;
      for (let i = 0; i < count; i++)
        for (let k = start[i]; k < start[i + 1]; k++) out[column[k]] += e[i] * differs[k];
    },
  };
}

/** The value that holds a majority in each column, wherever one does (Boyer & Moore's vote). */
function usualValues(count: number, { x, width }: LinearPredictor): Float64Array {
  const usual = new Float64Array(width);
  const votes = new Float64Array(width);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < width; j++) {
      const value = x[i * width + j];
      if (votes[j] === 0) usual[j] = value;
      votes[j] += value === usual[j] ? 1 : -1;
    }
  return usual;
}
