import { describe, expect, it } from 'vitest';
import { buildDesign, type DesignOptions } from '../../models/design/index.ts';
import { parseFormula } from '../../models/formula/index.ts';
import type { Table } from '../../models/table.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';
import { InputError } from '../../src/engine/errors.ts';
import { table } from './tables.ts';

const columns = {
  y: [1, 2, 3, 5, 4, 7],
  x: [1, 2, 4, 3, 7, 5],
  x2: [2, 4, 8, 6, 14, 10],
  same: [1, 2, 4, 3, 7, 5],
  fahrenheit: [33.8, 35.6, 39.2, 37.4, 44.6, 41],
  z: [3, 1, 4, 1, 5, 9],
  total: [4, 3, 8, 4, 12, 14],
  three: [3, 3, 3, 3, 3, 3],
  none: [0, 0, 0, 0, 0, 0],
  gap: [1, null, 2, null, 3, 5],
  low: [1, 2, -3, 4, 5, 6],
  huge: [1, 2, Number.POSITIVE_INFINITY, 4, 5, 6],
  Sex: ['m', 'f', 'm', 'f', 'f', 'm'],
  single: ['a', 'a', 'a', 'a', 'a', 'a'],
  arm: ['u', 'v', 'w', 'u', 'v', 'w'],
  copy: ['p', 'q', 'r', 'p', 'q', 'r'],
  half: [0.5, 1, 2, 3, 4, 5],
  minus: [0, 1, 2, -1, 4, 5],
  n: [1, 2, 3, 4, 5, 6],
  w: [true, false, true, true, false, true],
  Intercept: [1, 0, 2, 0, 3, 0],
  Se: ['xm', 'a', 'xm', 'a', 'xm', 'a'],
  a_: ['u', 'u_x', 'u', 'u_x', 'u', 'u_x'],
  _b: ['x_1', '1', 'x_1', '1', 'k', '1'],
  empty: [null, null, null, null, null, null],
};

