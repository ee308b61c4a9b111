import { InputError } from '../../src/engine/errors.ts';
import type { RandomTerm } from '../formula/index.ts';
import type { GroupClasses } from './design.ts';
import type { Frame } from './frame.ts';
import { type Factor, factorOf } from './levels.ts';

/**
 * The classes of a group's levels in `gr(g, by = f)`: the value of f, which must be the same in all rows of a level.
 * Null without `by`, and for new rows, whose effects are those that were estimated.
 */
export function groupClasses(
  { by, group }: RandomTerm,
  { levels, codes }: Factor,
  frame: Frame,
): GroupClasses | null {
  if (by === null || !frame.learning) return null;
  const factor = factorOf(frame, by);
  const of = new Int32Array(levels.length).fill(-1);
  codes.forEach((level, i) => {
    const code = factor.codes[i];
    if (of[level] >= 0 && of[level] !== code)
      throw twoValues(group, levels[level], by, factor, of[level], code);
    of[level] = code;
  });
  return { names: factor.levels.map((name) => `${by}${name}`), of };
}

function twoValues(
  group: string,
  level: string,
  by: string,
  { levels }: Factor,
  a: number,
  b: number,
): InputError {
  return new InputError(
    `data: gr(${group}, by = ${by}) needs one value of "${by}" in each level of ${group}, and "${level}" has "${levels[a]}" and "${levels[b]}"`,
    { level },
  );
}
