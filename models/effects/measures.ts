import { exp, log, log1p } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { responseCheck } from '../families/responses.ts';
import type { Model } from '../glmm.ts';
import type { Scale } from '../predict/types.ts';
import type { Measure } from './types.ts';

/** How means are combined: sums of `of` each, `back` of which is told. */
export interface Combining {
  /** What the answer is called. */
  readonly words: string;
  /** NaN where a mean cannot be taken so. */
  readonly of: (mean: number) => number;
  readonly back: (sum: number) => number;
  /** Of two: what stands between their names. */
  readonly joint: string;
  /** What a mean must be for it. */
  readonly wanted: string;
}

const same = (x: number): number => x;

const difference: Combining = { words: 'difference', of: same, back: same, joint: ' - ', wanted: 'numbers' };

/**
 * How means on a scale are held against each other. A ratio on the link scale is exp of a difference, where the link has a word
 * for it, such as odds ratio or rate ratio. Throws InputError for a measure that the scale has not.
 */
export function combining(where: string, model: Model, scale: Scale, measure: Measure): Combining {
  switch (measure) {
    case 'difference':
      return difference;
    case 'ratio':
      return scale === 'link' ? linkRatio(where, model) : ratio;
    case 'odds ratio':
      return oddsRatio(where, model, scale);
    default:
      throw new InputError(
        `${where}: a measure is "difference", "ratio" or "odds ratio", got "${measure as string}"`,
      );
  }
}

const ratio: Combining = {
  words: 'ratio',
  of: (mean) => (mean > 0 ? log(mean) : Number.NaN),
  back: exp,
  joint: ' / ',
  wanted: 'a ratio needs positive means',
};

function linkRatio(where: string, { family }: Model): Combining {
  const { link } = family.chosen;
  if (link.ratio !== null) return { ...difference, words: link.ratio.words, back: exp, joint: ' / ' };
  throw new InputError(
    `${where}: under link ${link.name}, exp of a difference is no ratio of anything; take scale "mean" for a ratio of means`,
  );
}

function oddsRatio(where: string, { family }: Model, scale: Scale): Combining {
  const check = responseCheck(family.chosen.family.response);
  const isChance = check.trials === true || check.ordered === true || check.named === true || !check.holds(2);
  if (scale === 'mean' && isChance)
    return {
      words: 'odds ratio',
      of: (mean) => (mean > 0 && mean < 1 ? log(mean) - log1p(-mean) : Number.NaN),
      back: exp,
      joint: ' / ',
      wanted: 'an odds ratio needs means between 0 and 1',
    };
  throw new InputError(
    scale === 'mean'
      ? `${where}: an odds ratio is of chances, and the outcome of family ${family.name} is none; take "ratio" or "difference"`
      : `${where}: an odds ratio is of means (scale "mean"); on the link scale take "ratio"`,
  );
}
