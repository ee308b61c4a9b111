/**
 * Tools for trying models and samplers: gradients against differences, wild points, random models, and calibration
 * against simulated data.
 */
export type { Declaration } from '../models/glmm.ts';
export { type PriorDraw, simulatePrior } from '../models/simulate/prior.ts';
export { type Metric, unitMetric } from './engine/hmc/metric.ts';
export type { Tuning } from './engine/hmc/nuts.ts';
export {
  checkGradient,
  type GradientCheck,
  type LogDensity,
  type StressFinding,
  stressTest,
} from './engine/logDensity.ts';
export { type Rng, stream } from './engine/rng.ts';
export { type ArbitraryGlmmOptions, arbitraryGlmm } from './testing/arbitraryGlmm.ts';
export {
  type ArbitraryLogDensityOptions,
  arbitraryLogDensity,
  type DensityShape,
  densityShapes,
  knownDensity,
} from './testing/arbitraryLogDensity.ts';
export { type ArbitraryPriorOptions, arbitraryPrior } from './testing/arbitraryPrior.ts';
export { type ArbitraryTableOptions, arbitraryTable, type ColumnKind } from './testing/arbitraryTable.ts';
export { declare } from './testing/declaration.ts';
export { checkDetailedBalance, type DetailedBalanceOptions } from './testing/detailedBalance.ts';
export { checkEnergyOrder, type EnergyOrderResult } from './testing/energyOrder.ts';
export { type GewekeOptions, geweke, type JointSampler, type Named } from './testing/geweke.ts';
export {
  type Integrator,
  type IntegratorOptions,
  type LeapfrogOptions,
  leapfrogOf,
} from './testing/integrator.ts';
export {
  checkInvariance,
  type InvarianceChange,
  type InvarianceOptions,
  type InvarianceResult,
} from './testing/invariance.ts';
export {
  type CoordinateDensity,
  checkJointDensity,
  type JointDensityOptions,
  type JointDensityResult,
} from './testing/jointDensityCheck.ts';
export { type Kernel, kernelOf, nutsKernel, referenceKernel } from './testing/kernel.ts';
export {
  bananaDensity,
  type ExactDensity,
  funnelDensity,
  type KnownDensity,
  logGammaDensity,
  logisticDensity,
  mixtureDensity,
  normalDensity,
  studentTDensity,
} from './testing/knownDensity.ts';
export type { Limits, PropertyResult, StatisticalResult, StatisticalTest } from './testing/limits.ts';
export { logDensityOf } from './testing/logDensityOf.ts';
export { checkMoments, type DensitySampler, type MomentsOptions } from './testing/moments.ts';
export { chiSquarePValue, ecdfPValue, pooledPValue, rankHistogram, rankPValue } from './testing/rankTests.ts';
export { checkReversible, type ReversibleResult } from './testing/reversible.ts';
export {
  type NamedDraws,
  type PosteriorUnderTest,
  posteriorSbcOfSampler,
  type SamplerSbcOptions,
  type SamplerSbcResult,
  type SamplerUnderTest,
  type Simulated,
  sbcOfSampler,
} from './testing/samplerSbc.ts';
export { posteriorSbc, sbc } from './testing/sbc.ts';
export type { SbcFit, SbcOptions, SbcRun, SbcSampler } from './testing/sbcOptions.ts';
export { type SbcResult, sbcSubset } from './testing/sbcResult.ts';
export { checkVolume, type VolumeResult } from './testing/volume.ts';
