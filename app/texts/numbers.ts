/** Numbers as the reader's system writes them. */
export function number(value: number, digits?: number): string {
  return value.toLocaleString(undefined, digits === undefined ? {} : { maximumSignificantDigits: digits });
}

/** Between the whole and the decimals, as the reader's system writes it. */
const decimalMark = number(0.5).replace(/\p{N}/gu, '');

/** What is written as the user types it (calls, quoted names, texts of the user's), names that have a number in them, and decimals. */
const pieces =
  /\p{L}[\w.]*\([^()]*\)|"[^"]*"|`[^`]*`|\u2068[^\u2069]*\u2069|[\p{L}_][\p{L}\p{N}_.]*|\d+(?:\.\d+)+/gu;

/** A text of the library with the decimal mark of the reader in its numbers; what is typed, or is a name, stays. */
export function inReadersNumbers(text: string, mark: string = decimalMark): string {
  if (mark === '.') return text;
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
