/**
 * The workbench in Debian's Chromium: what it weighs, when it can be used, a fit of the hospital (4 chains of 1000 draws) beside the
 * command's, how long the page is ever busy while chains run, and a million rows.
 * @example npm run bench:app
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { serveApp } from '../src/cli/appServer.ts';
import { type Chunks, readChunks, sizeOf, stagesOf } from './appChunks.ts';
import { busyWarning, machineLine, thisMachine } from './machine.ts';

const folder = fileURLToPath(new URL('../app/', import.meta.url));
const command = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));
const formula = 'remission ~ Age + Married + IL6 + (1 | DID)';

/** Runs before the page's own programs: when its first button can be pressed, and how long frames and tasks last. */
const watch = `
  window.watched = { usable: null, frame: 0, task: 0 };
  const look = () => {
    if (document.querySelector('main button') !== null) window.watched.usable = performance.now();
    else requestAnimationFrame(look);
  };
  look();
  let last = performance.now();
  const frame = (now) => {
    window.watched.frame = Math.max(window.watched.frame, now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.watched.task = Math.max(window.watched.task, duration);
  }).observe({ type: 'longtask' });
`;

interface Watched {
  /** Milliseconds after the address was asked for. */
  readonly usable: number | null;
  /** The longest, in milliseconds; of a task 0 where none took 50. */
  readonly frame: number;
  readonly task: number;
}

const machine = thisMachine();
console.log(`${machineLine(machine)}${busyWarning(machine)}\n`);
const chunks = readChunks(folder);
printSizes(chunks);

const scratch = await mkdtemp(join(tmpdir(), 'poolwise-'));
const server = await serveApp({ folder, port: 0 });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  await printUsable(browser);
  await printFits(browser);
  await printMillion(browser);
} finally {
  await Promise.all([browser.close(), server.close(), rm(scratch, { recursive: true })]);
}

function printSizes(chunks: Chunks): void {
  const { page, table, fit, others } = stagesOf(chunks);
  console.log('kB gzipped, with all that is fetched before');
  for (const [words, names] of [
    ['the page', page],
    ['a table', table],
    ['its model, a fit and its verdict (wanted 300)', fit],
    ['everything but Parquet, Arrow, XLSX', others],
    ['everything', chunks.keys()],
  ] as const)
    console.log(`  ${words.padEnd(48)} ${kilobytes(sizeOf(names, chunks))}`);
  console.log('\nits largest files');
  for (const { name, gzipped } of [...chunks.values()].sort((a, b) => b.gzipped - a.gzipped).slice(0, 12))
    console.log(`  ${name.padEnd(48)} ${kilobytes(gzipped)}`);
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1).padStart(6);
}

async function opened(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(server.address);
  await page.waitForFunction('window.watched.usable !== null');
  return page;
}

function watched(page: Page): Promise<Watched> {
  return page.evaluate('window.watched');
}

function watchAnew(page: Page): Promise<unknown> {
  return page.evaluate('window.watched.frame = window.watched.task = 0');
}

async function printUsable(browser: Browser): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const page = await opened(browser);
    times.push((await watched(page)).usable ?? Number.NaN);
    await page.context().close();
  }
  console.log(
    `\nusable after ${median(times).toFixed(0)} ms (median of ${times.length} first visits, wanted 1500)`,
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Wall seconds of the whole command: start, reading, chains, summary. */
function commandSeconds(csv: string): number {
  const from = performance.now();
  const args = [command, 'fit', csv, formula, '--family', 'bernoulli', '--quiet'];
  execFileSync(process.execPath, args, { stdio: 'ignore' });
  return (performance.now() - from) / 1000;
}

function go(page: Page, step: string): Promise<void> {
  return page.getByRole('navigation').first().getByRole('button', { name: step, exact: true }).click();
}

/** From the button to the verdict, and what the page was busy with meanwhile. */
async function pageFit(page: Page, which: number): Promise<Watched & { readonly seconds: number }> {
  await go(page, 'Fit');
  const start = page.getByRole('button', { name: 'Draw from the posterior', disabled: false });
  await start.waitFor();
  await watchAnew(page);
  const from = performance.now();
  await start.click();
  await page.getByRole('heading', { name: `Fit ${which}`, exact: true }).waitFor({ timeout: 120_000 });
  return { ...(await watched(page)), seconds: (performance.now() - from) / 1000 };
}

async function printFits(browser: Browser): Promise<void> {
  const csv = join(scratch, 'hospital.csv');
  execFileSync(process.execPath, [command, 'simulate', 'hospital', '--seed', '1', '--out', csv]);
  const page = await opened(browser);
  await page.locator('input[type=file]').first().setInputFiles(csv);
  await page.getByRole('heading', { name: 'Columns' }).waitFor();
  await go(page, 'Model');
  await page.getByLabel('Formula', { exact: true }).fill(formula);
  await page
    .getByRole('radio', { name: /bernoulli/ })
    .first()
    .check();
  await page.getByRole('heading', { name: 'In equations' }).waitFor();
  const fits: { readonly page: number; readonly command: number; readonly task: number }[] = [];
  for (let i = 1; i <= 3; i++) {
    const { seconds, task } = await pageFit(page, i);
    fits.push({ page: seconds, command: commandSeconds(csv), task });
  }
  console.log(
    '\nhospital, bernoulli, 4 chains of 1000: seconds in the page, of the command, ratio (wanted 1.3), longest task',
  );
  for (const { page, command, task } of fits)
    console.log(
      `  ${page.toFixed(2)} ${command.toFixed(2)} ${(page / command).toFixed(2)}  ${task === 0 ? 'under 50 ms' : `${task.toFixed(0)} ms`}`,
    );
  await page.context().close();
}

async function printMillion(browser: Browser): Promise<void> {
  const csv = join(scratch, 'million.csv');
  const rows = Array.from({ length: 1e6 }, (_, i) => `${(i * 7919) % 1000},${i % 17},g${i % 400}\n`);
  await writeFile(csv, `y,x,g\n${rows.join('')}`);
  const page = await opened(browser);
  await watchAnew(page);
  const from = performance.now();
  await page.locator('input[type=file]').first().setInputFiles(csv);
  await page.getByRole('heading', { name: 'Columns' }).waitFor({ timeout: 120_000 });
  const { task } = await watched(page);
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(
    `\na million rows of 3 columns: ${seconds} s, longest task of the page ${task.toFixed(0)} ms (0: under 50)`,
  );
}
