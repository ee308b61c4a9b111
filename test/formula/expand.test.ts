import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFormula } from '../../models/formula/index.ts';

interface Expected {
  readonly formula: string;
  readonly intercept: boolean;
  readonly terms: readonly string[];
}

/** From R's terms(); terms.R beside it is the recipe, and the file names version and date. */
const reference: { rows: readonly Expected[] } = JSON.parse(
  readFileSync(new URL('./terms.json', import.meta.url), 'utf8'),
);

const termsOf = (formula: string) => parseFormula(formula).fixed.terms.map((term) => term.text);

describe('fixed terms', () => {
  it.each(reference.rows)('$formula expands as in R', ({ formula, intercept, terms }) => {
    const { fixed } = parseFormula(formula);
    expect(fixed.terms.map((term) => term.text)).toEqual(terms);
    expect(fixed.intercept).toBe(intercept);
  });

  it('offsets are kept apart, once each', () => {
    const { offsets, fixed } = parseFormula('y ~ offset(log(t)) + x + offset( log(t) ) + offset(z)');
    expect(offsets).toHaveLength(2);
    expect(fixed.terms.map((term) => term.text)).toEqual(['x']);
  });

  it('an offset can be taken away again', () => {
    expect(parseFormula('y ~ x + offset(z) - offset(z)').offsets).toEqual([]);
  });

  it('spaces and extra parentheses change nothing', () => {
    expect(termsOf('y~((a))*( b+log( x+1 ) )')).toEqual(termsOf('y ~ a * (b + log(x + 1))'));
  });

  it('a product binds tighter than a sum and an interaction tighter than a product', () => {
    expect(termsOf('y ~ a + b*c:d')).toEqual(['a', 'b', 'c:d', 'b:c:d']);
  });
});

describe('random terms', () => {
  const randomOf = (formula: string) => parseFormula(formula).random.map((term) => term.text);

  it.each([
    ['y ~ (1 | g)', ['(1 | g)']],
    ['y ~ x + (x | g)', ['(1 + x | g)']],
    ['y ~ (0 + x | g)', ['(0 + x | g)']],
    ['y ~ (x - 1 | g)', ['(0 + x | g)']],
    ['y ~ (x || g)', ['(1 + x || g)']],
    ['y ~ (x * z | g)', ['(1 + x + z + x:z | g)']],
    ['y ~ (1 | a/b)', ['(1 | a)', '(1 | a:b)']],
    ['y ~ (1 | a/b/c)', ['(1 | a)', '(1 | a:b)', '(1 | a:b:c)']],
    ['y ~ (x || a/b)', ['(1 + x || a)', '(1 + x || a:b)']],
    ['y ~ (1 | a:b)', ['(1 | a:b)']],
    ['y ~ (1 | a + b)', ['(1 | a)', '(1 | b)']],
    ['y ~ (1 | a) + x + (1 | b)', ['(1 | a)', '(1 | b)']],
    ['y ~ (1 | g) + (1 | g)', ['(1 | g)']],
    ['y ~ (1 | a) + (1 | a:b) + (1 | a/b)', ['(1 | a)', '(1 | a:b)']],
    ['y ~ (1 | g) + (0 + x | g)', ['(1 | g)', '(0 + x | g)']],
    ['y ~ ((1 | g) + x)', ['(1 | g)']],
    ['y ~ (log(x) | `my group`)', ['(1 + log(x) | `my group`)']],
  ])('%s', (formula, expected) => {
    expect(randomOf(formula)).toEqual(expected);
  });

  it('a nested group names its columns in the order written', () => {
    expect(parseFormula('y ~ (1 | ward:hospital)').random[0]).toMatchObject({
      group: 'ward:hospital',
      columns: ['ward', 'hospital'],
      structure: 'us',
    });
  });

  it('leave no trace among the fixed terms', () => {
    expect(termsOf('y ~ x + (z | g)')).toEqual(['x']);
  });
});

describe('the left side', () => {
  it.each([
    ['y ~ 1', 'values', 'y'],
    ['log(y+1) ~ 1', 'values', 'log(y + 1)'],
    ['a / b*2 ~ 1', 'values', 'a/b * 2'],
    ['s|trials(n) ~ 1', 'trials', 's | trials(n)'],
    ['s | trials(n + 1) ~ 1', 'trials', 's | trials(n + 1)'],
    ['cbind(s,n-s) ~ 1', 'cbind', 'cbind(s, n - s)'],
    ['`my y` ~ 1', 'values', '`my y`'],
  ])('%s', (formula, kind, name) => {
    expect(parseFormula(formula).outcome).toMatchObject({ kind, name });
  });

  it('may appear on the right as well', () => {
    expect(termsOf('y ~ y + x')).toEqual(['y', 'x']);
  });
});
