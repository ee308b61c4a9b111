import type { NormalAverage } from './normalAverage.ts';

/** Writes E f(eta + sqrt(v) X) for every eta and v of a row; v is that of the call before unless it `changed`. */
export type AverageColumn = (
  eta: Float64Array,
  variances: Float64Array,
  changed: boolean,
  out: Float64Array,
) => void;

/** Values interpolated over six neighbours each way: the two before, that at or before, and the three after. */
const before = 2;
const points = 6;

/** Farther out, and for wider spreads, each value is averaged by itself. */
const mostEta = 40;
const mostSd = 20;

/** Interpolated values agree with averages to this share of them, at points between those of the table. */
const tolerance = 1e-8;

/** Numbers that are kept of the table at every draw's own sd, 64 MB. */
const mostSliced = 8_000_000;

/** Where a table is tried: the middle and the tails, narrow spreads and wide ones. */
const probes = [-9, -5, -2, 0, 1, 3, 6, 9].flatMap((eta) =>
  [0.05, 0.4, 1.5, 4].map((sd): [number, number] => [eta, sd]),
);

/**
 * A table of an average in eta and sd, filled where it is asked: the average is smooth in both, and even in sd. The step is the
 * widest at which it agrees with the averages at probes, taken halfway between points. Null where no step does.
 * Interpolation is Lagrange's of degree 5 in each direction; where the sds of draws stay the same for all rows, in their direction once.
 */
export function averageTable(average: NormalAverage, sameForRows: boolean): AverageColumn | null {
  for (const step of [1 / 4, 1 / 8, 1 / 16, 1 / 32]) {
    const table = new AverageTable(average, step, sameForRows);
    const isClose = ([eta, sd]: readonly [number, number]): boolean => {
      const [x, s] = [eta, sd].map((value) => (Math.floor(value / step) + 0.5) * step);
      const exact = average(x, s);
      return Math.abs(table.at(x, s) - exact) <= tolerance * Math.abs(exact);
    };
    if (probes.every(isClose))
      return (eta, variances, changed, out) => table.write(eta, variances, changed, out);
  }
  return null;
}

/** Guards what has been filled in. */
class AverageTable {
  private readonly average: NormalAverage;
  private readonly step: number;
  private readonly sameForRows: boolean;
  /** Points each side of 0 in eta, margin included, and the width of a row. */
  private readonly half: number;
  private readonly width: number;
  /** Row k is of sd k * step; NaN where it is not filled in. */
  private readonly values: Float64Array;
  private readonly weights = new Float64Array(points);
  /** Of each draw: its first row, -1 where its sd is beyond the table, and the weights of six rows. */
  private rows = new Int32Array(0);
  private rowWeights = new Float64Array(0);
  /** The table at each draw's sd, draw after draw; NaN where it is not filled in. Empty where that is too much. */
  private slices = new Float64Array(0);

  constructor(average: NormalAverage, step: number, sameForRows: boolean) {
    this.average = average;
    this.step = step;
    this.sameForRows = sameForRows;
    this.half = Math.ceil(mostEta / step) + points;
    this.width = 2 * this.half + 1;
    this.values = new Float64Array(this.width * (Math.ceil(mostSd / step) + points)).fill(Number.NaN);
  }

  write(eta: Float64Array, variances: Float64Array, changed: boolean, out: Float64Array): void {
    if (changed || this.rows.length !== out.length) this.place(variances, out.length);
    if (this.slices.length > 0) this.writeSliced(eta, variances, out);
    else this.writeEach(eta, variances, out);
  }

  at(eta: number, sd: number): number {
    const out = new Float64Array(1);
    this.place(Float64Array.of(sd * sd), 1);
    this.writeEach(Float64Array.of(eta), Float64Array.of(sd * sd), out);
    return out[0];
  }

