import { InputError } from '../../engine/errors.ts';
import { didYouMean } from '../../engine/nearest.ts';

/** What is asked for, or the first. Throws InputError where there is none so called. */
export function oneOf(what: string, asked: string | undefined, there: readonly string[]): string {
  const known = [...new Set(there)];
  if (asked === undefined) return known[0];
  if (known.includes(asked)) return asked;
  const some = `${known.slice(0, 10).join(', ')}${known.length > 10 ? ', ...' : ''}`;
  throw new InputError(`plot: no ${what} "${asked}" (have: ${some})${didYouMean(asked, known)}`);
}
