import { InputError } from '../../src/engine/errors.ts';
import { describeArgument, isLaplaceFit, isModel } from '../arguments.ts';
import { laplaceDraws } from '../compare/laplaceDraws.ts';
import type { LaplaceResult } from '../likelihood/laplace.ts';
import type { Draws } from '../posterior/draws.ts';
import type { Posterior } from './types.ts';

/** Draws of Laplace fits, which are made once. */
const drawn = new WeakMap<object, Draws>();

/**
 * The model and the draws of a fit: of `sample`, one that was loaded, or of `laplace`, of which `laplaceDraws` makes 4 chains
 * of 1000 draws, always the same. Throws InputError for anything else, and for a log density that no formula made.
 */
export function posteriorOf(where: string, fit: unknown): Posterior {
  if (isLaplaceFit(fit)) return laplacePosterior(fit as LaplaceResult);
  if (isPosterior(fit)) return fit;
  throw new InputError(
    hasNoModel(fit)
      ? `${where}: this fit is of a log density that no formula made, or was read without its model, so it says nothing of rows`
      : `${where}: expected a fit, as sample or laplace makes it, got ${describeArgument(fit)}`,
  );
}

function laplacePosterior(fit: LaplaceResult): Posterior {
  const draws = drawn.get(fit) ?? laplaceDraws(fit);
  drawn.set(fit, draws);
  return { model: fit.model, draws };
}

function isPosterior(fit: unknown): fit is Posterior {
  if (typeof fit !== 'object' || fit === null || !('model' in fit) || !isModel(fit.model)) return false;
  return hasDraws(fit);
}

function hasNoModel(fit: unknown): boolean {
  return typeof fit === 'object' && fit !== null && hasDraws(fit);
}

function hasDraws(fit: object): boolean {
  return 'draws' in fit && typeof fit.draws === 'object' && fit.draws !== null && 'quantities' in fit.draws;
}
