import type { Say } from 'poolwise';
import { isolated, number, texts } from './index.ts';

const words = texts.advice;

/** What the library advises, as it is done on this page. */
export const onPage: Say = (advice) => {
  switch (advice.kind) {
    case 'decimal':
      return advice.mark === ',' ? words.decimalComma : words.decimalPoint;
    case 'levels':
    case 'order':
      return words[advice.kind](isolated(advice.column));
    case 'over':
      return words[advice.what];
    case 'varianceScale':
      return words.varianceScale(texts.answers.shares[advice.scale]);
    case 'laplace':
      return words.laplace(advice.method, advice.nodes > 1 ? number(advice.nodes) : null);
    default:
      return words[advice.kind];
  }
};
