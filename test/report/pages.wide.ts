/** Every page of ours in Debian's Chromium: readable by a screen reader, on a phone, in the dark and on paper. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { laplace } from '../../models/likelihood/laplace.ts';
import { compare } from '../../src/report/compare.ts';
import { compareFile } from '../../src/report/compareFile.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { laplaceReport } from '../../src/report/laplaceReport.ts';
import { compareHtml } from '../../src/report/page/compareHtml.ts';
import { reportHtml } from '../../src/report/page/htmlReport.ts';
import { laplaceHtml } from '../../src/report/page/laplaceHtml.ts';
import { hostileModel, madeUpFit, manyGroups, shortFit } from './fits.ts';

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poolwise-pages-'));
  const model = hostileModel();
  const fit = await shortFit(model);
  const result = laplace(model);
  const { parameters, verdict, tails } = compare(fit, result);
  const { formula, family, notes } = model;
  const file = compareFile({ formula, family, notes, approximation: 'Laplace' }, parameters, verdict, tails);
  const many = madeUpFit(manyGroups(40), 4, 400);
  const pages = {
    posterior: reportHtml(fitFile(fit), fit),
    groups: reportHtml(fitFile(many), many),
    laplace: laplaceHtml(laplaceReport(result)),
    compare: compareHtml([{ file, draws: null }], fit.draws),
  };
  for (const [name, text] of Object.entries(pages)) await writeFile(join(folder, `${name}.html`), text);
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Look {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

/** Opens a page as a reader would; its own policy forbids scripts, axe's among them, so that is set aside. */
async function open(name: string, { width, colorScheme }: Look): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme,
    bypassCSP: true,
  });
  const page = await context.newPage();
  await page.goto(`file://${join(folder, `${name}.html`)}`);
  return page;
}

/** What axe finds that is serious or worse, each with an element that has it. */
async function faults(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
  const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  const { violations } = found as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  };
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`);
}

const looks: readonly Look[] = [390, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

describe.each(['posterior', 'groups', 'laplace', 'compare'])('the page %s', (name) => {
  test.each(name === 'groups' ? looks.slice(0, 1) : looks)(
    'is open to all at $width pixels, $colorScheme',
    async (look) => {
      const page = await open(name, look);
      expect(await faults(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
      await page.context().close();
    },
  );

  test('comes on paper with all that is folded up', async () => {
    const page = await open(name, { width: 1280, colorScheme: 'light' });
    await page.emulateMedia({ media: 'print' });
    const hidden = await page.evaluate(
      '[...document.querySelectorAll("details > :not(summary)")].filter((one) => one.getBoundingClientRect().height === 0).length',
    );
    expect(hidden).toBe(0);
    expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(10_000);
    await page.context().close();
  });
});

test('tables and long equations are reached by the keyboard', async () => {
  const page = await open('posterior', { width: 390, colorScheme: 'light' });
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
  const reach = await page.evaluate(
    '[...document.querySelectorAll("main *")].filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "auto").every((one) => one.tabIndex === 0 && one.getAttribute("aria-label"))',
  );
  expect(reach).toBe(true);
  await page.context().close();
});
