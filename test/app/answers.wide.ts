import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellText } from '../../app/parts/tableCell.ts';
import { asSentence } from '../../app/texts/index.ts';
import {
  check,
  type Fit,
  glmm,
  loo,
  type Model,
  marginalMeans,
  type PrintedTable,
  parseCsv,
  predictiveCheck,
  predictiveTable,
  quantityWords,
  ranef,
  ranking,
  resultWords,
  sample,
  table,
  varianceShares,
} from '../../src/index.ts';
import { csvOf, openFitted } from './fitted.ts';
import { openBrowser, openWorkbench, type Served, serveWorkbench } from './workbench.ts';

const formula = 'Reaction ~ Days + (Days | Subject)';
const sampling = { chains: 2, draws: 400, seed: 'answers' };

let served: Served;
let browser: Browser;
let page: Page;
let complaints: string[];
/** The same in Node. */
let fit: Fit<Model>;

beforeAll(async () => {
  [served, browser] = await Promise.all([serveWorkbench(), openBrowser()]);
  // axe's script is none of the page's own
  ({ page, complaints } = await openWorkbench(browser, served.address, { bypassCSP: true }));
  const text = await csvOf('test/reference/sleepstudy.csv');
  await openFitted(page, { name: 'sleepstudy.csv', text }, [
    { id: 'slopes', name: 'with slopes', draft: { formula, family: 'gaussian' }, sampling },
    {
      id: 'intercepts',
      name: 'without',
      draft: { formula: 'Reaction ~ Days + (1 | Subject)', family: 'gaussian' },
      sampling,
    },
  ]);
  fit = await sample(glmm(formula, parseCsv(text, 'sleepstudy.csv')), { ...sampling, workers: 0 });
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** A part of the answers, opened. */
async function part(name: string) {
  const button = page.locator('h2 button.opens').filter({ hasText: new RegExp(`^${name}`) });
  if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
  await button.scrollIntoViewIfNeeded();
  return page.locator(`#${await button.getAttribute('aria-controls')}`);
}

/** Cells of a table in the page, row by row, headings of parts left out. */
function cellsOf(within: Awaited<ReturnType<typeof part>>, title: RegExp | string): Promise<string[][]> {
  return within
    .getByRole('table', { name: title })
    .locator('tbody tr:not(:has(th[colspan]))')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
}

const textsOf = ({ rows }: PrintedTable): string[][] =>
  rows.flatMap((row) => ('heading' in row ? [] : [row.map(cellText)]));

test('verdict, sentences and table are those of the library for the same seed', async () => {
  const verdict = await part('Verdict');
  const { findings, causes } = await check(fit, { tries: 'none', nameOf: quantityWords });
  expect(findings.length).toBeGreaterThan(0);
  await verdict.getByText('Do not trust these draws yet').waitFor();
  for (const { text } of findings) await verdict.getByText(asSentence(text)).waitFor();
  for (const { advice } of causes) await verdict.getByText(asSentence(advice)).first().waitFor();
  const results = await part('Results');
  for (const words of resultWords(fit).sentences) await results.getByText(words).waitFor();
  await expect.poll(() => cellsOf(results, formula)).toEqual(textsOf(table(fit, { centre: 'median' })));
  await page.getByLabel('Intervals of').selectOption('0.8');
  await results.getByText('80% interval').first().waitFor();
  await expect
    .poll(() => cellsOf(results, formula))
    .toEqual(textsOf(table(fit, { centre: 'median', level: 0.8 })));
  await page.getByLabel('Intervals of').selectOption('0.95');
});

test('a table is sorted by a heading, part by part, and copied', async () => {
  const results = await part('Results');
  await results.getByText('95% interval').first().waitFor();
  const before = await cellsOf(results, formula);
  await results.getByRole('button', { name: 'sd', exact: true }).click();
  const after = await cellsOf(results, formula);
  expect(after.map(([name]) => name).slice(0, 2)).toEqual(['Days', 'Intercept']);
  expect([...after].sort()).toEqual([...before].sort());
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await results.getByLabel('Copied as').selectOption('csv');
  await results.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('The table is in the clipboard.').waitFor();
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toMatch(/^part,Parameter,median/);
});

test('the levels are walked by keyboard, found by name, and ranked as the library ranks them', async () => {
  const groups = await part('Groups');
  const walk = groups.getByRole('listbox', { name: /Levels of Subject/ });
  const said = walk.getByRole('option');
  const sorted = ranef(fit)
    .filter(({ coef }) => coef === 'Intercept')
    .sort((a, b) => a.mean - b.mean);
  await walk.focus();
  await page.keyboard.press('Home');
  await expect
    .poll(() => said.textContent())
    .toContain(`${sorted[0].level}: mean ${sorted[0].mean.toFixed(1)}`);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect
    .poll(() => said.textContent())
    .toContain(
      `${sorted[2].level}: mean ${sorted[2].mean.toFixed(1)}, 95% interval ${sorted[2].lower.toFixed(1)} to ${sorted[2].upper.toFixed(1)}; number 3 of 18`,
    );
  await page.keyboard.press('End');
  await expect.poll(() => said.textContent()).toContain(sorted[17].level);
  await groups.getByLabel('Find a level').fill('37');
  await page.keyboard.press('Enter');
  await expect.poll(() => said.textContent()).toMatch(/^37/);
  await groups.getByLabel('Find a level').fill('');
  await groups.getByRole('button', { name: 'Rank the levels' }).click();
  const { rows } = ranking(fit, { group: 'Subject', coef: 'Intercept', top: 2 });
  await groups.getByRole('columnheader', { name: 'among best 2' }).waitFor();
  const first = await groups
    .locator('.level-table tbody tr', { hasText: rows[0].level })
    .first()
    .textContent();
  expect(first).toContain(`${rows[0].lower} to ${rows[0].upper}${(100 * rows[0].best).toFixed(1)}%`);
});

test('effects: curve, change and a statement in numbers, and whose they are', async () => {
  const effects = await part('Effects');
  await effects.getByText('The curves in numbers').click();
  const { statement, rows } = marginalMeans(fit, { of: 'Days', at: { Days: [0] }, groups: 'typical' });
  const cells = await cellsOf(effects, statement);
  expect(cells[0][1]).toBe(cellText({ kind: 'number', value: rows[0].median }));
  await effects
    .getByText(/averaged over Subject/)
    .first()
    .waitFor();
  await effects.getByLabel('Statement').fill('Days > 10');
  await page.keyboard.press('Enter');
  await effects.getByRole('rowheader', { name: 'Days > 10' }).waitFor();
  await effects.getByLabel('Statement').fill('Dais > 10');
  await page.keyboard.press('Enter');
  await effects
    .getByRole('alert')
    .getByText(/did you mean/i)
    .waitFor();
});

test('checks, leave-one-out and variance in the numbers of the library', async () => {
  const predictive = await part('Data and model');
  await predictive.getByRole('table', { name: /data sets drawn/ }).waitFor({ timeout: 60_000 });
  await expect
    .poll(() => cellsOf(predictive, /data sets drawn/))
    .toEqual(textsOf(predictiveTable(predictiveCheck(fit))));
  const accuracy = await part('Accuracy');
  await accuracy.getByRole('table').waitFor();
  const { elpd, question } = loo(fit);
  await accuracy.getByText(question).first().waitFor();
  expect((await cellsOf(accuracy, /Leave-one-out/))[0]).toEqual([
    'elpd_loo',
    elpd.estimate.toFixed(1),
    elpd.se.toFixed(1),
  ]);
  const shares = await part('Variance');
  await shares.getByRole('table').waitFor();
  const [fixed] = varianceShares(fit).parts;
  expect((await cellsOf(shares, /Variance shares/))[0][2]).toBe(fixed.share.mean.toFixed(3));
});

test('every other part opens and shows its numbers; two fits differ in a marked term', async () => {
  for (const name of ['Priors', 'Laplace', 'Models', 'Chains']) {
    const opened = await part(name);
    await opened.locator('table, .picture svg').first().waitFor();
  }
  const models = await part('Models');
  await expect
    .poll(() => models.locator('mark').allTextContents())
    .toEqual(['(Days | Subject)', '(1 | Subject)']);
  await models.getByRole('button', { name: 'Compute it' }).click();
  await models.getByRole('table', { name: /Leave-one-out accuracy of 180 points/ }).waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
  // every part whose numbers hang on the draws says that these are few, in one sentence
  await expect.poll(() => page.locator('.provisional').count()).toBe(8);
  await expect
    .poll(() => page.locator('.notice.trouble').allTextContents())
    .toEqual([expect.stringContaining('Dais')]);
  expect(complaints).toEqual([]);
});

test('axe finds no serious fault with all parts open, and a phone has no sideways scrolling', async () => {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
  const found = (await page.evaluate('axe.run("#work", { resultTypes: ["violations"] })')) as {
    readonly violations: readonly { id: string; impact: string; nodes: { html: string }[] }[];
  };
  const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 800 });
  await expect
    .poll(() => page.evaluate('document.documentElement.scrollWidth - innerWidth'))
    .toBeLessThanOrEqual(0);
});

