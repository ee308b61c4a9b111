import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inFolder, poolwise } from '../cli/poolwise.ts';
import { openBrowser, openWorkbench, type Served, serveWorkbench } from './workbench.ts';

let browser: Browser;
const served = new Map<boolean, Served>();

beforeAll(async () => {
  browser = await openBrowser();
  for (const isolated of [true, false]) served.set(isolated, await serveWorkbench({ isolated }));
});

afterAll(async () => {
  await browser?.close();
  for (const server of served.values()) await server.close();
});

const formula = 'remission ~ Age + LengthofStay + (1 | DID)';
const family = 'bernoulli';

/** What the page was rendered with, where preact keeps it on the page's element. */
const props = "document.getElementById('page').__k.__k[0].props";

interface Wanted {
  readonly isolated?: boolean;
  readonly chains?: number;
  readonly draws?: number;
}

/** The fit step with the hospital's logistic model in it. */
async function fitStep({
  isolated = true,
  chains = 2,
  draws = 1000,
}: Wanted): Promise<{ page: Page; complaints: string[] }> {
  const { page, complaints } = await openWorkbench(browser, served.get(isolated)?.address ?? '');
  page.setDefaultTimeout(120_000);
  await page.getByRole('button', { name: 'hospital' }).first().click();
  await page.evaluate(`new Promise((read) => {
    const { store } = ${props};
    const look = () => store.get().data !== null && read();
    store.subscribe(look);
    look();
  })`);
  await page.evaluate(`${props}.store.change((session) => ({ ...session, step: 'fit',
    draft: { ...session.draft, formula: ${JSON.stringify(formula)}, family: '${family}' } }))`);
  await page.getByLabel('Chains', { exact: true }).fill(String(chains));
  await page.getByLabel('Draws of each chain', { exact: true }).fill(String(draws));
  await page.getByLabel('Seed', { exact: true }).fill('e2e');
  return { page, complaints };
}

const start = (page: Page) => page.getByRole('button', { name: 'Draw from the posterior' }).click();
const digestOn = (page: Page) => page.locator('.digest').innerText();

test("the hospital's logistic fit has the draws of the command, and more draws those of a longer one", async () => {
  const { page, complaints } = await fitStep({ chains: 4 });
  await start(page);
  await page.getByRole('heading', { name: 'Fit 1', exact: true }).waitFor();
  const digest = await digestOn(page);
  await page.getByLabel('More draws of each chain').fill('50');
  await page.getByRole('button', { name: 'Draw more' }).click();
  await page.getByText('4 chains of 1,050 draws').waitFor();
  const longer = await digestOn(page);
  await inFolder(async (folder) => {
    const run = (...args: string[]) => poolwise([...args, '--quiet'], folder);
    const digestOf = async (fit: string) =>
      (await poolwise(['summary', fit, '--digest'], folder)).stdout.trim();
    await poolwise(['simulate', 'hospital', '--out', 'hospital.csv'], folder);
    const asked = ['--family', family, '--chains', '4', '--draws', '1000', '--seed', 'e2e'];
    await run('fit', 'hospital.csv', formula, ...asked, '--out', 'fit');
    expect(await digestOf('fit')).toBe(digest);
    await run('extend', 'fit', '--draws', '50', '--out', 'longer');
    expect(await digestOf('longer')).toBe(longer);
  });
  expect(complaints).toEqual([]);
});

for (const isolated of [true, false])
  test(`${isolated ? 'with' : 'without'} shared memory draws are shown live, and stopping keeps them`, async () => {
    const { page, complaints } = await fitStep({ isolated, draws: 4000 });
    await expect.poll(() => page.evaluate('crossOriginIsolated')).toBe(isolated);
    await start(page);
    await page.getByRole('img', { name: /b_Age: draws of every chain/ }).waitFor();
    expect(await page.locator('.chains tbody tr').count()).toBe(2);
    await page.getByRole('button', { name: 'Stop, keep the draws so far' }).click();
    await page.getByText('Stopped by you').waitFor();
    const kept = await page.locator('.facts dd').first().innerText();
    expect(Number(/of ([\d,]+) draws/.exec(kept)?.[1].replace(',', ''))).toBeGreaterThan(3);
    expect(complaints).toEqual([]);
  });

test('a computing thread that dies in mid-fit is told of, and the fit can be made again', async () => {
  const { page } = await fitStep({ draws: 4000 });
  await start(page);
  await page.getByRole('button', { name: 'Stop, keep the draws so far' }).waitFor();
  await page.locator('.chains tbody progress[value]:not([value="0"])').first().waitFor();
  await page.evaluate(`${props}.analysis.restart()`);
  await page.getByText('The computing thread of this page ended').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe('The fit');
});

