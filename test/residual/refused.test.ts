import { describe, expect, test } from 'vitest';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { glmm, laplace, sample } from '../../src/index.ts';
import { longModel } from './models.ts';

const table = tableFromColumns({
  y: [1, 2, 4, 3, 5, 6],
  count: [0, 1, 2, 3, 1, 0],
  w: [1, 2, 1, 1, 1, 1],
  time: [1, 2, 3, 1, 2, 3],
  even: [2, 4, 6, 2, 4, 6],
  twice: [1, 1, 2, 1, 2, 3],
  half: [1, 1.5, 2, 1, 2, 3],
  g: ['a', 'a', 'a', 'b', 'b', 'b'],
  id: ['1', '2', '3', '4', '5', '6'],
  one: ['z', 'z', 'z', 'z', 'z', 'z'],
});
const declare = (residual: string, more: object = {}, formula = 'y ~ 1') =>
  glmm(formula, table, { residual, ...more });

describe('a residual structure is refused in words', () => {
  const cases: readonly [what: string, run: () => unknown, message: string][] = [
    [
      'none of the table',
      () => declare('ar2(time | g)'),
      'residual: no structure in "ar2(time | g)" (have: iid, ar1(time | g), cs(1 | g), diag(f), car1(time | g), us(time | g), hetar1(time | g), hetcs(time | g), arma11(time | g)). Did you mean "ar1"?',
    ],
    ['misspelt', () => declare('ar1(time)'), 'residual: ar1 is written ar1(time | g), got "ar1(time)"'],
    ['cs of a time', () => declare('cs(time | g)'), 'residual: cs is written cs(1 | g), got "cs(time | g)"'],
    ['nothing', () => declare(' '), 'residual: expected a structure such as "ar1(time | g)", got " "'],
    [
      'no such time',
      () => declare('ar1(tme | g)'),
      'data: no column "tme" (have: y, count, w, time, even, twice, half, g, id, one). Did you mean "time"?',
    ],
    [
      'no such group',
      () => declare('ar1(time | h)'),
      'data: no column "h" (have: y, count, w, time, even, twice, half, g, id, one)',
    ],
    [
      'a time twice',
      () => declare('ar1(twice | g)'),
      'residual: ar1 wants each "twice" once for a level of "g", row 1 and row 2 are at the same; is the group finer, as in ar1(time | g:h)?',
    ],
    [
      'half steps',
      () => declare('ar1(half | g)'),
      'residual: ar1 wants whole times, "half" is 1.5 at row 2; try car1, for times that are not whole',
    ],
    [
      'even steps',
      () => declare('ar1(even | g)'),
      'residual: in ar1(even | g) all rows of a level are an even number of steps of "even" apart, so that ar1 cannot tell a correlation from its negative; count the steps 1, 2, 3 ... in a column of their own, or try car1',
    ],
    [
      'blocks of one row',
      () => declare('ar1(time | id)'),
      'residual: ar1(time | id) wants levels of "id" with more than one row, each of its 6 levels has one; ar1 says how rows of a level vary together',
    ],
    [
      'one stratum',
      () => declare('diag(one)'),
      'residual: diag(one) wants a factor with at least 2 levels, "one" has "z" alone; leave it out',
    ],
    [
      'weights',
      () => declare('cs(1 | g)', { weights: 'w' }),
      'residual: cs(1 | g) goes without case weights, got weights "w"; weights count rows that are independent of one another',
    ],
    [
      'another family',
      () => declare('ar1(time | g)', { family: 'poisson' }, 'count ~ 1'),
      'residual: ar1(time | g) is for normal residuals (gaussian under identity; lognormal, of the logarithm), got family poisson with link log; serial correlation of other outcomes goes into group effects, as ar1(time | g) in the formula',
    ],
    [
      'an intercept that says the same',
      () => declare('cs(1 | g)', {}, 'y ~ 1 + (1 | g)'),
      'residual: cs(1 | g) and the intercept of "g" say the same, that rows of a level go together; keep one of them',
    ],
  ];
  for (const [what, run, message] of cases) test(what, () => expect(run).toThrow(message));
});

describe('what takes rows for independent is refused', () => {
  const model = longModel('y ~ x + (1 | person)', 'ar1(time | person)');
  const words = 'wanted residuals that are independent over rows, got a residual structure';
  test('samplers that walk over group effects', async () => {
    for (const sampler of ['nuts', 'reference', 'whitened'] as const)
      await expect(sample(model, { sampler, draws: 10 })).rejects.toThrow(words);
  });
  test('quadrature and fast fits', () => {
    expect(() => laplace(model, { quadrature: 5 })).toThrow(words);
    expect(() => laplace(model, { fast: true })).toThrow(words);
  });
});

test('beside a formula for sigma', () => {
  const both = (residual: string) => declare(residual, { sigma: '~ w' });
  expect(() => both('ar1(time | g)')).toThrow(
    'residual: "ar1(time | g)" and a formula for sigma exclude each other; sds that differ by a factor or over time are residual "diag(f)", "hetcs(f | g)" or "hetar1(time | g)"',
  );
  expect(() => both('iid')).not.toThrow();
});

test('iid is no structure', () => {
  const plain = glmm('y ~ 1', table);
  expect(declare('iid').program).toEqual(plain.program);
});

test('a row without its time is left out', () => {
  const gap = tableFromColumns({ y: [1, 2, 4, 3], t: [1, 2, Number.NaN, 4], g: ['a', 'a', 'a', 'a'] });
  expect(glmm('y ~ 1', gap, { residual: 'ar1(t | g)' }).design.dropped).toEqual([3]);
});

test('a unit of time far from the usual gap is noted', () => {
  const days = tableFromColumns({ y: [1, 2, 4, 3], t: [1, 32, 60, 91], g: ['a', 'a', 'b', 'b'] });
  const { notes } = glmm('y ~ 1', days, { residual: 'car1(t | g)' });
  expect(notes.find(({ kind }) => kind === 'timeUnit')?.text).toBe(
    'rows of a level are usually 31 units of "t" apart; the correlation of car1 and its prior are for a distance of 1, so a unit near the usual gap says more',
  );
  const months = tableFromColumns({ y: [1, 2, 4, 3], t: [1, 2, 2, 3], g: ['a', 'a', 'b', 'b'] });
  expect(glmm('y ~ 1', months, { residual: 'car1(t | g)' }).notes.map(({ kind }) => kind)).not.toContain(
    'timeUnit',
  );
});
