import type { Arith, Formula, RandomTerm, Terms, Variable } from './ast.ts';

const PLAIN = /^(?:[\p{L}_]|\.(?!\d))[\p{L}\p{M}\p{N}._]*$/u;

/** A column name as formulas write it: in backquotes unless it could stand without them. */
export function quoteName(name: string): string {
  return PLAIN.test(name) ? name : `\`${name}\``;
}

/** Spaces as R prints them: round `+`, `-` and `*`, none round `/`. */
const SPACED = { '+': ' + ', '-': ' - ', '*': ' * ', '/': '/' } as const;

/** Canonical text of arithmetic, spaced as R deparses it: `log(x + 1)`, `I(x^2)`, `a * b/c`. */
export function describeArith(arith: Arith): string {
  switch (arith.kind) {
    case 'number':
      return String(arith.value);
    case 'column':
      return quoteName(arith.name);
    case 'negative':
      return `-${describeArith(arith.of)}`;
    case 'paren':
      return `(${describeArith(arith.of)})`;
    case 'power':
      return `${describeArith(arith.base)}^${describeArith(arith.exponent)}`;
    case 'chain':
      return arith.rest.reduce(
        (text, { op, operand }) => text + SPACED[op] + describeArith(operand),
        describeArith(arith.first),
      );
    case 'call':
    case 'standardized':
      return `${arith.fn}(${describeArith(arith.of)})`;
  }
}

/** Canonical text of an interaction, or of a main effect; it names the term everywhere. */
export function describeTerm(variables: readonly Variable[]): string {
  return variables.map((variable) => variable.text).join(':');
}

/** The terms as a sum that starts with its intercept, `1` or `0`. */
export function describeTerms({ intercept, terms }: Terms): string {
  return [intercept ? '1' : '0', ...terms.map((term) => term.text)].join(' + ');
}

/** Canonical text of a random term: `(1 + x | g)`, `(1 + x |p| g)`, `(1 + x || g)`, `ar1(0 + t | g)`; `group` as a formula has it. */
export function describeRandom(
  { coefs, structure, id }: Pick<RandomTerm, 'coefs' | 'structure' | 'id'>,
  group: string,
): string {
  const bar = structure === 'diag' ? '||' : id === null ? '|' : `|${quoteName(id)}|`;
  const name = structure === 'us' || structure === 'diag' ? '' : structure;
  return `${name}(${describeTerms(coefs)} ${bar} ${group})`;
}

/**
 * The formula in canonical text. Compiling that text gives the same terms, though an interaction may then list its
 * variables in another order: `a + a:b:c + c` reads back as `a:c:b` here, as it does in R.
 */
export function describeFormula({ outcome, fixed, offsets, random }: Formula): string {
  const parts = [
    describeTerms(fixed),
    ...offsets.map((offset) => `offset(${describeArith(offset)})`),
    ...random.map((term) => term.text),
  ];
  return `${outcome.name} ~ ${parts.join(' + ')}`;
}
