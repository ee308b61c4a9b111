import { inDecimals, number } from '../texts/index.ts';

/** Numbers of draws, with as many decimals as show two digits of an interval's width: draws tell no more. */
export function toWidth(values: readonly number[], [lower, upper]: readonly [number, number]): string[] {
  const width = upper - lower;
  if (!(width > 0) || !Number.isFinite(width)) return values.map((value) => number(value, 4));
  const decimals = Math.min(10, Math.max(0, 1 - Math.floor(Math.log10(width))));
  return values.map((value) => inDecimals(value, decimals));
}
