/**
 * Draws in, numbers and a verdict out: R-hat, effective sample sizes, Monte Carlo standard errors, quantiles.
 * Plain arrays, one a chain, so anyone's draws will do; NaN always means "cannot tell".
 */
export { type DepthLimitHits, depthLimitHits } from './depthLimit.ts';
export { probabilityOfDirection, rope } from './direction.ts';
export { type DrawsState, drawsState, type StuckChain } from './drawsState.ts';
export { ebfmi, ebfmiPerChain } from './ebfmi.ts';
export { essBulk, essMean, essMedian, essQuantile, essSd, essTail } from './ess.ts';
export { equalTailed, highestDensity, type Interval, type IntervalKind } from './intervals.ts';
export { mcseMean, mcseMedian, mcseQuantile, mcseSd } from './mcse.ts';
export { mean, sd } from './moments.ts';
export { rhatNested } from './nestedRhat.ts';
export { type ConvergenceAt, convergenceOverTime } from './overTime.ts';
export { type ParetoTails, paretoSmooth, paretoTails, type Tail } from './paretoTails.ts';
export { type PsisOptions, paretoKThreshold, psis, type SmoothedWeights } from './psis.ts';
export type { Arithmetic } from './psisTail.ts';
export { quantile } from './quantile.ts';
export { rankCorrelation } from './rankCorrelation.ts';
export { rhat, rhatBasic } from './rhat.ts';
export { type NamedDraws, type StandingOut, standOut, startsOf } from './standOut.ts';
export { type Convergence, convergence, type Summary, summarise } from './summarise.ts';
export {
  type DoubtKind,
  type QuantityCheck,
  type RemarkKind,
  type SamplerCounts,
  type Verdict,
  verdict,
  type Warning,
} from './verdict.ts';
