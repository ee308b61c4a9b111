/** The teaching view in a browser: pooling between its two ends, trajectories on a fit of one's own, what R-hat sees. Needs `npm run build`. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { csvOf, openFitted } from './fitted.ts';
import { openBrowser, openWorkbench, type Served, serveWorkbench } from './workbench.ts';

let server: Served;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  [server, browser] = await Promise.all([serveWorkbench(), openBrowser()]);
  ({ page, complaints } = await openWorkbench(browser, server.address));
  page.setDefaultTimeout(20_000);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const slide = (label: string, value: number): Promise<void> => page.getByLabel(label).fill(String(value));

/** Own mean, partial, its sd and complete of every group, once the slider's answer has come. */
async function pooledRows(): Promise<number[][]> {
  const table = page.getByRole('region', { name: 'Partial pooling' }).locator('table');
  const texts = await table
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')),
    );
  return texts.map((row) =>
    row.map((text) => Number(text.replace(/[−,%]/gu, (c: string) => (c === '−' ? '-' : '')))),
  );
}

async function pullsBetween(): Promise<void> {
  await page.getByText('The numbers behind this picture').click();
  await slide('Prior sd between groups', 0);
  await expect
    .poll(async () => (await pooledRows()).every(([, partial, , all]) => partial === all))
    .toBe(true);
  await slide('Prior sd between groups', 2);
  await expect.poll(async () => (await pooledRows()).every(([own, partial]) => partial === own)).toBe(true);
  await slide('Prior sd between groups', 0.3);
  await expect
    .poll(async () =>
      (await pooledRows()).every(
        ([own, partial, , all]) => Math.abs(partial - all) < Math.abs(own - all) || own === all,
      ),
    )
    .toBe(true);
}

test('eight schools: estimates move from one mean for all to a mean each', async () => {
  await page.getByRole('button', { name: 'How it works' }).click();
  await page.getByText('Eight schools (Rubin 1981)').waitFor();
  await pullsBetween();
  await expect.poll(() => pooledRows()).toHaveLength(8);
});

test('R-hat sees chains that were moved apart, and few effective draws', async () => {
  await slide('Chains apart, in sds', 0);
  await page.getByText('nothing speaks against these chains').waitFor();
  await slide('Chains apart, in sds', 0.6);
  await page.getByText('these chains have not found the same distribution').waitFor();
});

const picture = (): Locator => page.locator('section[aria-labelledby=leapfrog] svg');

/** The energy error that the page tells. */
async function energyError(): Promise<number> {
  const text = await page.getByText(/^Energy error at the end/).innerText();
  return Math.abs(Number(text.replace('−', '-').match(/: (-?[\d.]+)/)?.[1]));
}

test('trajectories on a fit of one’s own, seen in two chosen parameters; its groups are pooled', async () => {
  await page.getByRole('button', { name: 'Data', exact: true }).click();
  await openFitted(page, { name: 'sleep.csv', text: await csvOf('app/public/examples/sleepstudy.csv') }, [
    {
      id: 'own',
      name: 'nights',
      draft: { formula: 'Reaction ~ Days + (1 | Subject)', family: 'gaussian' },
      sampling: { draws: 200, chains: 2 },
    },
  ]);
  await page.evaluate(
    `document.getElementById('page').__k.__k[0].props.store.change((session) => ({ ...session, draft: session.fits[0].draft }))`,
  );
  await page.getByRole('button', { name: 'How it works' }).click();
  await page.getByText('means of the outcome by group').waitFor();
  await pullsBetween();
  await expect.poll(() => pooledRows()).toHaveLength(18);

  await expect.poll(() => picture().locator('circle').count()).toBe(400 + 21);
  await expect
    .poll(() => picture().locator('desc').textContent())
    .toMatch(/across is the effect of Subject \S+, up is the sd of Intercept over Subject/);
  await page.getByLabel('Across').selectOption('b_Days');
  await page.getByLabel('Up', { exact: true }).selectOption('b_Intercept');
  await expect.poll(() => picture().locator('desc').textContent()).toContain('the coefficient of Days');
  await slide('Step size', 0.1);
  await expect.poll(energyError).toBeLessThan(0.1);
  await slide('Step size', 1.2);
  await page.getByText('The trajectory diverged').waitFor();
  await slide('Step size', 0.1);
  const begun = await picture().locator('circle.f2').getAttribute('cx');
  await page.getByRole('button', { name: 'Begin elsewhere' }).click();
  await expect.poll(() => picture().locator('circle.f2').getAttribute('cx')).not.toBe(begun);
});

test('nothing is wider than a phone', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  expect(complaints).toEqual([]);
});
