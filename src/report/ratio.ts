import type { FitFile, ParameterRow } from './fitFile.ts';
import { fixed } from './textTable.ts';

/** What exp(coefficient) means under a link. */
export interface Ratio {
  readonly title: string;
  readonly words: string;
}

const ratios: Readonly<Record<string, Ratio>> = {
  logit: { title: 'OR', words: 'odds ratio' },
  log: { title: 'RR', words: 'rate ratio' },
};

/** Odds ratio under the logit link, rate ratio under the log link; null under the others. */
export function ratioUnder({ family }: Pick<FitFile, 'family'>): Ratio | null {
  return Object.hasOwn(ratios, family.link) ? ratios[family.link] : null;
}

/** The ratio from the median, and its 90 % interval; empty for the intercept, which is no contrast. */
export function ratioCells({ name, q5, q50, q95 }: ParameterRow): { ratio: string; interval: string } {
  if (name === 'b_Intercept') return { ratio: '', interval: '' };
  const number = (x: number): string => fixed(Math.exp(x), 3);
  return { ratio: number(q50), interval: `${number(q5)} to ${number(q95)}` };
}
