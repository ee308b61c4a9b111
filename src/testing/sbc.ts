import type { Declaration } from '../../models/glmm.ts';
import { checkOptions } from '../engine/options.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';
import { checkSampleOptions } from '../run/settings.ts';
import { checkLimits } from './limits.ts';
import { posteriorSource } from './posteriorSource.ts';
import { type SbcOptions, sbcOptionKinds } from './sbcOptions.ts';
import { planSbc, type SbcPlan, type SbcReplicate, sampleOptionsOf } from './sbcPlan.ts';
import type { SbcResult } from './sbcResult.ts';
import { priorSource } from './sbcSource.ts';

/**
 * Simulation-based calibration: if parameters come from the prior and data from the parameters, the truth is one more
 * draw of the posterior, so its rank among the sampler's draws is uniform. A model, its transforms, its gradient and
 * its sampler all have to be right for that. Ranks every reported quantity, the log likelihood and the joint density.
 * The declaration's outcome gives its shape and the scale of default priors, which are then held fixed.
 * Data sets that the model cannot have, such as counts without end, are left out, and counted: the data alone say so.
 * Deterministic in the seed. Source: Talts et al. 2018; test quantities: Modrak et al. 2023.
 */
export async function sbc(declaration: Declaration, options: SbcOptions = {}): Promise<SbcResult> {
  const simulations = checkSbcOptions('sbc', options);
  return collected(
    planSbc(priorSource(declaration, String(options.seed ?? '1')), options),
    simulations,
    options,
  );
}

/**
 * Calibration given the declaration's data: truths are draws of their posterior, each data set is theirs with as many simulated rows
 * below, and the truth should be one more draw of the posterior given both. Tests the posterior where the data are, where `sbc`
 * tests it all over the prior, and needs no proper prior. Truths are thinned draws of one chain, so they depend on each other a little.
 * Throws InputError for residual structures and for columns that depend on the number of rows, such as `scale(x)`.
 * Source: Sailynoja et al. 2025, "Posterior SBC: simulation-based calibration checking conditional on data".
 */
export async function posteriorSbc(declaration: Declaration, options: SbcOptions = {}): Promise<SbcResult> {
  const simulations = checkSbcOptions('posteriorSbc', options);
  return collected(
    planSbc(await posteriorSource(declaration, simulations, options), options),
    simulations,
    options,
  );
}

async function collected(plan: SbcPlan, simulations: number, options: SbcOptions): Promise<SbcResult> {
  const replicates: SbcReplicate[] = [];
  for await (const replicate of plan.rest([], simulations)) {
    replicates.push(replicate);
    options.onProgress?.(replicates.length, simulations);
  }
  return plan.result(replicates, options);
}

/** The number of data sets asked for. Throws InputError for options that cannot work. */
export function checkSbcOptions(where: string, options: SbcOptions): number {
  checkOptions(where, options, sbcOptionKinds);
  const { simulations = 200, draws = 63, warmup = 300, sampler = 'auto' } = options;
  wholeNumber(`${where}: simulations`, simulations, 1);
  wholeNumber(`${where}: draws`, draws, 7);
  checkLimits(options);
  const asked = typeof sampler === 'string' ? { sampler } : {};
  checkSampleOptions({ ...sampleOptionsOf(options), ...asked, warmup, draws, chains: 1 });
  return simulations;
}
