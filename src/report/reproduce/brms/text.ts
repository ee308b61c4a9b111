import { InputError } from '../../../engine/errors.ts';

/** Text as R reads it. */
export function rText(text: string): string {
  const escaped = text
    .replaceAll(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `"${escaped}"`;
}

/** Several texts as a vector. */
export const rTexts = (texts: readonly string[]): string => `c(${texts.map(rText).join(', ')})`;

/** What brms takes out of the names of coefficients, and puts in its place (its `rename`, 2.18). */
const renamed: readonly (readonly [string, string])[] = [
  ...[' ', '(', ')', '[', ']', ',', '"', "'", '?'].map((sign) => [sign, ''] as const),
  ...[['+', 'P'] as const, ['-', 'M'] as const, ['*', 'MU'] as const, ['/', 'D'] as const],
  ...[['^', 'E'] as const, ['=', 'EQ'] as const],
];

/** A coefficient as brms calls it. */
export const coefName = (coef: string): string =>
  renamed.reduce((name, [sign, by]) => name.replaceAll(sign, by), coef);

/** A name in R, with single underscores, none of them last. */
const plainName = /^(?:\p{L}|\.(?!\d))(?:[\p{L}\p{N}.]|_(?=[\p{L}\p{N}.]))*$/u;

/** Throws InputError for names of columns that brms does not take. */
export function checkNames(names: Iterable<string>): void {
  for (const name of names)
    if (!plainName.test(name))
      throw new InputError(
        `brms: it takes no column called "${name}"; rename it: letters, digits, points and single underscores`,
      );
}

/** Throws the InputError that says what brms has not. */
export function refuse(what: string): never {
  throw new InputError(`brms: ${what}`);
}
