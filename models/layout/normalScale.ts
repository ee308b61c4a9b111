import type { ChosenFamily } from '../families/choose.ts';
import { total } from '../families/links.ts';
import type { ModelRows } from './rows.ts';

/** Rows whose outcome is normal, with the density of that. */
export interface NormalRows {
  readonly ordered: ModelRows;
  readonly chosen: ChosenFamily;
  /** Sum of the log slopes of what was done to the outcome; 0 where that is nothing. */
  readonly logJacobian: number;
}

/** For residuals with a covariance, where the outcome is not normal but a function of it is: that function of it. */
export function onNormalScale(ordered: ModelRows, chosen: ChosenFamily): NormalRows {
  const { normal } = chosen;
  if (ordered.design.residual === null || normal === null) return { ordered, chosen, logJacobian: 0 };
  const { y } = ordered.outcome;
  return {
    ordered: { ...ordered, outcome: { ...ordered.outcome, y: y.map(normal.of) } },
    chosen: { ...chosen, density: normal.density },
    logJacobian: total(y.map(normal.logSlope)),
  };
}
