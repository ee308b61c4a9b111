import { mainPredictor, type Quantity } from '../engine/program/quantity.ts';
import { endTitles, fixed } from './textTable.ts';

/** An odds ratio, a rate ratio or the like, with its interval. */
export interface RatioEstimate {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** exp of a coefficient of the mean, its middle and the ends of its interval; null for the intercept, which is no contrast, and all else. */
export function ratioOf(
  quantity: Quantity,
  middle: number,
  { lower, upper }: { readonly lower: number; readonly upper: number },
): RatioEstimate | null {
  if (quantity.kind !== 'coefficient' || quantity.predictor !== mainPredictor) return null;
  return { estimate: Math.exp(middle), lower: Math.exp(lower), upper: Math.exp(upper) };
}

/** Titles of `ratioCells`: OR, OR 2.5%, OR 97.5%. */
export function ratioHead(title: string, level: number): string[] {
  return [title, ...endTitles(level).map((end) => `${title} ${end}`)];
}

/** Ratios from here on are told by three digits. */
const largest = 1e10;

/** Ratio and ends, empty for none. An end that is 0 or without bound says so. */
export function ratioCells(ratio: RatioEstimate | null): string[] {
  if (ratio === null) return ['', '', ''];
  return [ratio.estimate, ratio.lower, ratio.upper].map((x) => {
    if (x === Infinity) return 'Inf';
    return x < largest || Number.isNaN(x) ? fixed(x, 3) : x.toExponential(2);
  });
}
