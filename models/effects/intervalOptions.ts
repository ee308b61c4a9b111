import type { IntervalKind } from '../../diagnostics/intervals.ts';
import { InputError } from '../../src/engine/errors.ts';

/** Ways to cut an interval out of draws, by their names. */
export const intervalKinds: readonly IntervalKind[] = ['equal-tailed', 'hdi'];

/** Throws InputError unless a level lies between 0 and 1. */
export function checkLevel(where: string, level: number): void {
  if (level > 0 && level < 1) return;
  const hint = level >= 1 && level <= 100 ? `; for ${level} % write ${level / 100}` : '';
  throw new InputError(`${where}: level must lie between 0 and 1, got ${level}${hint}`);
}

/** Throws InputError for a kind of interval that there is not. */
export function checkInterval(where: string, kind: string): void {
  if ((intervalKinds as readonly string[]).includes(kind)) return;
  throw new InputError(`${where}: interval is "equal-tailed" or "hdi", got "${kind}"`);
}
