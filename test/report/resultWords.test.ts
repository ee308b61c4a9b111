import { expect, test } from 'vitest';
import { type GlmmOptions, glmm, type Model } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';
import { resultSentences, scaleSentence, type ToldRow } from '../../src/report/page/resultWords.ts';
import { resultWords } from '../../src/report/resultWords.ts';
import { madeUpFit } from './fits.ts';

const of = <T>(value: (i: number) => T): T[] => Array.from({ length: 24 }, (_, i) => value(i));
const table = tableFromColumns({
  y: of((i) => ((7 * i) % 11) / 3),
  count: of((i) => (5 * i) % 4),
  event: of((i) => (i * i) % 2),
  rating: of((i) => 1 + ((5 * i) % 3)),
  age: of((i) => 30 + ((7 * i) % 13)),
  married: of((i) => (i >> 1) % 2),
  sex: of((i) => ['female', 'male'][(i >> 2) % 2]),
  g: of((i) => `g${i % 6}`),
});
const declared = (formula: string, options: GlmmOptions = {}): Model => glmm(formula, table, options);

function told(quantity: Quantity, middle: number, sd: number): ToldRow {
  const ends = { lower: middle - 2 * sd, upper: middle + 2 * sd };
  const sureness: ToldRow['sureness'] = (below, above) =>
    `${middle < 0 ? below : above} with probability 0.9`;
  return { quantity, middle, sd, ...ends, sureness };
}
const coefficient = (coef: string, predictor = 'mu'): Quantity => ({ kind: 'coefficient', predictor, coef });

test('a ratio where the link has a word for it: what is compared, how much, its interval, how sure', () => {
  const model = declared('event ~ age + married + sex + (1 | g)', { family: 'bernoulli' });
  const rows = [
    told(coefficient('age'), -0.1, 0.01),
    told(coefficient('married'), 0.02, 0.1),
    told(coefficient('sexmale'), 1, 0.1),
    told({ kind: 'sd', predictor: 'mu', group: 'g', coef: 'Intercept' }, 0.7, 0.1),
  ];
  expect(resultSentences(model, rows, 0.9)).toEqual([
    'One unit more of age: odds ratio 0.905 (90% interval 0.887 to 0.923), that is 9.5% lower; lower with probability 0.9.',
    'married: 1 rather than 0: odds ratio 1.020 (90% interval 0.835 to 1.246), that is 2.0% higher; higher with probability 0.9; the interval holds 1, no difference.',
    'sex: male rather than female: odds ratio 2.718 (90% interval 2.226 to 3.320), that is 2.7 times as high; higher with probability 0.9.',
    'Levels of g differ in their intercept with an sd of 0.700 (90% interval 0.500 to 0.900); odds ratio of a level one sd above the middle to the middle: 2.01 (1.65 to 2.46).',
  ]);
  expect(scaleSentence(model)).toContain('of the same level of g, as odds ratio');
  expect(scaleSentence(model)).toContain('Averages over all levels can differ from these.');
});

test.each([
  ['y ~ age', {}, 'the mean of y changes by'],
  ['event ~ age', { family: 'bernoulli', link: 'probit' }, 'the linear predictor (probit link) changes by'],
  ['rating ~ age', { family: 'cumulative' }, 'odds ratio of a higher category'],
  ['rating ~ age', { family: 'cumulative', link: 'probit' }, 'the linear predictor (probit link) changes by'],
  ['count ~ age', { family: 'poisson', link: 'identity' }, 'the mean of count changes by'],
  ['count ~ age', { family: 'poisson' }, 'rate ratio'],
] as const)('%s %j speaks of: %s', (formula, options, words) => {
  const [sentence] = resultSentences(declared(formula, options), [told(coefficient('age'), 0.5, 0.1)], 0.95);
  expect(sentence).toContain(`One unit more of age: ${words}`);
});

test("a coefficient of the family's own parameter is on that parameter's scale, and never a ratio", () => {
  const model = declared('count ~ age', { family: 'negbinomial', shape: '~ married' });
  const [sentence] = resultSentences(model, [told(coefficient('married', 'shape'), 0.5, 0.1)], 0.95);
  expect(sentence).toContain(
    'married: 1 rather than 0: log(shape) changes by 0.500 (95% interval 0.300 to 0.700)',
  );
});

test('interactions are pointed out, and so is that main effects are of where the others are zero', () => {
  const model = declared('y ~ age * sex');
  const rows = ['age', 'sexmale', 'age:sexmale'].map((coef) => told(coefficient(coef), 0.5, 0.1));
  const sentences = resultSentences(model, rows, 0.95);
  expect(sentences[0]).toContain('It is part of an interaction: this is where sexmale is zero.');
  expect(sentences[1]).toContain('this is where age is zero');
  expect(sentences[2]).toContain('The product age:sexmale: the mean of y changes by');
});

test('resultWords: medians and intervals of the level asked for, a sentence a coefficient and a group', () => {
  const fit = madeUpFit(declared('event ~ age + sex + (1 | g)', { family: 'bernoulli' }), 2, 200);
  const { scale, sentences } = resultWords(fit, 0.8);
  expect(scale).toBe(scaleSentence(fit.model));
  expect(sentences.map((sentence) => sentence.split(':')[0])).toEqual([
    'One unit more of age',
    'sex',
    expect.stringMatching(/^Levels of g differ .* \(80% interval/),
  ]);
  expect(sentences[0]).toMatch(/odds ratio [\d.]+ \(80% interval [\d.]+ to [\d.]+\).* in all 400 draws/);
});

test('a direction that all of a few draws have is said by their number, which shows no probability near 1', () => {
  const fit = madeUpFit(declared('event ~ age', { family: 'bernoulli' }), 2, 1);
  expect(resultWords(fit).sentences[0]).toMatch(/; (lower|higher) in all 2 draws/);
});
