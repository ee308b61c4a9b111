/** Numbers as the reader's system writes them. */
export function number(value: number, digits?: number): string {
  return value.toLocaleString(undefined, digits === undefined ? {} : { maximumSignificantDigits: digits });
}

/** A share in percent as the reader's system writes it: 95%, 95 %, %95. */
export function percent(share: number, decimals = 0): string {
  return share.toLocaleString(undefined, { style: 'percent', maximumFractionDigits: decimals });
}

/** Between the whole and the decimals, as the reader's system writes it. */
const decimalMark = number(0.5).replace(/\p{N}/gu, '');

/** As the reader's system writes 0%. */
const percentPattern = percent(0);

/**
 * What is written as the user types it (calls, quoted names, texts of the user's), names that have a number in them, and numbers, in
 * percent or not.
 */
const pieces =
  /\p{L}[\w.]*\([^()]*\)|"[^"]*"|`[^`]*`|\u2068[^\u2069]*\u2069|[\p{L}_][\p{L}\p{N}_.]*|\d+(?:\.\d+)*(?: ?%(?!\w))?/gu;

/** A text of the library with the reader's decimal mark and percent sign in its numbers; what is typed, or is a name, stays. */
export function inReadersNumbers(
  text: string,
  mark: string = decimalMark,
  pattern: string = percentPattern,
): string {
  return text.replace(pieces, (piece) => {
    const [, digits, sign] = /^(\d+(?:\.\d+)?)( ?%)?$/.exec(piece) ?? [];
    if (digits === undefined) return piece;
    const told = digits.replace('.', mark);
    return sign === undefined ? told : pattern.replace(/\p{N}+/u, () => told);
  });
}

/** A cell's text, which may be a level: only the decimal mark is the reader's. */
export function inReadersDecimals(text: string, mark: string = decimalMark): string {
  return text.replace(pieces, (piece) => (/^\d+\.\d+$/.test(piece) ? piece.replace('.', mark) : piece));
}

/** A number in a field to type in: the reader's decimal mark, and nothing that would have to be read otherwise than digits. */
export function editable(value: number): string {
  return value.toLocaleString(undefined, {
    maximumSignificantDigits: 12,
    useGrouping: false,
    numberingSystem: 'latn',
  });
}

/** Forms of a counted word, by what `Intl.PluralRules` calls them; a language has those that it needs. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** Writes counts with their word in a language: `1 row`, `12 rows`. */
export function counting(language: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  return (count, forms) => `${number(count)} ${forms[rules.select(count)] ?? forms.other}`;
}
