import type { NormalAverage } from './normalAverage.ts';

/** Writes E f(eta + sqrt(v) X) for every eta and v of a row. */
export type AverageColumn = (eta: Float64Array, variances: Float64Array, out: Float64Array) => void;

/** Values interpolated over six neighbours each way: the two before, that at or before, and the three after. */
const before = 2;
const points = 6;

/** Farther out, and for wider spreads, each value is averaged by itself. */
const mostEta = 40;
const mostSd = 20;

/** Interpolated values agree with averages to this share of them, at points between those of the table. */
const tolerance = 1e-8;

/** Where a table is tried: the middle and the tails, narrow spreads and wide ones. */
const probes = [-9, -5, -2, 0, 1, 3, 6, 9].flatMap((eta) =>
  [0.05, 0.4, 1.5, 4].map((sd): [number, number] => [eta, sd]),
);

/**
 * A table of an average in eta and sd, filled where it is asked: the average is smooth in both, and even in sd. The step is the
 * widest at which it agrees with the averages at probes, taken halfway between points. Null where no step does.
 * Interpolation is Lagrange's of degree 5 in each direction.
 */
export function averageTable(average: NormalAverage): AverageColumn | null {
  for (const step of [1 / 4, 1 / 8, 1 / 16, 1 / 32]) {
    const table = new AverageTable(average, step);
    const isClose = ([eta, sd]: readonly [number, number]): boolean => {
      const [x, s] = [eta, sd].map((value) => (Math.floor(value / step) + 0.5) * step);
      const exact = average(x, s);
      return Math.abs(table.at(x, s) - exact) <= tolerance * Math.abs(exact);
    };
    if (probes.every(isClose)) return (eta, variances, out) => table.write(eta, variances, out);
  }
  return null;
}

/** Guards what has been filled in. */
class AverageTable {
  private readonly average: NormalAverage;
  private readonly step: number;
  /** Points each side of 0 in eta, margin included, and the width of a row. */
  private readonly half: number;
  private readonly width: number;
  /** Row k is of sd k * step. */
  private readonly rows: (Float64Array | undefined)[] = [];
  private readonly etaWeights = new Float64Array(points);
  private readonly sdWeights = new Float64Array(points);

  constructor(average: NormalAverage, step: number) {
    this.average = average;
    this.step = step;
    this.half = Math.ceil(mostEta / step) + points;
    this.width = 2 * this.half + 1;
  }

  write(eta: Float64Array, variances: Float64Array, out: Float64Array): void {
    for (let d = 0; d < out.length; d++) out[d] = this.at(eta[d], Math.sqrt(variances[d]));
  }

  at(eta: number, sd: number): number {
    if (!(Math.abs(eta) < mostEta && sd < mostSd)) return this.average(eta, sd);
    const { step, etaWeights, sdWeights, half } = this;
    const [x, s] = [eta / step, sd / step];
    const [column, row] = [Math.floor(x), Math.floor(s)];
    lagrange(x - column, etaWeights);
    lagrange(s - row, sdWeights);
    const first = column + half - before;
    let sum = 0;
    for (let k = 0; k < points; k++) {
      const values = this.rowAt(Math.abs(row - before + k), first);
      let inner = 0;
      for (let m = 0; m < points; m++) inner += etaWeights[m] * values[first + m];
      sum += sdWeights[k] * inner;
    }
    return sum;
  }

  /** A row with values at six points from `first` on. */
  private rowAt(k: number, first: number): Float64Array {
    let row = this.rows[k];
    if (row === undefined) {
      row = new Float64Array(this.width).fill(Number.NaN);
      this.rows[k] = row;
    }
    for (let m = first; m < first + points; m++)
      if (Number.isNaN(row[m])) row[m] = this.average((m - this.half) * this.step, k * this.step);
    return row;
  }
}

/** Weights of the values at -2, -1, 0, 1, 2, 3 for one at u, 0 <= u < 1. */
function lagrange(u: number, out: Float64Array): void {
  const [a, b, c, d, e, f] = [u + 2, u + 1, u, u - 1, u - 2, u - 3];
  const [ab, ef, cd] = [a * b, e * f, c * d];
  out[0] = -(b * cd * ef) / 120;
  out[1] = (a * cd * ef) / 24;
  out[2] = -(ab * d * ef) / 12;
  out[3] = (ab * c * ef) / 12;
  out[4] = -(ab * cd * f) / 24;
  out[5] = (ab * cd * e) / 120;
}
