import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openExample, openWorkbench, type Served, serveWorkbench } from './workbench.ts';

let served: Served;
let browser: Browser;

beforeAll(async () => {
  [served, browser] = await Promise.all([serveWorkbench(), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** The model step over the example's table. */
async function hospitalModel(): Promise<{ page: Page; complaints: string[] }> {
  const { page, complaints } = await openWorkbench(browser, served.address);
  await openExample(page, 'hospital');
  await page.getByRole('navigation').getByRole('button', { name: 'Model' }).click();
  return { page, complaints };
}

test('a formula typed by keyboard alone, completed, is shown in equations', async () => {
  const { page, complaints } = await hospitalModel();
  const formula = page.getByLabel('Formula', { exact: true });
  await formula.focus();
  await page.keyboard.type('remi');
  await page.getByRole('option', { name: 'remission column' }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type(' ~ Age + IL');
  await page.keyboard.press('Enter');
  await page.keyboard.type(' + (1 | D');
  await page.keyboard.press('Escape');
  expect(await page.getByRole('listbox').count()).toBe(0);
  await page.keyboard.press('Control+Space');
  await page.keyboard.press('Enter');
  await page.keyboard.type(')');
  await expect.poll(() => formula.inputValue()).toBe('remission ~ Age + IL6 + (1 | DID)');
  const equations = page.getByRole('region', { name: 'In equations' });
  await equations.locator('math').first().waitFor();
  await expect.poll(() => equations.textContent()).toContain('DID');
  expect(complaints).toEqual([]);
});

test('a mistake is shown at its place, and left there again when it is mended', async () => {
  const { page } = await hospitalModel();
  const formula = page.getByLabel('Formula', { exact: true });
  await formula.fill('remission ~ Age + * IL6');
  await page.getByText('expected a term after "+"').waitFor();
  await expect.poll(() => page.locator('.caret-text mark').textContent()).toBe('*');
  await formula.fill('remission ~ Age + Il6');
  await page.getByText('no column "Il6"').waitFor();
  await expect.poll(() => page.locator('.caret-text mark').textContent()).toBe('Il6');
  await formula.fill('remission ~ Age + IL6');
  await page.locator('.caret-text').waitFor({ state: 'detached' });
});

test('a logistic model of the hospital put together by choices alone', async () => {
  const { page, complaints } = await hospitalModel();
  const add = async (what: string, value: string): Promise<void> => {
    await page.getByLabel(what, { exact: true }).selectOption(value);
    await page.getByRole('button', { name: `Add: ${what}` }).click();
  };
  await page.getByLabel('What is to be explained').selectOption('remission');
  await page.getByRole('radio', { name: /bernoulli/, checked: true }).waitFor();
  for (const name of ['Age', 'Married', 'IL6']) await add('Predictor', name);
  await add('Interaction', 'Age:IL6');
  await page.getByLabel('How Age enters').selectOption('log');
  await add('Grouping factor', 'DID');
  await page.getByLabel('own effect of IL6').check();
  const formula = page.getByLabel('Formula', { exact: true });
  await expect
    .poll(() => formula.inputValue())
    .toBe('remission ~ log(Age) + Married + IL6 + log(Age):IL6 + (1 + IL6 | DID)');
  const equations = page.getByRole('region', { name: 'In equations' });
  await equations.getByText('Bernoulli').first().waitFor();
  await formula.fill('remission ~ Age + s(IL6) + (1 | DID) + (0 + Age | gr(HID, by = Sex))');
  await page.getByLabel('How IL6 enters').waitFor();
  await expect.poll(() => page.getByLabel('How IL6 enters').inputValue()).toBe('smooth');
  await page.getByText('gr(HID, by = Sex)').last().waitFor();
  await page.getByRole('button', { name: 'Remove Age' }).click();
  await expect
    .poll(() => formula.inputValue())
    .toBe('remission ~ s(IL6) + (1 | DID) + (0 + Age | gr(HID, by = Sex))');
  expect(complaints).toEqual([]);
});

test('an exposure goes in as an offset; what never changes on a ward has no effect of its own there', async () => {
  const { page, complaints } = await openWorkbench(browser, served.address);
  const days = [3, 10, 30, 90];
  const rows = Array.from({ length: 160 }, (_, i) => {
    const expected = days[i % 4] / 5;
    const falls = Math.max(0, Math.round(expected + ((((i * 37) % 11) - 5) / 3) * Math.sqrt(expected)));
    return `${falls},${days[i % 4]},${20 + ((i * 7) % 50)},w${i % 8},${30 + (i % 8)}`;
  });
  const file = Buffer.from(`falls,days,age,ward,beds\n${rows.join('\n')}\n`);
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'falls.csv', mimeType: 'text/csv', buffer: file });
  await page.getByRole('button', { name: 'Go on to the model' }).click();
  await page.getByLabel('What is to be explained').selectOption('falls');
  await page.getByRole('radio', { name: /poisson.*logarithm of .?days/, checked: true }).waitFor();
  const offsets = page.getByLabel('Offset', { exact: true });
  expect(await offsets.locator('option').allTextContents()).not.toContain('falls');
  await page.getByRole('button', { name: /Put the logarithm of .?days/ }).click();
  const formula = page.getByLabel('Formula', { exact: true });
  await expect.poll(() => formula.inputValue()).toBe('falls ~ offset(log(days))');
  await formula.fill('falls ~ age + beds + offset(log(days)) + (1 | ward)');
  await page.getByText('the same in all rows of one').waitFor();
  await expect.poll(() => page.getByLabel('own effect of beds').isDisabled()).toBe(true);
  await expect.poll(() => page.getByLabel('own effect of age').isDisabled()).toBe(false);
  await page.getByRole('button', { name: 'To the fit' }).click();
  await page.getByRole('heading', { name: 'The fit', exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

test('a prior that is edited changes its picture, a wrong one says where', async () => {
  const { page, complaints } = await hospitalModel();
  const formula = page.getByLabel('Formula', { exact: true });
  await formula.fill('remission ~ Age + (1 | DID)');
  await page.getByRole('radio', { name: /bernoulli/, checked: true }).waitFor();
  const priors = page.getByRole('region', { name: 'Priors' });
  const row = priors.getByRole('listitem').filter({ hasText: 'sd_DID' });
  await row.getByText('What it means').click();
  const picture = row.locator('svg');
  await picture.waitFor();
  const before = await picture.innerHTML();
  const prior = row.getByRole('textbox');
  await prior.fill('half_normal(0, x)');
  await row.locator('.trouble-text').getByText('is not a number').waitFor();
  await expect.poll(() => row.locator('mark').textContent()).toBe('x');
  await prior.fill('half_normal(10)');
  await row.getByText(/All else held/).waitFor();
  await expect.poll(async () => (await picture.innerHTML()) === before).toBe(false);
  await priors.getByText('All priors together').click();
  await priors.locator('table').waitFor({ state: 'attached' });
  await row.getByRole('button', { name: /^Back to the usual/ }).click();
  await expect.poll(async () => (await picture.innerHTML()) === before).toBe(true);
  expect(complaints).toEqual([]);
});

test('a table of other columns begins with a model of its own, family too', async () => {
  const { page, complaints } = await hospitalModel();
  const formula = page.getByLabel('Formula', { exact: true });
  await formula.fill('remission ~ Age + (1 | DID)');
  await page.getByRole('radio', { name: /bernoulli/, checked: true }).waitFor();
  await page.getByRole('navigation').getByRole('button', { name: 'Data' }).click();
  const lines = Array.from({ length: 60 }, (_, i) => `${(i * 7) % 5},ward ${i % 6},${20 + i}`);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'falls.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`falls,ward,age\n${lines.join('\n')}\n`),
    });
  await page.getByText('falls.csv').first().waitFor();
  await page.getByRole('navigation').getByRole('button', { name: 'Model' }).click();
  await expect.poll(() => formula.inputValue()).toBe('');
  await page.getByLabel('What is to be explained').selectOption('falls');
  await page.getByRole('radio', { name: /poisson/, checked: true }).waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('names of columns that are markup, keys of objects or run the other way stay names', async () => {
  const { page, complaints } = await openWorkbench(browser, served.address);
  const names = ['__proto__', '<img src=x onerror=alert(1)>', 'עמודה', 'constructor', 'a:b | c'];
  const lines = Array.from({ length: 40 }, (_, i) =>
    [i % 2, i / 7, (i * 3) % 5, i % 8, (i * 5) % 7].join(','),
  );
  const text = `${names.map((name) => `"${name}"`).join(',')}\n${lines.join('\n')}\n`;
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: '<b>.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByRole('heading', { name: 'Columns' }).waitFor();
  await page.getByRole('navigation').getByRole('button', { name: 'Model' }).click();
  await page.getByLabel('What is to be explained').selectOption({ label: '__proto__' });
  for (const label of ['<img src=x onerror=alert(1)>', 'עמודה']) {
    await page.getByLabel('Predictor', { exact: true }).selectOption({ label });
    await page.getByRole('button', { name: 'Add: Predictor' }).click();
  }
  await page.getByLabel('Grouping factor', { exact: true }).selectOption({ label: 'constructor' });
  await page.getByRole('button', { name: 'Add: Grouping factor' }).click();
  await expect
    .poll(() => page.getByLabel('Formula', { exact: true }).inputValue())
    .toBe('__proto__ ~ `<img src=x onerror=alert(1)>` + עמודה + (1 | constructor)');
  await page.getByRole('radio', { name: /bernoulli/, checked: true }).waitFor();
  const equations = page.getByRole('region', { name: 'In equations' });
  await equations.locator('math').first().waitFor();
  await expect.poll(() => equations.textContent()).toContain('<img src=x onerror=alert(1)>');
  await equations.locator('svg').waitFor();
  expect(await page.locator('img').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('a formula of sigma has its own mistakes, and nothing is wider than a phone', async () => {
  const { page, complaints } = await openWorkbench(browser, served.address, {
    viewport: { width: 390, height: 800 },
    // axe's script is none of the page's own
    bypassCSP: true,
  });
  await openExample(page, 'hospital');
  await page.getByRole('navigation').getByRole('button', { name: 'Model' }).click();
  await page.getByLabel('Formula', { exact: true }).fill('mobility ~ Age + (1 | DID)');
  await page.getByText('Further:').click();
  const sigma = page.getByLabel('Formula of sigma');
  await sigma.fill('~ Agee');
  await page.getByText('no column "Agee"').waitFor();
  await sigma.fill('~ Age');
  const equations = page.getByRole('region', { name: 'In equations' });
  await equations.locator('pre', { hasText: 'sigma ~ Age' }).waitFor({ state: 'attached' });
  await expect.poll(() => page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
  const found = (await page.evaluate('axe.run("#work", { resultTypes: ["violations"] })')) as {
    readonly violations: readonly { id: string; impact: string; nodes: { html: string }[] }[];
  };
  const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`)).toEqual([]);
  expect(complaints).toEqual([]);
});
