/**
 * Draws in, numbers and a verdict out: R-hat, effective sample sizes, Monte Carlo standard errors, quantiles.
 * Plain arrays, one a chain, so anyone's draws will do; NaN always means "cannot tell".
 */
export { probabilityOfDirection, rope } from './direction.ts';
export { ebfmi, ebfmiPerChain } from './ebfmi.ts';
export { essBulk, essMean, essMedian, essQuantile, essSd, essTail } from './ess.ts';
export { equalTailed, highestDensity, type Interval, type IntervalKind } from './intervals.ts';
export { mcseMean, mcseMedian, mcseQuantile, mcseSd } from './mcse.ts';
export { mean, sd } from './moments.ts';
export { type PsisOptions, paretoKThreshold, psis, type SmoothedWeights } from './psis.ts';
export type { Arithmetic } from './psisTail.ts';
export { quantile } from './quantile.ts';
export { rhat, rhatBasic } from './rhat.ts';
export { type Summary, summarise } from './summarise.ts';
export {
  type DoubtKind,
  type QuantityCheck,
  type RemarkKind,
  type SamplerCounts,
  type Verdict,
  verdict,
  type Warning,
} from './verdict.ts';
