import { expect, test } from 'vitest';
import { laplace } from '../../models/likelihood/laplace.ts';
import { laplaceReport } from '../../src/report/laplaceReport.ts';
import { laplaceText } from '../../src/report/laplaceText.ts';
import { laplaceHtml } from '../../src/report/page/laplaceHtml.ts';
import { hostile, hostileModel } from './fits.ts';
import { checkMarkup, visibleText } from './markup.ts';

const report = laplaceReport(laplace(hostileModel(), { method: 'map' }));

test('a page in order: sections, every number of the text, names escaped', () => {
  const page = laplaceHtml(report);
  checkMarkup(page);
  const text = visibleText(page);
  for (const heading of ['Model', 'Data', 'Results in words', 'Population effects', 'Group effects', 'Fit'])
    expect(text).toContain(heading);
  const numbers =
    laplaceText(report)
      .split('Population effects')[1]
      .match(/-?\d+\.\d+/g) ?? [];
  expect(numbers.length).toBeGreaterThan(40);
  const odds = new Set(report.parameters.map(({ estimate }) => Math.exp(estimate).toFixed(3))); // in the text alone
  for (const number of numbers) if (!odds.has(number)) expect(text).toContain(number);
  expect(text).toContain(hostile.level);
  expect(page).not.toContain(hostile.level);
});

test('priors are shown where they count, and only there', () => {
  expect(laplaceHtml(report)).toContain('Priors');
  const likely = laplaceReport(laplace(hostileModel()));
  expect(laplaceHtml(likely)).not.toContain('Priors');
});
