/** Numbers as the reader's system writes them. */
export function number(value: number, digits?: number): string {
  return value.toLocaleString(undefined, digits === undefined ? {} : { maximumSignificantDigits: digits });
}

/** Forms of a counted word, by what `Intl.PluralRules` calls them; a language has those that it needs. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** Writes counts with their word in a language: `1 row`, `12 rows`. */
export function counting(language: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  return (count, forms) => `${number(count)} ${forms[rules.select(count)] ?? forms.other}`;
}
