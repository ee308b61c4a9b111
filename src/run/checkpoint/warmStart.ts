import { describeArgument } from '../../../models/arguments.ts';
import type { WalkPlace } from '../../../models/posterior/chainPlace.ts';
import type { Fit, SamplerReport } from '../../../models/posterior/fit.ts';
import { InputError } from '../../engine/errors.ts';
import { hashNumbers, hashText } from '../../engine/hash.ts';
import { isMissingOutcome, type Quantity, quantityName } from '../../engine/program/quantity.ts';

/** Draws that a chain lets go of when it begins where another one ended; the metric is there already. */
const warmWarmup = 100;

/** What a run takes from a fit of a like model. */
export interface WarmStart {
  readonly sampler: SamplerReport;
  /** Where its chains stood: those of the run begin there, in turn. */
  readonly places: readonly WalkPlace[];
  /** What the options stand for where they are left out. */
  readonly options: {
    readonly warmup: number;
    readonly metric: 'diagonal' | 'dense';
    readonly targetAccept: number;
    readonly maxDepth: number;
  };
  /** Tells it from others. */
  readonly hash: string;
}

/**
 * What a fit holds for chains of a model with these quantities. Throws InputError for what is no fit, for one whose chains stood
 * nowhere, and for one of other parameters.
 */
export function warmStartOf(fit: Fit, wanted: readonly Quantity[]): WarmStart {
  if (typeof fit !== 'object' || fit === null || !('sampler' in fit) || !('draws' in fit))
    throw new InputError(
      `sample: warmStart is a fit of sample, or one that loadFit read with its model, got ${describeArgument(fit)}`,
    );
  const { sampler, draws } = fit;
  if (sampler.strategy === 'prior' || sampler.strategy === 'laplace')
    throw new InputError(
      `sample: warmStart is a fit by ${sampler.strategy}, whose draws are independent: its chains found nothing to start from; leave it out`,
    );
  checkSameParameters(draws.quantities, wanted);
  const places = sampler.chains.flatMap(({ place }) => (place === undefined ? [] : [place.walk]));
  if (places.length === 0)
    throw new InputError(
      'sample: warmStart is a fit that does not know where its chains stood (an earlier poolwise wrote it, or chains.bin is missing); leave it out',
    );
  const { metric, targetAccept, maxDepth } = sampler.settings;
  return {
    sampler,
    places,
    options: { warmup: warmWarmup, metric, targetAccept, maxDepth },
    hash: hashText(JSON.stringify(sampler.chains.map(({ stats }) => hashNumbers(stats.lp)))),
  };
}

function checkSameParameters(found: readonly Quantity[], wanted: readonly Quantity[]): void {
  const has = found.filter((quantity) => !isMissingOutcome(quantity)).map(quantityName);
  const needs = wanted.map(quantityName);
  const lacking = needs.find((name) => !has.includes(name));
  const odd = lacking ?? has.find((name) => !needs.includes(name));
  if (odd !== undefined)
    throw new InputError(
      `sample: warmStart is a fit of other parameters: "${odd}" is one of ${lacking === undefined ? 'it and not of the model' : 'the model and not of it'}; start from a fit of the same terms and levels, or leave it out`,
      { parameter: odd },
    );
  if (needs.some((name, q) => name !== has[q]))
    throw new InputError(
      'sample: warmStart is a fit with the same parameters in another order; declare the levels with factors, or leave it out',
    );
}
