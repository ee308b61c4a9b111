/** Fits of a session: lengthened, begun from another, renamed, run again and removed; what a reload brings back; browsers without room. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
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

const goTo = (page: Page, step: string): Promise<void> =>
  page.getByRole('navigation').first().getByRole('button', { name: step, exact: true }).click();
const kept = (page: Page): Promise<void> => page.locator('[data-kept=true]').waitFor({ state: 'attached' });
const headed = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { level: 2, name, exact: true }).waitFor();
const digestOn = (page: Page): Promise<string> => page.locator('.digest').innerText();
const draw = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Draw from the posterior', disabled: false }).click();

async function sleepstudyFitted(page: Page): Promise<void> {
  page.setDefaultTimeout(20_000);
  await openExample(page, 'sleepstudy');
  await page.getByRole('button', { name: /Begin with its model/ }).click();
  await goTo(page, 'Fit');
  await page.getByLabel('Draws of each chain', { exact: true }).fill('300');
  await draw(page);
  await headed(page, 'Fit 1');
}

async function drawMore(page: Page, draws: number, all: number): Promise<void> {
  await page.getByLabel('More draws of each chain').fill(String(draws));
  await page.getByRole('button', { name: 'Draw more' }).click();
  await page.getByText(`4 chains of ${all} draws`).waitFor();
}

test('a reload brings back the draws that were there, and they go on as if nothing had been', async () => {
  const { page, complaints } = await openWorkbench(browser, served.address);
  await sleepstudyFitted(page);
  await kept(page);
  await drawMore(page, 50, 350);
  await kept(page);
  await page.reload();
  await page.getByText('4 chains of 350 draws').waitFor();
  await drawMore(page, 50, 400);
  const longer = await digestOn(page);
  await page.getByRole('button', { name: 'Run again Fit 1' }).click();
  await headed(page, 'Fit 1 again (2)');
  await expect.poll(() => digestOn(page)).toBe(longer);

  // what is asked of a fit at once after a reload waits until it is back
  await goTo(page, 'Answers');
  await page.getByText(/One unit more of Days/).waitFor();
  await kept(page);
  await page.reload();
  await page.getByText(/One unit more of Days/).waitFor();
  expect(await page.locator('.notice.trouble').count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('a fit begins where another ended, is renamed, run again alike, told apart and removed', async () => {
  const { page, complaints } = await openWorkbench(browser, served.address);
  await sleepstudyFitted(page);
  await page.getByRole('checkbox', { name: /Begin where the chains ended/ }).check();
  await draw(page);
  await headed(page, 'Fit 2');
  const warm = await digestOn(page);
  await page.getByLabel('Name of Fit 2').fill('warm');
  await page.keyboard.press('Tab');
  await headed(page, 'warm');
  await page.getByRole('button', { name: 'Run again warm' }).click();
  await headed(page, 'warm again (3)');
  await expect.poll(() => digestOn(page)).toBe(warm);
  await goTo(page, 'Answers');
  await page
    .locator('h2 button.opens')
    .filter({ hasText: /^Models/ })
    .click();
  const begun = page.getByRole('row', { name: /Begun where it ended/ });
  await expect.poll(() => begun.getByRole('cell').allInnerTexts()).toEqual(['default', 'Fit 1', 'Fit 1']);

  await goTo(page, 'Fit');
  page.on('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: 'Remove warm again (3)' }).click();
  await headed(page, 'warm');
  // with no fit chosen every step takes the latest
  await goTo(page, 'Predict');
  await page.getByText(/is to be expected/).waitFor();
  await goTo(page, 'Take away');
  await page.getByRole('button', { name: 'Download the fit' }).waitFor();

  // of another table nothing is run again
  await goTo(page, 'Data');
  await page.getByText('Open another table').click();
  await page.getByRole('button', { name: 'cbpp', exact: true }).click();
  await page.getByText('56 rows').first().waitFor();
  await goTo(page, 'Fit');
  const row = page
    .getByRole('row')
    .filter({ hasText: /sleepstudy.*not open now/ })
    .first();
  await row.getByRole('button', { name: /Run again/, disabled: true }).waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

/** The page with a table opened, after something was done to its browser. */
async function openedIn(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(served.address);
  return page;
}

test('a browser that keeps nothing, or has no room, says so once, and the work goes on', async () => {
  const refusing = await browser.newContext();
  await refusing.addInitScript(
    `Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('denied', 'SecurityError') } })`,
  );
  const without = await openedIn(refusing);
  await without.getByText('This browser keeps nothing').waitFor();
  await sleepstudyFitted(without);
  expect(await without.getByText('This browser keeps nothing').count()).toBe(1);
  await refusing.close();

  const small = await browser.newContext();
  const page = await openedIn(small);
  const devtools = await small.newCDPSession(page);
  const quota = { origin: new URL(served.address).origin, quotaSize: 1 };
  await devtools.send('Storage.overrideQuotaForOrigin', quota);
  await sleepstudyFitted(page);
  await page.locator('.keeping .notice').getByText('There is no room').waitFor();
  await drawMore(page, 50, 350);
  expect(await page.getByText('There is no room', { exact: false }).count()).toBeLessThanOrEqual(2); // one of them is read aloud
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: quota.origin });
  await page.getByRole('button', { name: 'Forget everything' }).click();
  await page.getByRole('button', { name: 'Yes, forget it all' }).click();
  await openExample(page, 'sleepstudy');
  await kept(page);
  await page.reload();
  await page.getByRole('heading', { name: 'Columns' }).waitFor();
  await small.close();
});
