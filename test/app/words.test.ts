/** What the page says in words of its own: the library's advice, counts, sentences. */
import { describe, expect, test } from 'vitest';
import { onPage } from '../../app/texts/advice.ts';
import { asSentence, sentence } from '../../app/texts/index.ts';
import { counting, inReadersDecimals, inReadersNumbers } from '../../app/texts/numbers.ts';
import { byOptions, glmm, InputError, parseCsv, type Say, saidBy, textBy } from '../../src/index.ts';

const table = parseCsv(
  'y,x,z,s,d,t\n1,1,a,"1,5",2020-01-31,w\n2,N/A,.,"2,5",2020-02-28,v\n3,4,b,.,2020-03-01,w\n4,3,a,"1,5",2020-05-01,u\n5,2,.,"0,5",2020-06-01,v\n',
  'x.csv',
);

function refusalOf(formula: string, say: Say, family = 'gaussian'): string {
  try {
    glmm(formula, table, { family });
  } catch (error) {
    if (error instanceof InputError) return saidBy(say, error.worded);
    throw error;
  }
  throw new Error(`${formula} was taken`);
}

describe('advice of the library', () => {
  test.each([
    ['y ~ x', '--na "N/A"', 'say so on the step Data if that means missing'],
    ['y ~ s', '--decimal ,', 'say so on the step Data if there are decimals'],
    ['y ~ mo(t)', '--factor "t=low,middle,high"', 'under “Order of levels” beside \u2068t\u2069'],
    ['t ~ 1', '--factor "t=LOW', 'under “Order of levels” beside \u2068t\u2069', 'cumulative'],
    ['y | weights(x) ~ 1', '--weights w', 'chosen under “Further”'],
    ['y ~ 1 + (1 | gr(z, cov = A))', '--cov A=FILE', 'takes the table alone'],
    ['y | mi(x) ~ 1; x | mi() ~ 1', '--pool', 'this page does not'],
  ])('%s: an option for the command, a place for the page', (formula, option, place, family = 'gaussian') => {
    expect(refusalOf(formula, byOptions, family)).toContain(option);
    const said = refusalOf(formula, onPage, family);
    expect(said).toContain(place);
    expect(said).not.toMatch(/--|in scripts/);
  });

  test('is in notes, too', () => {
    const { notes } = glmm('y ~ z + d', table, { family: 'gaussian' });
    const said = notes.map((note) => textBy(onPage, note));
    expect(notes.map(({ text }) => text).join('\n')).toMatch(/say --na "\."(.|\n)*--factor d makes levels/);
    expect(said.join('\n')).toMatch(
      /say so on the step Data(.|\n)*“as levels” beside \u2068d\u2069 on the step Data makes/,
    );
    expect(said.join('\n')).not.toContain('--');
  });
});

test('a count has the form of its word that the language has for it', () => {
  const counted = counting('en');
  const forms = { one: 'row', other: 'rows' };
  expect([0, 1, 2].map((count) => counted(count, forms))).toEqual(['0 rows', '1 row', '2 rows']);
  expect(counting('pl')(3, { one: 'wiersz', few: 'wiersze', other: 'wierszy' })).toBe('3 wiersze');
});

test('messages become sentences, and sentences stay', () => {
  expect(sentence('data: "x" must hold numbers')).toBe('"x" must hold numbers.');
  expect(sentence('formula: expected a term')).toBe('Expected a term.');
  expect(sentence('Done: 3 of 4 rows.')).toBe('Done: 3 of 4 rows.');
  expect(asSentence('the run is short: 100 draws')).toBe('The run is short: 100 draws.');
});

test.each([
  ['Days: 10.5 (95% interval -8.93 to 12.1).', 'Days: 10,5 (95% interval -8,93 to 12,1).'],
  ['R-hat 1.003 of b_x1.5, 0.25% above 3.', 'R-hat 1,003 of b_x1.5, 0,25% above 3.'],
  [
    'try normal(0, 2.5) for "dose 1.5" of \u2068v 2.0\u2069, not 0.5',
    'try normal(0, 2.5) for "dose 1.5" of \u2068v 2.0\u2069, not 0,5',
  ],
  ['on 2020.01.31, by 3.', 'on 2020.01.31, by 3.'],
])('%s: numbers get the decimal mark of the reader, names and what is typed stay', (text, told) => {
  expect(inReadersNumbers(text, ',', '0%')).toBe(told);
  expect(inReadersNumbers(text, '.', '0%')).toBe(text);
});

test('the percent sign stands as the reader writes it, in whatever way the library does; a name with one stays', () => {
  const text = '12 of 4000 draws (0.3 %) and a 95% interval of \u2068fat 5 %\u2069';
  expect(inReadersNumbers(text, '.', '0%')).toBe(
    '12 of 4000 draws (0.3%) and a 95% interval of \u2068fat 5 %\u2069',
  );
  expect(inReadersNumbers(text, ',', '%0')).toBe(
    '12 of 4000 draws (%0,3) and a %95 interval of \u2068fat 5 %\u2069',
  );
  expect(inReadersDecimals('5 % fat, 1.5', ',')).toBe('5 % fat, 1,5');
});

test('a message that begins with the name of a file or a quantity begins with it as it is', () => {
  expect(asSentence('bad.png is no table')).toBe('bad.png is no table.');
  expect(asSentence('p_loo, 140, is above')).toBe('p_loo, 140, is above.');
  expect(asSentence('there is no table')).toBe('There is no table.');
});
