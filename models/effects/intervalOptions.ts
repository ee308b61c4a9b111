import type { IntervalKind } from '../../diagnostics/intervals.ts';
import { InputError } from '../../src/engine/errors.ts';

/** Ways to cut an interval out of draws, by their names. */
export const intervalKinds: readonly IntervalKind[] = ['equal-tailed', 'hdi'];

/** Throws InputError for a kind of interval that there is not. */
export function checkInterval(where: string, kind: string): void {
  if ((intervalKinds as readonly string[]).includes(kind)) return;
  throw new InputError(`${where}: interval is "equal-tailed" or "hdi", got "${kind}"`);
}
