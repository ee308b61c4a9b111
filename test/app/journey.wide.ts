/** Whole sessions in a browser whose every request is on record: by keyboard alone, with hostile names, and through mishaps. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type StaticServer, serveFolder } from './staticServer.ts';
import { type Opened, openBrowser, openExample, openWorkbench } from './workbench.ts';

const built = fileURLToPath(new URL('../../dist/app', import.meta.url));
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let server: StaticServer;
let browser: Browser;
let axeText: string;
let folder: string;
/** What was asked of anybody, by pages, workers and service workers. */
const asked: { readonly method: string; readonly url: string }[] = [];

beforeAll(async () => {
  const headers = JSON.parse(await readFile(join(built, 'headers.json'), 'utf8'));
  [server, browser, axeText, folder] = await Promise.all([
    serveFolder(built, '/workbench/', headers),
    openBrowser(),
    readFile(axe, 'utf8'),
    mkdtemp(join(tmpdir(), 'poolwise-journey-')),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function opened(): Promise<Opened> {
  const found = await openWorkbench(browser, server.address);
  found.page.setDefaultTimeout(20_000);
  found.context.on('request', (request) => asked.push({ method: request.method(), url: request.url() }));
  return found;
}

/** Nothing goes out: files of the page are asked for by GET, and nobody else is asked. */
afterEach(() => {
  const own = [server.address, `blob:${new URL(server.address).origin}/`, 'data:'];
  expect(
    asked.filter(({ method, url }) => method !== 'GET' || !own.some((from) => url.startsWith(from))),
  ).toEqual([]);
  expect(
    server.log.filter(({ method, status, url }) => method !== 'GET' || status !== 200 || url.includes('?')),
  ).toEqual([]);
});

/** Serious faults that axe finds, in light and in dark, on a phone and a desk; and whether the page must be pushed sideways. */
async function faults(page: Page, step: string): Promise<string[]> {
  const found: string[] = [];
  for (const [width, colorScheme] of [
    [390, 'dark'],
    [1280, 'light'],
    [2560, 'light'],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    // pictures of the width before are dimmed until new ones have come
    await page.waitForTimeout(300);
    await expect.poll(() => page.locator('.before, .stale').count()).toBe(0);
    const ids = await page.evaluate(
      `${axeText}; axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200)))`,
    );
    found.push(...(ids as string[]).map((text) => `${step}, ${width}: ${text}`));
    const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    if (beyond !== 0) found.push(`${step}, ${width}: ${beyond} pixels wider than the screen`);
  }
  return found;
}

/** Goes on by Tab until the name of what has the focus begins so; Enter presses it. */
async function press(page: Page, name: string, key = 'Enter'): Promise<void> {
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(
      `(() => { const one = document.activeElement; return !one.disabled && (one.getAttribute('aria-label') ?? one.textContent).trim().startsWith(${JSON.stringify(name)}); })()`,
    );
    if (found) return page.keyboard.press(key);
  }
  throw new Error(`the keyboard does not reach "${name}"`);
}

/** Goes on by Tab until a list of choices so called has the focus, and chooses by typing. */
async function choose(page: Page, label: string, value: string): Promise<void> {
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(
      `(() => { const { labels, ariaLabel } = document.activeElement; return (ariaLabel ?? labels?.[0]?.textContent ?? '').trim().startsWith(${JSON.stringify(label)}); })()`,
    );
    if (found) return typeChoice(page, value);
  }
  throw new Error(`the keyboard does not reach "${label}"`);
}

/** A list takes letters that come a second apart for the beginnings of two words: typed again then, after a while. */
async function typeChoice(page: Page, value: string): Promise<void> {
  const chosen = '(document.activeElement.selectedOptions?.[0]?.textContent ?? "").trim()';
  await expect
    .poll(
      async () => {
        await page.keyboard.type(value);
        return page.evaluate(chosen);
      },
      { interval: 1500 },
    )
    .toMatch(new RegExp(`^${value}`));
}

const at = (page: Page, heading: string): Promise<void> =>
  page.getByRole('heading', { level: 1, name: heading }).waitFor();

const goTo = (page: Page, step: string): Promise<void> =>
  page.getByRole('navigation').first().getByRole('button', { name: step, exact: true }).click();

test('from an example to its report by keyboard alone; each step open to all; a reload brings it back', async () => {
  const { page, complaints } = await opened();
  const found: string[] = [];
  await press(page, 'sleepstudy');
  await page.getByRole('heading', { name: 'Columns' }).waitFor();
  found.push(...(await faults(page, 'data')));
  await press(page, 'Begin with its model');
  await at(page, 'The model');
  await page.getByRole('heading', { name: 'In equations' }).waitFor();
  found.push(...(await faults(page, 'model')));
  await press(page, 'Fit');
  await at(page, 'The fit');
  await page.getByRole('button', { name: 'Draw from the posterior', disabled: false }).waitFor();
  await press(page, 'Draw from the posterior');
  await page.getByText('The draws can be trusted').first().waitFor();
  found.push(...(await faults(page, 'fit')));
  await press(page, 'See what the data say');
  await at(page, 'What the data say');
  await page.getByText(/One unit more of Days/).waitFor();
  found.push(...(await faults(page, 'answers')));
  await press(page, 'Predict');
  await at(page, 'A new row');
  const expected = page.getByText(/is to be expected/);
  const before = await expected.innerText();
  await press(page, 'Days, slider', 'ArrowRight');
  await expect.poll(() => expected.innerText()).not.toBe(before);
  found.push(...(await faults(page, 'predict')));
  await press(page, 'Take away');
  await at(page, 'To take away');
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download the report')]);
  const report = join(folder, 'report.html');
  await download.saveAs(report);
  expect(await readFile(report, 'utf8')).toContain('Reaction ~ Days + (Days | Subject)');
  found.push(...(await faults(page, 'take away')));
  await press(page, 'How it works');
  await at(page, 'How it works');
  found.push(...(await faults(page, 'teaching')));
  await page.reload();
  await at(page, 'How it works');
  await goTo(page, 'Answers');
  await page.getByText(/One unit more of Days/).waitFor();
  expect(found).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

/** Falls of patients of wards, over so many days. */
function falls(): string {
  const lines = Array.from({ length: 96 }, (_, i) => {
    const [ward, age, days] = [i % 12, 50 + ((i * 17) % 41), 2 + ((i * 5) % 9)];
    const count = Math.floor(days * (0.1 + 0.006 * (age - 50) + 0.03 * (ward % 4)) + ((i * 7) % 10) / 10);
    return `${count},ward ${ward},${age},${days}`;
  });
  return `falls,ward,age,days\n${lines.join('\n')}\n`;
}

test('a file of one’s own to rates by choices alone, by keyboard alone', async () => {
  const { page, complaints } = await opened();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(page, 'Choose a file')]);
  await chooser.setFiles({ name: 'falls.csv', mimeType: 'text/csv', buffer: Buffer.from(falls()) });
  await page.getByRole('heading', { name: 'Columns' }).waitFor();
  await press(page, 'Go on to the model');
  await at(page, 'The model');
  await choose(page, 'What is to be explained', 'falls');
  await page.getByRole('radio', { name: /poisson/, checked: true }).waitFor();
  await choose(page, 'Predictor', 'age');
  await press(page, 'Add: Predictor');
  await choose(page, 'Grouping factor', 'ward');
  await press(page, 'Add: Grouping factor');
  await choose(page, 'Offset', 'logarithm of days');
  await press(page, 'Add: Offset');
  const formula = page.getByLabel('Formula', { exact: true });
  await expect.poll(() => formula.inputValue()).toBe('falls ~ age + offset(log(days)) + (1 | ward)');
  await press(page, 'Fit');
  await at(page, 'The fit');
  await page.getByRole('button', { name: 'Draw from the posterior', disabled: false }).waitFor();
  await press(page, 'Draw from the posterior');
  await page.getByText('The draws can be trusted').first().waitFor();
  await press(page, 'See what the data say');
  await page.getByText(/One unit more of age/).waitFor();
  await press(page, 'Predict');
  await page.getByText(/is to be expected/).waitFor();
  await press(page, 'Take away');
  await at(page, 'To take away');
  await page.getByText('offset(log(days))').first().waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

const evil = '<img src=x onerror="window.hacked=1">';
const turned = '\u202Eesrever';

/** Rows of an outcome, a predictor and a group whose names and levels are markup, programs and turned text. */
function hostileCsv(): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const levels = [
    '<script>window.hacked=1</script>',
    '__proto__',
    'constructor',
    turned,
    '</svg><b>x</b>',
    '{{x}}',
  ];
  const rows = Array.from({ length: 120 }, (_, i) =>
    [Math.sin(i * 7) + (i % 6) / 2, Math.cos(i * 3), quoted(levels[i % 6])].join(','),
  );
  return [[evil, '__proto__', turned].map(quoted).join(','), ...rows].join('\n');
}

test('names, levels and a file name that are markup stay text on every step and in the report', async () => {
  const { page, complaints } = await opened();
  const name = '<svg onload=window.hacked=1> & __proto__.csv';
  const file = { name, mimeType: 'text/csv', buffer: Buffer.from(hostileCsv()) };
  await page.locator('input[type=file]').first().setInputFiles(file);
  await page.getByRole('heading', { name: 'Columns' }).waitFor();
  await goTo(page, 'Model');
  await page.getByLabel('Formula', { exact: true }).fill(`\`${evil}\` ~ \`__proto__\` + (1 | \`${turned}\`)`);
  await page.getByRole('heading', { name: 'In equations' }).waitFor();
  await goTo(page, 'Fit');
  await page.getByRole('button', { name: 'Draw from the posterior', disabled: false }).click();
  await page.getByRole('button', { name: 'See what the data say' }).click();
  await page.getByText(/One unit more of __proto__/).waitFor();
  await goTo(page, 'Predict');
  await page.getByText(/is to be expected/).waitFor();
  await goTo(page, 'Take away');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the report' }).click(),
  ]);
  const report = join(folder, 'hostile.html');
  await download.saveAs(report);
  for (const step of ['Data', 'Model', 'Fit', 'Answers', 'Predict', 'Take away']) {
    await goTo(page, step);
    await page.waitForTimeout(300);
    expect(await page.evaluate(injected), step).toEqual([]);
  }
  expect(complaints).toEqual([]);
  await page.goto(`file://${report}`);
  expect(await page.evaluate(injected), 'report').toEqual([]);
  asked.splice(0, asked.length, ...asked.filter(({ url }) => !url.startsWith('file:')));
  await page.context().close();
});

/** What markup in a name would have left. */
const injected = `[...document.querySelectorAll('[onerror], [onload], img[src="x"], body script, b')].filter((one) => !one.matches('script[src]')).map((one) => one.outerHTML).concat(window.hacked ?? [])`;

test('a mistyped formula, an empty file, no table at all and a dead thread each leave a way on', async () => {
  const { page } = await opened();
  const choose = (name: string, content: string | Buffer): Promise<void> =>
    page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name, mimeType: '', buffer: Buffer.from(content) });
  await choose('empty.csv', '');
  await page.getByText('empty.csv is empty').waitFor();
  await choose('noise.bin', Buffer.from(Uint8Array.from({ length: 4000 }, (_, i) => (i * 167) % 256)));
  await page.getByText(/could not be read/).waitFor();
  await openExample(page, 'sleepstudy');
  await goTo(page, 'Model');
  await page.getByLabel('Formula', { exact: true }).fill('Reaction ~ Day');
  await page
    .getByText(/Did you mean "Days"/)
    .first()
    .waitFor();
  await page.getByLabel('Formula', { exact: true }).fill('Reaction ~ Days + (1 | Subject)');
  await page.getByRole('heading', { name: 'In equations' }).waitFor();
  const [worker] = page.workers();
  await worker.evaluate('setTimeout(() => { throw new Error("killed") })');
  await goTo(page, 'Fit');
  await page.getByRole('button', { name: 'Draw from the posterior', disabled: false }).click();
  await page.getByText('The draws can be trusted').first().waitFor();
  await page.context().close();
});
