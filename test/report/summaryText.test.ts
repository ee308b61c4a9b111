import { expect, test } from 'vitest';
import { links, type Ratio, rateRatio } from '../../models/families/links.ts';
import { summaryText } from '../../src/report/summaryText.ts';
import { row, smallFile, wardRow } from './fits.ts';

test('summaryText: model, priors, tables, sampler, note and verdict, laid out for reading', () => {
  expect(summaryText(smallFile())).toMatchInlineSnapshot(`
    "y ~ x + (1 | ward)
    poisson (log link), beds.csv: 40 rows, 2 levels of ward, 2 incomplete rows dropped

    Priors (Intercept: at the predictors' means)
      Intercept  normal(0, 2.5)  default
      b_x          normal(0, 1)    given

    Population effects
                      mean      sd     2.5%      50%    97.5%     RR  RR 2.5%  RR 97.5%  R-hat  ESS bulk  ESS tail
      b_Intercept    1.500   0.120    1.265    1.500    1.735                            1.001       900       800
      b_x          -0.2500  0.0310  -0.3108  -0.2500  -0.1892  0.779    0.733     0.828  1.001       900       800

    Group sds and correlations
                           mean     sd   2.5%    50%  97.5%  R-hat  ESS bulk  ESS tail
      sd_ward__Intercept  0.500  0.200  0.108  0.500  0.892  1.001       900       800

    Groups of ward, Intercept
                                 mean     sd    2.5%     50%  97.5%  R-hat  ESS bulk  ESS tail
      r_ward[north,Intercept]  -0.300  0.200  -0.692  -0.300  0.092  1.001       900       800
      r_ward[a,b],Intercept]    0.310  0.200  -0.082   0.310  0.702  1.001       900       800

    Sampled by nuts (asked for): 4 chains, 1000 warmup + 1000 draws each, seed 7
    1.3 s in all; a chain took 0.5 s of warmup and 0.4 s of sampling; 56000 gradients; 0 divergences
    Least bulk effective draws: 900 (b_Intercept)

    Note: 2 of 42 rows had missing values and were left out: rows 3, 9.
    The draws can be trusted: 4 chains agree (largest R-hat 1.001), every quantity has at least 800 effective draws (fewest in the tail of b_Intercept), 0 divergences, E-BFMI 0.90 or more.
    "
  `);
});

test('summaryText: quantities that cannot be told are dashes, and the verdict says so', () => {
  const nothing = {
    mean: NaN,
    sd: NaN,
    q5: NaN,
    q50: NaN,
    q95: NaN,
    lower: NaN,
    upper: NaN,
    mcseMean: NaN,
    rhat: NaN,
    essBulk: NaN,
    essTail: NaN,
  };
  const file = smallFile();
  const text = summaryText({ ...file, parameters: [...file.parameters, row('shape', 1, 1, nothing)] });
  expect(text).toMatch(/^ {2}shape( +-){8}$/m);
  expect(text).toContain('Do not trust these draws yet: cannot tell for 1 of 6 quantities: shape');
});

test('summaryText: of many groups the three lowest and highest', () => {
  const file = smallFile();
  const effects = Array.from({ length: 9 }, (_, k) => wardRow(`${k}`, k - 4, 0.5));
  const text = summaryText({ ...file, parameters: [...file.parameters.slice(0, 3), ...effects] });
  expect(text).toContain('ward, Intercept: 3 lowest and highest of 9');
  expect([...text.matchAll(/r_ward\[(\d),/g)].map((match) => match[1]).join('')).toBe('012678');
});

test('summaryText: no table is wider than asked, and every number is still there', () => {
  const cellsOf = (text: string): string[] => text.split(/\s+/).sort();
  const narrow = summaryText(smallFile(), 80).split('Sampled by')[0].split('Population effects')[1];
  expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  const wide = summaryText(smallFile()).split('Sampled by')[0].split('Population effects')[1];
  for (const cell of new Set(cellsOf(wide))) expect(cellsOf(narrow)).toContain(cell);
});

test('summaryText: a ratio column where the link has a word for it', () => {
  const heading = (ratio: Ratio | null): string =>
    summaryText({ ...smallFile(), family: { name: 'mine', link: 'log', ratio, residualSd: null } })
      .split('\n')
      .find((line) => / mean +sd/.test(line)) ?? '';
  expect(heading(links.logit.ratio)).toMatch(/ OR +OR 2.5% +OR 97.5% +R-hat/);
  expect(heading(rateRatio)).toMatch(/ RR +RR 2.5% +RR 97.5% +R-hat/);
  expect(heading({ title: 'HR', words: 'hazard ratio' })).toMatch(/ HR +HR 2.5% +HR 97.5% +R-hat/);
  expect(heading(links.identity.ratio)).toMatch(/50% +97.5% +R-hat/);
});
