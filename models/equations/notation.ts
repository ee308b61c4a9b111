import { type Inline, indexed, type Maths, name, power } from './maths.ts';

/** A name with its index and power: `mu_ij`, `sigma^2`, `ar^|t - t'|`. */
const symbol = /([A-Za-z](?:[A-Za-z0-9]|_(?=[A-Za-z0-9]+_))*)(?:_([A-Za-z0-9]+))?(?:\^(\d+|\|[^|]*\|))?/g;

/**
 * What families and links spell as text, `Normal(mu_ij, sigma^2)` or `0 with chance zi, else Poisson(mu_ij)`, as symbols
 * between signs and words; nothing is lost, so that `mathsText` gives the text back, whatever it was.
 */
export function notationMaths(text: string): Maths {
  const of: Inline[] = [];
  let from = 0;
  for (const found of text.matchAll(symbol)) {
    if (found.index > from) of.push(text.slice(from, found.index));
    const [whole, base, index, exponent] = found;
    const bare = index === undefined ? name(base) : indexed(base, index);
    of.push(exponent === undefined ? bare : power(bare, notationMaths(exponent)));
    from = found.index + whole.length;
  }
  if (from < text.length) of.push(text.slice(from));
  return { kind: 'spelt', of };
}
