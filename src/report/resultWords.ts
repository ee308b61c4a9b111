import type { Model } from '../../models/glmm.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { fitFile } from './fitFile.ts';
import { toldRows } from './page/htmlWords.ts';
import { resultSentences, scaleSentence } from './page/resultWords.ts';

/** What a fit found, for a reader who knows the data and not the formula. */
export interface ResultWords {
  /** How the sentences are to be read: what is held alike, on which scale. */
  readonly scale: string;
  /** One a coefficient, then one a grouping factor's sd; none for a model of an intercept alone. */
  readonly sentences: readonly string[];
}

/**
 * A posterior's coefficients and group sds in sentences: what is compared, by how much, with its interval and how sure the direction is.
 * Numbers are medians, intervals equal-tailed, of `level`; of the level the fit was summarised with, or 95 %, if left out.
 * @example resultWords(fit).sentences
 */
export function resultWords(fit: Fit<Model>, level?: number): ResultWords {
  const file = fitFile(fit, level);
  return {
    scale: scaleSentence(fit.model),
    sentences: resultSentences(fit.model, toldRows(file, fit), file.level),
  };
}
