import type { Signs } from '../signs.ts';
import type { Cause } from '../types.ts';
import { brokenDraws } from './broken.ts';
import { chainCauses } from './chains.ts';
import { dataCauses } from './data.ts';
import { deepTrees, longSteps, poorProposal, shortRun, slowEnergy } from './run.ts';
import { spreadCauses } from './spreads.ts';
import { heavyTails } from './tails.ts';

/**
 * What probably lies behind what was found, each by a number; those that explain something first. Of draws of the prior alone
 * nothing is said of the data, and of a handful of draws nothing at all.
 */
export function causesOf(signs: Signs): Cause[] {
  if (signs.found.has('tooFewDraws')) return [];
  const broken = brokenDraws(signs);
  const among = signs.ofPrior ? [heavyTails] : ofPosterior;
  return [...broken, ...among.flatMap((cause) => cause(signs))].sort(
    (a, b) => Number(b.explains.length > 0) - Number(a.explains.length > 0),
  );
}

const ofPosterior: readonly ((signs: Signs) => Cause[])[] = [
  chainCauses,
  poorProposal,
  spreadCauses,
  longSteps,
  dataCauses,
  heavyTails,
  slowEnergy,
  deepTrees,
  shortRun,
];
