import { describe, expect, it } from 'vitest';
import { LIMITS, parseFormula } from '../../models/formula/index.ts';
import { InputError } from '../../src/engine/errors.ts';

function messageOf(formula: string): string {
  try {
    parseFormula(formula);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'no error';
}

/** Formula, 1-based column of the caret, message. */
const MISTAKES: readonly (readonly [formula: string, caretAt: number, message: string])[] = [
  ['y ~ x +', 8, 'expected a term after "+"'],
  ['y ~ x +   ', 8, 'expected a term after "+"'],
  ['y ~', 4, 'expected a term after "~"'],
  ['y', 2, 'expected "~" and predictors'],
  ['~ x', 1, 'expected an outcome before "~"'],
  ['y ~ x + * z', 9, 'expected a term after "+"'],
  ['y ~ (x', 5, 'this "(" is never closed'],
  ['y ~ log(x', 8, 'this "(" is never closed'],
  ['y ~ x)', 6, 'this ")" closes nothing'],
  ['y ~ x + )', 9, 'this ")" closes nothing'],
  ['y ~ lgo(x)', 5, 'no function "lgo" (did you mean "log"?)'],
  ['y ~ x | g', 7, '"|" belongs in parentheses, as in (1 | group),'],
  ['y ~ x:(1 | g)', 7, 'a random term cannot be part of an interaction'],
  ['y ~ x * (1 | g)', 9, 'a random term cannot be part of an interaction'],
  ['y ~ (x + (1 | g))^2', 10, 'a random term cannot be part of an interaction'],
  ['y ~ x - (1 | g)', 9, 'a random term cannot be taken away'],
  ['y ~ ((1 | a) | b)', 6, 'a random term cannot stand inside another'],
  ['y ~ log((1 | g))', 9, 'a random term cannot stand inside arithmetic'],
  ['y ~ (1 | )', 10, 'expected a grouping column after "|"'],
  ['y ~ (x || )', 11, 'expected a grouping column after "||"'],
  ['y ~ ( | g)', 7, 'expected a term after "("'],
  ['y ~ (1 | 1)', 10, 'expected a grouping column after "|"'],
  ['y ~ (1 | log(g))', 10, 'groups are column names, got log(g)'],
  ['y ~ (0 | g)', 5, 'this random term has no coefficients; write (1 | g) or (x | g),'],
  ['y ~ (1 | g) + (x | g)', 15, 'the intercept varies by g twice; start one term with 0 +,'],
  [
    'y ~ (1 | gr(g, cov = A)) + (1 | g)',
    28,
    'the intercept varies by g twice; give one term a copy of g by another name,',
  ],
  ['y ~ (0 + x | g) + (x | g)', 19, '"x" varies by g twice; start one term with 0 +,'],
  ['y ~ (offset(x) | g)', 5, 'an offset cannot stand inside a random term'],
  ['y ~ x + `a b', 9, 'this backquote is never closed'],
  ['y ~ x + ``', 9, 'there is no name between these backquotes'],
  ['y ~ x $ z', 7, 'unexpected character "$"'],
  ['y ~ 😀', 5, 'unexpected character "😀"'],
  ['y ~ x == 2', 7, 'unexpected "="; arguments go by place, as in poly(x, 2)'],
  ['y ~ "x"', 5, "unexpected '\"'; names with spaces go in backquotes"],
  ['y = x', 3, 'unexpected "="; between outcome and predictors goes "~"'],
  ['y ~ a %in% b', 7, 'unexpected "%"; for nesting write a/b or a:b'],
  ['y ~ x ~ z', 7, 'there is a second "~"; a formula has one'],
  ['y ~ x, z', 6, 'unexpected ","'],
  ['y ~ x z', 7, 'expected an operator before "z"'],
  ['y ~ 2x', 6, 'expected an operator before "x"'],
  ['y ~ log(x z)', 11, 'expected an operator or ")" before "z"'],
  ['y ~ 2', 5, 'a number by itself is no term but for 0 and 1, got 2'],
  ['y ~ x^2', 6, 'a power of one term is that term; for arithmetic write I(x^2),'],
  ['y ~ (a + b)^z', 13, 'terms can only be raised to a whole number >= 1, like (a + b)^2,'],
  ['y ~ (a + b)^1.5', 13, 'terms can only be raised to a whole number >= 1, like (a + b)^2,'],
  ['y ~ x*2', 7, '2 cannot interact; for arithmetic write I(...),'],
  ['y ~ 1/x', 5, '1 cannot interact; for arithmetic write I(...),'],
  ['y ~ a * -b', 9, 'expected a term that can interact'],
  ['y ~ offset(x):z', 5, 'an offset cannot be part of an interaction'],
  ['y ~ log()', 5, 'log() takes one argument, got 0,'],
  ['y ~ log(x, 2)', 5, 'log() takes one argument, got 2,'],
  ['y ~ poly(x)', 5, 'poly() takes a column and a degree, as in poly(x, 2), got 1,'],
  ['y ~ poly(x, 2.5)', 13, 'the degree of poly() must be a whole number from 1 to 20,'],
  ['y ~ log(poly(x, 2))', 9, 'poly() is a term by itself, as in y ~ poly(x, 2),'],
  ['y ~ factor(x + 1)', 12, 'factor() takes a column name,'],
  ['y ~ I(a:b)', 8, '":" makes interactions, not numbers; here write "*"'],
  ['y ~ .', 5, '"." stands for no column; name the columns'],
  ['y ~ 1e999', 5, '1e999 is too large a number'],
  ['y | mi(s) ~ x', 5, 'mi() takes nothing, as in y | mi() ~ x; known standard errors of y are y | se(s)'],
  [
    'y ~ mi(x)',
    5,
    'mi() is for a missing outcome, as in y | mi() ~ x; where predictors are missing, impute them several times, as by mice, and fit all files at once (--pool, glmmImputed),',
  ],
  ['y | subset(w) ~ x', 5, 'expected one of trials(n), cens(c), se(s), thres(k) and mi() after "|"'],
  ['y || trials(n) ~ x', 3, '"||" belongs in parentheses, as in (1 | group),'],
  ['cbind(s) ~ x', 1, 'cbind() takes successes and failures, as in cbind(s, n - s), got 1,'],
  [
    'y | weights(w) ~ x',
    5,
    "weights are an option, --weights w, in scripts { weights: 'w' }, not weights(w)",
  ],
  ['factor(y) ~ x', 1, 'factor() is a term by itself, as in y ~ factor(x),'],
];

describe('mistakes in a formula', () => {
  it.each(MISTAKES)('%s has its caret at column %i', (formula, column, message) => {
    const picture = `  ${formula.trimEnd()}\n  ${' '.repeat(column - 1)}^`;
    expect(messageOf(formula)).toBe(`formula: ${message} at column ${column}\n${picture}`);
  });

  it('an empty formula is told what one looks like', () => {
    expect(messageOf('  ')).toBe('formula: empty, expected for example y ~ x + (1 | g)');
  });

  it('an unknown function near none lists those there are', () => {
    expect(messageOf('y ~ spline(x)')).toMatch(
      /no function "spline" \(have: I, log, .*, cbind\) at column 5/,
    );
  });

  it('columns and carets count characters, not UTF-16 units', () => {
    expect(messageOf('𝒳 ~ x +')).toBe(
      'formula: expected a term after "+" at column 8\n  𝒳 ~ x +\n         ^',
    );
  });

  it('a formula of several lines is shown on one', () => {
    expect(messageOf('y ~\n x +\n')).toBe(
      'formula: expected a term after "+" at column 9\n  y ~  x +\n          ^',
    );
  });

  it('a backquoted name ends on its line', () => {
    expect(messageOf('y ~ `a\nb`')).toBe(
      'formula: this backquote is never closed at column 5\n  y ~ `a b`\n      ^',
    );
  });

  it('a long formula shows a window with the caret still in place', () => {
    const names = Array.from({ length: 60 }, (_, i) => `x${i}`).join(' + ');
    const [first, line, caret] = messageOf(`y ~ ${names} + $ + ${names}`).split('\n');
    expect(first).toMatch(/^formula: unexpected character "\$" at column \d+$/);
    expect(line.length).toBeLessThan(90);
    expect(line).toMatch(/^ {2}\.\.\..*\.\.\.$/);
    expect(line[caret.length - 1]).toBe('$');
  });

  it('details hold the formula and the column', () => {
    expect(() => parseFormula('y ~ x +')).toThrow(
      expect.objectContaining({ details: { formula: 'y ~ x +', column: 8 } }),
    );
  });
});

describe('limits', () => {
  const many = (n: number, glue: string, item = (i: number) => `a${i}`) =>
    Array.from({ length: n }, (_, i) => item(i)).join(glue);

  it('as many terms as the limit pass', () => {
    expect(parseFormula(`y ~ ${many(LIMITS.terms, ' + ')}`).fixed.terms).toHaveLength(LIMITS.terms);
  });

  it('nesting up to the limit passes', () => {
    const formula = `y ~ ${'('.repeat(LIMITS.nesting)}x${')'.repeat(LIMITS.nesting)}`;
    expect(parseFormula(formula).fixed.terms).toHaveLength(1);
  });

  it.each([
    ['10,000 terms', `y ~ ${many(10_000, ' + ')}`, 'expands to more than 1000 terms'],
    ['10,000 factors in one term', `y ~ ${many(10_000, ':')}`, 'expands to more than 1000 terms'],
    ['1,000 parentheses', `y ~ ${'('.repeat(1_000)}x${')'.repeat(1_000)}`, 'nested more than 200 deep'],
    ['10,000 calls', `y ~ ${'log('.repeat(10_000)}x`, 'nested more than 200 deep'],
    ['50,000 signs', `y ~ ${'-'.repeat(50_000)}x`, 'nested more than 200 deep'],
    ['1,000 powers', `y ~ I(${'2^'.repeat(1_000)}x)`, 'nested more than 200 deep'],
    ['a power of a long sum', `y ~ (${many(100, '+')})^50`, 'expands to more than 1000 terms'],
    ['a huge power', `y ~ (${many(40, '+')})^1000000000`, 'expands to more than 1000 terms'],
    ['a long product', `y ~ ${many(50, '*')}`, 'expands to more than 1000 terms'],
    [
      'products of products',
      `y ~ ${many(90, '*', () => `(${many(9, '*')})`)}`,
      'forms more than 2000000 products',
    ],
    ['5,000 random terms', `y ~ ${many(5_000, '+', (i) => `(1|g${i})`)}`, 'has more than 1000 random terms'],
    [
      'a million characters',
      `y ~ ${'x + '.repeat(250_000)}x`,
      'longer than the 100000 characters a formula may have',
    ],
  ])('%s are refused, and soon', { timeout: 30_000 }, (_, formula, message) => {
    expect(messageOf(formula)).toContain(`formula: ${message} at column`);
  });

  it('a huge power of few terms stops when nothing new appears', () => {
    expect(parseFormula('y ~ (a + b + c)^1000000000').fixed.terms).toHaveLength(7);
  });

  it('long arithmetic is no nesting', () => {
    expect(parseFormula(`y ~ I(${many(10_000, ' + ', () => 'x')})`).fixed.terms).toHaveLength(1);
  });
});
