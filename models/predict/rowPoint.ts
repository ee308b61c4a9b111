import { factorInPlace } from './covarianceDraws.ts';
import type { RowState } from './rowState.ts';
import type { Spread } from './spread.ts';

/** Moves a row's distribution about with its group effects; guards the factor of their covariance. */
export class RowPoint {
  private readonly state: RowState;
  private readonly spread: Spread;
  private factors: Float64Array = new Float64Array(0);
  readonly dimension: number;

  constructor(state: RowState, spread: Spread) {
    this.state = state;
    this.spread = spread;
    this.dimension = spread.predictors.length;
  }

  go(row: number): void {
    if (!this.spread.go(row)) return;
    const q = this.dimension;
    const g = new Float64Array(this.state.count * q * q);
    for (let a = 0; a < q; a++)
      for (let b = 0; b < q; b++) {
        const entry = this.spread.covariance(a, b);
        for (let d = 0; d < entry.length; d++) g[(d * q + a) * q + b] = entry[d];
      }
    this.factors = factorInPlace(g, q);
  }

  /** The largest sd of a linear predictor of draw d. */
  sd(d: number): number {
    const sds = this.spread.predictors.map((_, a) => Math.sqrt(this.spread.covariance(a, a)[d]));
    return Math.max(...sds);
  }

  /** The distribution of draw d at node m of some nodes, standard normal coordinates. */
  at(d: number, nodes: Float64Array, m: number): ReturnType<RowState['at']> {
    const q = this.dimension;
    const row = this.state.at(d);
    for (let a = 0; a < q; a++) {
      let shift = 0;
      for (let c = 0; c <= a; c++) shift += this.factors[(d * q + a) * q + c] * nodes[m * q + c];
      const p = this.spread.predictors[a];
      this.state.set(p, this.state.eta(p)[d] + shift);
    }
    return row;
  }
}
