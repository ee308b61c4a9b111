import { InputError } from './errors.ts';

/**
 * The value, if it is a whole number from `least` to `most`; else throws InputError. `what` starts the message and says
 * where and which: "sample: draws".
 */
export function wholeNumber(
  what: string,
  value: number,
  least: number,
  most = Number.POSITIVE_INFINITY,
): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new InputError(`${what} must be a whole number ${range}, got ${value}`, { value });
}