function messageOf(formula: string, options: DesignOptions = {}, from: Table = table(columns)): string {
  try {
    buildDesign(parseFormula(formula), from, options);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('columns that do not fit', () => {
  it.each([
    [
      'y ~ X',
      'data: no column "X" (have: y, x, x2, same, fahrenheit, z, total, three, none, gap, low, huge and 13 more). Did you mean "x"?',
    ],
    [
      'y ~ 1 + (1 | totla)',
      'data: no column "totla" (have: y, x, x2, same, fahrenheit, z, total, three, none, gap, low, huge and 13 more). Did you mean "total"?',
    ],
    ['y ~ log(Sex)', 'data: for log(Sex), "Sex" must hold numbers, got text: m, f'],
    ['y ~ poly(arm, 2)', 'data: "arm" must hold numbers, got text: u, v, w'],
    ['y ~ offset(arm)', 'data: "arm" must hold numbers, got text: u, v, w'],
    [
      'Sex ~ x',
      'data: outcome "Sex" must hold numbers, got text: "f", "m"; code it 0 and 1, or count the second by declaring a factor, --factor "Sex=f,m"',
    ],
    ['arm ~ x', 'data: outcome "arm" must hold numbers, got text: "u", "v", "w"'],
    ['y ~ x + y', 'formula: "y" is the outcome and cannot stand on the right as well'],
    ['x ~ z + (1 | x)', 'formula: "x" is the outcome and cannot stand on the right as well'],
    ['Sex + 1 ~ x', 'data: for Sex + 1, "Sex" must hold numbers, got text: m, f'],
    ['y ~ single', 'data: factor "single" has one level, "a"; a predictor needs at least 2'],
    ['y ~ (1 | single)', 'data: group "single" has one level, "a"; a random term needs at least 2'],
    ['y ~ (1 | three)', 'data: group "three" has one level, "3"; a random term needs at least 2'],
    ['y ~ poly(w, 2)', 'data: poly(w, 2) needs more than 2 distinct values, got 2'],
    ['y ~ scale(three)', 'data: scale(three) divides by the sd, but all its values are 3'],
    ['y ~ poly(x * 1e30, 7)', 'data: poly(x * 1e+30, 7) needs more than 7 distinct values, got 6'],
    [
      'y ~ poly(x * 1e60, 3)',
      'data: poly(x * 1e+60, 3) leaves the range of numbers; scale its column first, poly(scale(x), 3)',
    ],
    ['y ~ Sex + Se', 'design: two coefficients would be called "Sexm"; rename a column'],
    ['y ~ Intercept', 'design: two coefficients would be called "Intercept"; rename a column'],
    [
      'y ~ (1 | a_:_b)',
      'data: two levels of group "a_:_b" would be called "u_x_1"; rename the levels of one column',
    ],
  ])('%s', (formula, message) => {
    expect(messageOf(formula)).toBe(message);
  });

  it('a factor with too many levels is sent to the groups', () => {
    expect(messageOf('y ~ arm', { maxLevels: 2 })).toBe(
      'data: factor "arm" has 3 levels, more than 2 for a predictor; for groups write (1 | arm)',
    );
  });

  it('too many columns are counted before they are made', () => {
    expect(messageOf('y ~ arm * copy', { maxColumns: 7 })).toBe(
      'design: the terms make 8 columns, more than 7',
    );
  });
});

describe('values the formula cannot take', () => {
  it.each([
    ['y ~ log(low)', 'data: log(low) is NaN at row 3, where low = -3'],
    ['y ~ sqrt(low - z)', 'data: sqrt(low - z) is NaN at row 1, where low = 1, z = 3'],
    ['y ~ I(1/none)', 'data: I(1/none) is Infinity at row 1, where none = 0'],
    ['log(none) ~ x', 'data: log(none) is -Infinity at row 1, where none = 0'],
    ['y ~ x + offset(log(none))', 'data: log(none) is -Infinity at row 1, where none = 0'],
    ['y ~ huge', 'data: huge is Infinity at row 3'],
    ['huge ~ x', 'data: huge is Infinity at row 3'],
    ['y ~ (huge | arm)', 'data: huge is Infinity at row 3'],
    ['n + 1 | trials(n) ~ x', 'data: n + 1 | trials(n) has 2 successes in 1 trials at row 1'],
    [
      'minus | trials(n) ~ x',
      'data: successes in minus | trials(n) must be whole numbers >= 0, got -1 at row 4',
    ],
    [
      'half | trials(n) ~ x',
      'data: successes in half | trials(n) must be whole numbers >= 0, got 0.5 at row 1',
    ],
    ['n | trials(half) ~ x', 'data: trials in n | trials(half) must be whole numbers >= 0, got 0.5 at row 1'],
    ['cbind(n, 4 - n) ~ x', 'data: failures in cbind(n, 4 - n) must be whole numbers >= 0, got -1 at row 5'],
  ])('%s', (formula, message) => {
    expect(messageOf(formula)).toBe(message);
  });

  it('are named by their line where the table came from a file', () => {
    const file = table({ y: [1, 2, 3], x: [1, -2, 3] }, [2, 4, 5]);
    expect(messageOf('y ~ log(x)', {}, file)).toBe(
      'data: log(x) is NaN at line 4 of trial.csv, where x = -2',
    );
  });
});

describe('missing values', () => {
  it('are errors where the rule says so, naming rows and columns', () => {
    expect(messageOf('y ~ gap', { missing: 'error' })).toBe(
      'data: a value is missing at row 2 ("gap"), row 4 ("gap"); with missing "drop" such rows are left out',
    );
    const gap = [null, null, null, null, null, null, null, 1];
    expect(messageOf('y ~ x', { missing: 'error' }, table({ y: gap, x: gap }))).toBe(
      'data: a value is missing at row 1 ("y", "x"), row 2 ("y", "x"), row 3 ("y", "x"), row 4 ("y", "x"), row 5 ("y", "x") and 2 more; with missing "drop" such rows are left out',
    );
  });

  it('the rule "error" is content when none is missing', () => {
    expect(messageOf('y ~ x', { missing: 'error' })).toBe('no error');
  });

  it('that leave no row are an error', () => {
    expect(messageOf('y ~ x + empty')).toMatch(
      /^data: no complete rows, a value is missing at row 1 \("empty"\), row 2/,
    );
    expect(messageOf('y ~ 1', {}, table({ y: [] }))).toBe('data: columns has no rows');
  });
});

describe('declared factors', () => {
  it.each([
    [{ arm: ['u', 'v'] }, 'data: factor "arm" has "w", not among its declared levels "u", "v"'],
    [{ arm: ['u', 'v', 'w', 'q'] }, 'data: factor "arm" is declared with "q", which no row has'],
    [{ arm: ['u', 'v', 'w', 'u'] }, 'data: factor "arm" is declared with "u" twice'],
    [{ arm: [] }, 'data: factor "arm" is declared without levels'],
    [
      { Arm: 'sorted' as const },
      'data: no column "Arm" (have: y, x, x2, same, fahrenheit, z, total, three, none, gap, low, huge and 13 more). Did you mean "arm"?',
    ],
    [
      { y: 'sorted' as const },
      'data: outcome "y" as a factor must have 2 levels, got 6: "1", "2", "3", "4", "5", "7"',
    ],
  ])('%j', (factors, message) => {
    expect(messageOf('y ~ arm', { factors })).toBe(message);
  });
});

describe('dependent predictors', () => {
  it.each([
    ['y ~ x + three', 'design: rank deficient, "three" is 3 in every row, like the intercept; leave it out'],
    ['y ~ x + none', 'design: rank deficient, "none" is 0 in every row; leave it out'],
    ['y ~ 0 + x + none', 'design: rank deficient, "none" is 0 in every row; leave it out'],
    ['y ~ x + same', 'design: rank deficient, "same" equals "x"; leave one out'],
    ['y ~ x + x2', 'design: rank deficient, "x2" is 2 times "x"; leave one out'],
    ['y ~ x2 + x', 'design: rank deficient, "x" is 0.5 times "x2"; leave one out'],
    ['y ~ 0 + x + x2', 'design: rank deficient, "x2" is 2 times "x"; leave one out'],
    ['y ~ x + fahrenheit', 'design: rank deficient, "fahrenheit" is 1.8 times "x" plus 32; leave one out'],
    ['y ~ x + I(1 - x)', 'design: rank deficient, "I(1 - x)" is -1 times "x" plus 1; leave one out'],
    [
      'y ~ z + I(3*x) + total',
      'design: rank deficient, "total" is a combination of "z", "I(3 * x)"; leave one out',
    ],
    [
      'y ~ z + x + I(total + 5)',
      'design: rank deficient, "I(total + 5)" is a combination of "z", "x" and the intercept; leave one out',
    ],
    [
      'y ~ arm + copy',
      'design: rank deficient, "copyq" equals "armv"; "copyr" equals "armw"; leave copy out',
    ],
    [
      'y ~ 0 + arm + three',
      'design: rank deficient, "three" is a combination of "armu", "armv", "armw"; leave one out',
    ],
    ['y ~ poly(x, 3) + z + total + arm', 'design: 8 coefficients need at least 8 rows, got 6'],
  ])('%s', (formula, message) => {
    expect(messageOf(formula)).toBe(message);
  });

  it('an interaction without rows says so', () => {
    const cells = table({ y: [1, 2, 3, 4, 5], a: ['p', 'q', 'p', 'q', 'p'], b: ['k', 'k', 'l', 'k', 'l'] });
    expect(messageOf('y ~ a * b', {}, cells)).toBe(
      'design: rank deficient, "aq:bl" is 0 in every row (no row has that combination); leave a:b out',
    );
  });

  it('a column that varies too little beside its size is told apart from one that does not vary', () => {
    const far = table({ y: [1, 2, 3, 4, 5], x: [1, 2, 3, 5, 4].map((x) => 1.7e15 + x) });
    expect(messageOf('y ~ x', {}, far)).toBe(
      'design: rank deficient, "x" varies by 4 only, too little beside its size of 1700000000000000 to be told from the intercept; subtract a number near it, as in I(x - 1700000000000001)',
    );
    expect(messageOf('y ~ I(x - 1700000000000001)', {}, far)).toBe('no error');
  });

  it('numbers that are equal only once rounded are not called constant', () => {
    const ids = parseCsv('y,id\n1,9007199254740992\n2,9007199254740993\n4,9007199254740992\n', 'x.csv');
    expect(messageOf('y ~ id', {}, ids)).toBe(
      'data: "id" differs only beyond the 16 digits that numbers hold, as 9007199254740992, 9007199254740993 do; subtract a number near them in the data',
    );
  });

  it('a constant without an intercept is the intercept, and fine', () => {
    expect(messageOf('y ~ 0 + three + x')).toBe('no error');
  });
});

describe('what is allowed', () => {
  it.each(['y ~ 1', 'y ~ x + (1 | x)', 'y ~ 0 + (1 | arm)', 'w ~ x'])('%s', (formula) => {
    expect(messageOf(formula)).toBe('no error');
  });
});