  /** Finds the rows of every draw's sd. */
  private place(variances: Float64Array, count: number): void {
    if (this.rows.length !== count) {
      this.rows = new Int32Array(count);
      this.rowWeights = new Float64Array(count * points);
    }
    const size = this.sameForRows ? count * this.width : 0;
    this.slices = new Float64Array(size > mostSliced ? 0 : size).fill(Number.NaN);
    for (let d = 0; d < count; d++) {
      const s = Math.sqrt(variances[d]) / this.step;
      const row = Math.floor(s);
      this.rows[d] = s * this.step < mostSd ? row - before : beyond;
      lagrange(s - row, this.rowWeights, d * points);
    }
  }

  private writeSliced(eta: Float64Array, variances: Float64Array, out: Float64Array): void {
    const { step, half, width, rows, slices, weights } = this;
    const count = out.length;
    for (let d = 0; d < count; d++) {
      const value = eta[d];
      if (!(value > -mostEta && value < mostEta) || rows[d] === beyond) {
        out[d] = this.average(value, Math.sqrt(variances[d]));
        continue;
      }
      const x = value / step;
      const column = Math.floor(x);
      const first = d * width + column + half - before;
      lagrange(x - column, weights, 0);
      let sum =
        weights[0] * slices[first] +
        weights[1] * slices[first + 1] +
        weights[2] * slices[first + 2] +
        (weights[3] * slices[first + 3] + weights[4] * slices[first + 4] + weights[5] * slices[first + 5]);
      if (Number.isNaN(sum)) {
        sum = 0;
        for (let m = 0; m < points; m++) {
          if (Number.isNaN(slices[first + m])) slices[first + m] = this.atPoint(d, first + m - d * width);
          sum += weights[m] * slices[first + m];
        }
      }
      out[d] = sum;
    }
  }

  private writeEach(eta: Float64Array, variances: Float64Array, out: Float64Array): void {
    const { step, half, width, rows, rowWeights, values, weights } = this;
    const count = out.length;
    for (let d = 0; d < count; d++) {
      const value = eta[d];
      if (!(value > -mostEta && value < mostEta) || rows[d] === beyond) {
        out[d] = this.average(value, Math.sqrt(variances[d]));
        continue;
      }
      const x = value / step;
      const column = Math.floor(x);
      const first = column + half - before;
      lagrange(x - column, weights, 0);
      let sum = 0;
      for (let k = 0; k < points; k++) {
        const at = Math.abs(rows[d] + k) * width + first;
        sum +=
          rowWeights[d * points + k] *
          (weights[0] * values[at] +
            weights[1] * values[at + 1] +
            weights[2] * values[at + 2] +
            (weights[3] * values[at + 3] + weights[4] * values[at + 4] + weights[5] * values[at + 5]));
      }
      if (Number.isNaN(sum)) {
        sum = 0;
        for (let m = 0; m < points; m++) sum += weights[m] * this.atPoint(d, first + m);
      }
      out[d] = sum;
    }
  }

  /** At draw d's sd and point number `column` in eta: what is lacking of the table is filled in. */
  private atPoint(d: number, column: number): number {
    const { width, half, step, rows, rowWeights, values } = this;
    let sum = 0;
    for (let k = 0; k < points; k++) {
      const row = Math.abs(rows[d] + k);
      const at = row * width + column;
      if (Number.isNaN(values[at])) values[at] = this.average((column - half) * step, row * step);
      sum += rowWeights[d * points + k] * values[at];
    }
    return sum;
  }
}

/** In the place of a row, where the sd is beyond the table. */
const beyond = -1000;

/** Weights of the values at -2, -1, 0, 1, 2, 3 for one at u, 0 <= u < 1. */
function lagrange(u: number, out: Float64Array, at: number): void {
  const a = u + 2;
  const b = u + 1;
  const d = u - 1;
  const e = u - 2;
  const f = u - 3;
  const ab = a * b;
  const ef = e * f;
  const cd = u * d;
  out[at] = b * cd * ef * (-1 / 120);
  out[at + 1] = a * cd * ef * (1 / 24);
  out[at + 2] = ab * d * ef * (-1 / 12);
  out[at + 3] = ab * u * ef * (1 / 12);
  out[at + 4] = ab * cd * f * (-1 / 24);
  out[at + 5] = ab * cd * e * (1 / 120);
}