test('remedies are tried, and the settings of one that helped go to the fit', async () => {
  const verdict = await part('Verdict');
  await verdict.getByRole('button', { name: 'Try them' }).click();
  const { tried } = await check(fit, { tries: 10 });
  const helped = tried.find((one) => one.kind === 'run' && one.trusted);
  await verdict.getByText(`${helped?.what}: It helped.`).waitFor();
  await verdict.getByRole('button', { name: 'Take these settings to the fit' }).click();
  await page.getByRole('heading', { level: 1, name: 'The fit' }).waitFor();
});

test('counts with an offset: rate ratios, typical and averaged told apart, hanging counts', async () => {
  const rows = Array.from({ length: 120 }, (_, i) => {
    const [ward, days, dose] = [i % 12, 1 + ((7 * i) % 9), ((5 * i) % 11) / 10];
    return `${Math.round(days * (0.4 + dose) * (0.6 + (ward % 5) / 4) + ((13 * i) % 3))},${days},${dose},w${ward}`;
  });
  const text = ['count,days,dose,ward', ...rows, ''].join('\n');
  const counts = 'count ~ dose + (1 | ward) + offset(log(days))';
  const opened = await openWorkbench(browser, served.address);
  await openFitted(opened.page, { name: 'counts.csv', text }, [
    { id: 'counts', name: 'counts', draft: { formula: counts, family: 'poisson' }, sampling: { draws: 300 } },
  ]);
  const model = glmm(counts, parseCsv(text, 'counts.csv'), { family: 'poisson' });
  const same = await sample(model, { chains: 4, draws: 300, seed: '1', workers: 0 });
  const inPage = (name: string) => opened.page.locator(`#answers-${name}`);
  // open, but out of sight, so that it has asked for nothing
  await inPage('verdict').getByText('Effective draws: as many').waitFor();
  expect(await inPage('effects').locator('> *').count()).toBe(0);
  for (const sentence of resultWords(same).sentences) await inPage('numbers').getByText(sentence).waitFor();
  await inPage('numbers').getByRole('columnheader', { name: 'rate ratio' }).waitFor();
  await inPage('effects').scrollIntoViewIfNeeded();
  const legend = inPage('effects').locator('.picture svg text');
  await legend.getByText('at the average group').waitFor();
  await legend.getByText('averaged over groups').waitFor();
  await opened.page
    .locator('h2 button')
    .filter({ hasText: /^Data and model/ })
    .click();
  await inPage('predictive')
    .locator('svg', { hasText: /expected/ })
    .first()
    .waitFor();
  expect(opened.complaints).toEqual([]);
});
