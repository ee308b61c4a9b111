import { log } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { Design, Response } from '../design/design.ts';
import type { Family } from './family.ts';

/** The outcome as a family reads it. */
export interface Outcome {
  readonly y: Float64Array;
  readonly trials: Float64Array | null;
}

/** Where the linear predictor lies, for default priors and for putting parameters on a scale of about one. */
export interface OutcomeScale {
  /** A rough value of the intercept at the predictors' means. */
  readonly location: number;
  /** Standard deviation of the outcome for a family on the real line with identity link, else 1. */
  readonly unit: number;
}

/**
 * Checks that the outcome is what the family models, and splits off the numbers of trials.
 * `placeOf(i)` says where design row i came from, for messages.
 * Throws InputError naming the first offending value and its place.
 */
export function readOutcome(family: Family, design: Design, placeOf: (row: number) => string): Outcome {
  const { response, rowNumbers } = design;
  if (family.response === 'successes') {
    if (response.kind !== 'counts')
      throw new InputError(
        `${family.name}: the outcome needs a number of trials; write "${response.name} | trials(n) ~ ..." or "cbind(${response.name}, n - ${response.name}) ~ ...", or use family bernoulli for 0/1`,
      );
    return { y: response.successes, trials: response.trials };
  }
  if (response.kind === 'counts')
    throw new InputError(
      `${family.name}: "${response.name}" gives successes and trials; use family binomial for those`,
    );
  const wanted = { real: null, binary: isBinary, count: isCount }[family.response];
  const bad = wanted === null ? -1 : response.values.findIndex((value) => !wanted(value));
  if (bad >= 0)
    throw new InputError(
      `${family.name}: "${response.name}" must hold ${family.response === 'binary' ? 'only 0 and 1' : 'whole numbers >= 0'}, got ${response.values[bad]} at ${placeOf(bad)}${hint(family, response)}`,
      { row: rowNumbers[bad], value: response.values[bad] },
    );
  return { y: response.values, trials: null };
}

const isBinary = (value: number): boolean => value === 0 || value === 1;
const isCount = (value: number): boolean => value >= 0 && Number.isInteger(value);

function hint(family: Family, response: Extract<Response, { kind: 'values' }>): string {
  if (family.response !== 'binary') return '';
  const values = [...new Set(response.values)].sort((a, b) => a - b);
  return values.length === 2
    ? `; it holds ${values[0]} and ${values[1]}: recode, for example as ${response.name} - ${values[0]}`
    : '';
}

/**
 * Location and scale of the linear predictor from the outcome: mean and sd for the identity link; log of the mean rate
 * for log; log odds of the (slightly shrunk) proportion for logit; 0 and 1 for any other link.
 * Throws InputError for a real outcome that does not vary.
 */
export function outcomeScale(outcome: Outcome, link: string, offset: Float64Array | null): OutcomeScale {
  const n = outcome.y.length;
  const meanOffset = offset === null ? 0 : total(offset) / n;
  const sumY = total(outcome.y);
  switch (link) {
    case 'identity': {
      const mean = sumY / n;
      const unit = Math.sqrt(total(outcome.y.map((y) => (y - mean) * (y - mean))) / Math.max(1, n - 1));
      if (!(unit > 0)) throw nothingVaries(outcome.y);
      return { location: mean - meanOffset, unit };
    }
    case 'log':
      return { location: log((sumY + 0.5) / (n + 0.5)) - meanOffset, unit: 1 };
    case 'logit': {
      const trials = outcome.trials === null ? n : total(outcome.trials);
      return { location: log((sumY + 0.5) / (trials - sumY + 0.5)) - meanOffset, unit: 1 };
    }
    default:
      return { location: 0, unit: 1 };
  }
}

function nothingVaries(y: Float64Array): InputError {
  return y.every((value) => value === y[0])
    ? new InputError(`data: every value of the outcome is ${y[0]}; there is nothing to model`)
    : new InputError(
        `data: the outcome varies too little to tell, as ${y[0]} does; multiply it by a constant`,
      );
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