test('a reload while it draws says so, and the same draws come again by a button', async () => {
  const { page, complaints } = await fitStep({ draws: 20_000 });
  await start(page);
  await page.getByRole('img', { name: /b_Age: draws of every chain/ }).waitFor();
  await page.reload();
  await page.getByText(/Fit 1.* was being drawn when the page was left/).waitFor();
  await page.getByRole('button', { name: 'Draw it again', disabled: false }).click();
  await page.getByRole('heading', { name: 'Fit 1: drawing' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Nothing of this fit was kept.').waitFor();
  await page.locator('[data-kept=true]').waitFor({ state: 'attached' });
  await page.reload();
  await page.getByRole('button', { name: 'Draw from the posterior', disabled: false }).waitFor();
  expect(await page.getByText('when the page was left').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('a chain whose thread dies is told of, and cancelling keeps nothing', async () => {
  // threads that share no memory hear messages while they draw, so that one can be made to fail
  const { page } = await fitStep({ isolated: false, draws: 4000 });
  await start(page);
  await page.getByRole('img', { name: /b_Age: draws of every chain/ }).waitFor();
  const [thread] = page.workers().filter((worker) => worker.url().includes('pageWorker'));
  await thread.evaluate("setTimeout(() => { throw new Error('out of memory') })");
  await page.getByText('A thread that drew a chain ended').waitFor();
  await page.getByText('out of memory').waitFor();
  await page.getByRole('button', { name: 'Try again', exact: true }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Nothing of this fit was kept.').waitFor();
  expect(await page.getByText('Fits of this session').count()).toBe(0);
});

test('what is missing is said, and a model that cannot be fitted leads back to it', async () => {
  const { page } = await openWorkbench(browser, served.get(true)?.address ?? '');
  await page.getByRole('navigation').getByRole('button', { name: 'Fit' }).click();
  await page.getByText('There is no table yet').waitFor();
  const broken = await fitStep({});
  const draws = broken.page.getByLabel('Draws of each chain');
  const kept = await draws.inputValue();
  await draws.fill('-5');
  await broken.page.getByRole('button', { name: 'Draw from the posterior', disabled: false }).click();
  await broken.page.getByText('a whole number from 1 to').waitFor();
  await expect.poll(() => draws.evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true);
  expect(await broken.page.getByRole('heading', { name: 'Fit 1' }).count()).toBe(0);
  await draws.fill(kept);
  await broken.page.evaluate(
    `${props}.store.change((session) => ({ ...session, draft: { ...session.draft, formula: 'remission ~ Agee' } }))`,
  );
  await broken.page.getByRole('alert').filter({ hasText: 'Agee' }).waitFor();
  await expect
    .poll(() => broken.page.getByRole('button', { name: 'Draw from the posterior' }).isDisabled())
    .toBe(true);
});

test('a chain whose thread ends without a word is told of after a while, and the rest can be used', async () => {
  const { page } = await fitStep({ isolated: false, draws: 4000 });
  await page.clock.install();
  await start(page);
  await page.getByRole('img', { name: /b_Age: draws of every chain/ }).waitFor();
  for (const thread of page.workers().filter((worker) => worker.url().includes('pageWorker')))
    await thread.evaluate('close()');
  await page.clock.runFor(25_000);
  await page.getByText('Nothing was heard of this fit').waitFor();
  await page.getByRole('button', { name: 'End it now' }).click();
  await page.getByText('The computing thread of this page ended').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Draw from the posterior', disabled: false }).waitFor();
});

test('a fit that diverges is told of in words first, with causes and ways on', async () => {
  const { page } = await openWorkbench(browser, served.get(true)?.address ?? '');
  page.setDefaultTimeout(60_000);
  // few groups, hardly apart: a funnel for NUTS on the model as it is, in long steps
  const rows = Array.from({ length: 24 }, (_, i) => `${Math.sin(12.9 * i).toFixed(3)},g${i % 4}`);
  const few = { name: 'few.csv', mimeType: 'text/csv', buffer: Buffer.from(`y,g\n${rows.join('\n')}\n`) };
  await page.locator('input[type=file]').first().setInputFiles(few);
  await page.getByRole('heading', { name: 'Columns' }).waitFor();
  const goTo = (step: string) => page.getByRole('navigation').getByRole('button', { name: step }).click();
  await goTo('Model');
  await page.getByLabel('Formula', { exact: true }).fill('y ~ 1 + (1 | g)');
  await page.getByRole('heading', { name: 'In equations' }).waitFor();
  await goTo('Fit');
  await page.getByText('More settings').click();
  await page.getByLabel('Sampler').selectOption('nuts');
  await page.getByLabel('Target acceptance').fill('0.6');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Draw from the posterior', disabled: false }).click();
  await page.getByRole('heading', { name: 'Fit 1', exact: true }).waitFor();
  const said = await page.getByRole('region', { name: 'Fit 1' }).innerText();
  const order = [
    'Do not trust these draws yet',
    'diverged',
    'Why, probably',
    'funnel',
    'See what the data say',
  ];
  const places = order.map((words) => said.indexOf(words));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Fit again with smaller steps' }).click();
  await page.getByRole('heading', { name: 'Fit 1, smaller steps', exact: true }).waitFor();
  expect(await page.getByText('Fits of this session').count()).toBe(1);
});
