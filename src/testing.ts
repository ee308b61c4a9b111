/**
 * Tools for trying models and samplers: gradients against differences, wild points, random models, and calibration
 * against simulated data.
 */
export type { Declaration } from '../models/glmm.ts';
export { type PriorDraw, simulatePrior } from '../models/simulate/prior.ts';
export {
  checkGradient,
  type GradientCheck,
  type LogDensity,
  type StressFinding,
  stressTest,
} from './engine/logDensity.ts';
export { type ArbitraryGlmmOptions, arbitraryGlmm } from './testing/arbitraryGlmm.ts';
export { declare } from './testing/declaration.ts';
export { chiSquarePValue, ecdfPValue, pooledPValue, rankHistogram } from './testing/rankTests.ts';
export {
  type RankTest,
  type SbcFit,
  type SbcOptions,
  type SbcResult,
  type SbcRun,
  type SbcSampler,
  type SbcVerdict,
  sbc,
  sbcSubset,
} from './testing/sbc.ts';
