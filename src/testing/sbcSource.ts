import type { Declaration, Model } from '../../models/glmm.ts';
import { checkDrawable, checkGenerative } from '../../models/simulate/generative.ts';
import { simulatePrior } from '../../models/simulate/prior.ts';
import { InputError } from '../engine/errors.ts';
import { quantitiesOf } from '../engine/program/program.ts';
import { quantityName } from '../engine/program/quantity.ts';
import { stream } from '../engine/rng.ts';
import { declare, withOutcome, withResolvedPriors } from './declaration.ts';

/** A data set, and what made it. */
export interface KnownTruth {
  /** Every reported quantity, in the order of the model's. */
  readonly truth: Float64Array;
  readonly model: Model;
}

/** Where the data sets of a calibration come from. */
export interface SbcSource {
  /** A model of the same quantities, for the densities at any of the data sets. */
  readonly template: Model;
  /** Number s, the same whenever it is asked for; words where it is none that the model can have. */
  dataSet(s: number): KnownTruth | { readonly refused: string };
}

/** Parameters from the priors, data from the parameters: the declaration's outcome gives its shape and the scale of default priors. */
export function priorSource(declaration: Declaration, seed: string): SbcSource {
  const template = declare(declaration);
  checkGenerative(template);
  checkDrawable(template, 'simulate');
  const fixed = withResolvedPriors(declaration, template);
  withOutcome(fixed, template, template.outcome.y); // an outcome that cannot be put in its place is refused before the first
  return {
    template,
    dataSet: (s) =>
      orRefused(() => {
        const { parameters, outcome } = simulatePrior(stream(seed, 'data', s), template);
        const model = sameQuantities(declare(withOutcome(fixed, template, outcome)), template);
        return { truth: Float64Array.from(Object.values(parameters)), model };
      }),
  };
}

/** What the data alone say against a data set; it may then be left out, and the others stay what they are. */
export function orRefused(make: () => KnownTruth): KnownTruth | { readonly refused: string } {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError) return { refused: error.message };
    throw error;
  }
}

/** Throws InputError where data lack a category, or a level, whose parameters the template has. */
export function sameQuantities(model: Model, template: Model): Model {
  const [own, wanted] = [model, template].map(({ program }) => quantitiesOf(program).map(quantityName));
  const missing = wanted.find((name, q) => own[q] !== name);
  if (missing === undefined && own.length === wanted.length) return model;
  throw new InputError(`simulated data leave nothing to estimate ${missing ?? own[wanted.length]} by`);
}
