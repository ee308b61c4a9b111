import { texts as en } from './en.ts';
import { inReadersNumbers } from './numbers.ts';

export { editable, inReadersDecimals, inReadersNumbers, number, percent } from './numbers.ts';

/** The texts in the reader's language; English is the only one so far. */
export const texts = en;

/** Writers of numbers, which take longer to make than to use. */
const writers = new Map<string, Intl.NumberFormat>();

/** A number with so many decimals, or a share in percent, as the reader's system writes it. */
export function inDecimals(
  value: number,
  decimals: number,
  style: 'decimal' | 'percent' = 'decimal',
): string {
  const key = `${style} ${decimals}`;
  const writer =
    writers.get(key) ??
    new Intl.NumberFormat(undefined, {
      style,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
  writers.set(key, writer);
  return writer.format(value);
}

/** A text of the user's inside a sentence, so that it does not turn the sentence's direction. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

/**
 * A message of the library as a sentence: it says first what it is about (`data: "x" must hold numbers`), which the page shows by the
 * place where the message stands, and has neither capitals nor a full stop, as terminals like it.
 */
export function sentence(message: string): string {
  return asSentence(message.replace(/^[a-z][\w ]{0,30}: /u, ''));
}

/** A phrase of the library, all of it, as a sentence; what begins with the name of a file or a quantity begins with it as it is. */
export function asSentence(phrase: string): string {
  const text = phrase.trimEnd();
  const [first = ''] = text;
  const isName = /^[^\s.]+\.[^\s.]+ |^[^\s]*_/u.test(text);
  const begun = isName ? text : `${first.toLocaleUpperCase()}${text.slice(first.length)}`;
  if (text.includes('\n')) return begun; // a formula and the place in it
  const told = inReadersNumbers(begun);
  return /[.!?…]$/u.test(told) ? told : `${told}.`;
}
