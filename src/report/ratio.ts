import type { ParameterRow } from './fitSchema.ts';
import { fixed } from './textTable.ts';

/** The ratio from the median, and its 90 % interval; empty for the intercept, which is no contrast. */
export function ratioCells({ quantity, q5, q50, q95 }: ParameterRow): { ratio: string; interval: string } {
  if (quantity.kind === 'intercept') return { ratio: '', interval: '' };
  const number = (x: number): string => fixed(Math.exp(x), 3);
  return { ratio: number(q50), interval: `${number(q5)} to ${number(q95)}` };
}
