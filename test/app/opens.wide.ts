import type { Browser } from 'playwright-core';
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

test('the example is read by the worker', async () => {
  const { page, complaints } = await openWorkbench(browser, served.address);
  await openExample(page, 'hospital');
  await expect.poll(() => page.locator('.data-head').textContent()).toContain('8,525 rows');
  expect(complaints).toEqual([]);
});
