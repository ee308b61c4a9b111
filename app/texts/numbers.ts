/** Numbers as the reader's system writes them. */
export function number(value: number, digits?: number): string {
  return value.toLocaleString(undefined, digits === undefined ? {} : { maximumSignificantDigits: digits });
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
