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
import { type LongestTask, tracedTask } from './appTrace.ts';
import { busyWarning, machineLine, thisMachine } from './machine.ts';

const folder = fileURLToPath(new URL('../app/', import.meta.url));
const command = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));
/** Groups of which the page shows a table and a picture. */
const levels = 5000;
const formula = 'remission ~ Age + Married + IL6 + (1 | DID)';

/** Runs before the page's own programs: when its first button can be pressed, in milliseconds after the address was asked for. */
const watch = `
  const look = () => {
    if (document.querySelector('main button') !== null) window.usable = performance.now();
    else requestAnimationFrame(look);
  };
  look();
`;

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
  await printLevels(browser);
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
  await page.waitForFunction('window.usable !== undefined');
  return page;
}

async function printUsable(browser: Browser): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const page = await opened(browser);
    times.push(await page.evaluate<number>('window.usable'));
    await page.context().close();
  }
  console.log(
    `\nusable after ${median(times).toFixed(0)} ms (median of ${times.length} first visits, wanted 1500)`,
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Wall seconds of a command of poolwise, its start included. */
function commandSeconds(...args: readonly string[]): number {
  const from = performance.now();
  execFileSync(process.execPath, [command, ...args], { stdio: 'ignore' });
  return (performance.now() - from) / 1000;
}

function go(page: Page, step: string): Promise<void> {
  return page.getByRole('navigation').first().getByRole('button', { name: step, exact: true }).click();
}

async function openFile(page: Page, csv: string): Promise<void> {
  await page.locator('input[type=file]').first().setInputFiles(csv);
  await page.getByRole('heading', { name: 'Columns' }).waitFor({ timeout: 120_000 });
}

/** Seconds from the button to the verdict. */
async function pageFit(page: Page, which: number): Promise<number> {
  await go(page, 'Fit');
  const start = page.getByRole('button', { name: 'Draw from the posterior', disabled: false });
  await start.waitFor();
  const from = performance.now();
  await start.click();
  await page.getByRole('heading', { name: `Fit ${which}`, exact: true }).waitFor({ timeout: 120_000 });
  return (performance.now() - from) / 1000;
}

/** Opens a file, writes a model of it, of the family proposed if none is said, and waits for its equations. */
async function declare(page: Page, csv: string, written: string, family?: RegExp): Promise<void> {
  await openFile(page, csv);
  await go(page, 'Model');
  await page.getByLabel('Formula', { exact: true }).fill(written);
  if (family !== undefined) await page.getByRole('radio', { name: family }).first().check();
  await page.getByRole('heading', { name: 'In equations' }).waitFor();
}

async function printFits(browser: Browser): Promise<void> {
  const csv = join(scratch, 'hospital.csv');
  execFileSync(process.execPath, [command, 'simulate', 'hospital', '--seed', '1', '--out', csv]);
  const page = await opened(browser);
  await declare(page, csv, formula, /bernoulli/);
  const model = [csv, formula, '--family', 'bernoulli'];
  const fits: { readonly inPage: number; readonly fit: number; readonly explain: number }[] = [];
  for (let i = 1; i <= 3; i++)
    fits.push({
      inPage: await pageFit(page, i),
      fit: commandSeconds('fit', ...model, '--quiet'),
      explain: commandSeconds('explain', ...model),
    });
  console.log(
    '\nhospital, bernoulli, 4 chains of 1000, seconds: button to verdict; the command; it alone up to the model (explain);\nratio (wanted 1.3), and ratio to the command without what comes before its chains',
  );
  for (const { inPage, fit, explain } of fits)
    console.log(
      `  ${[inPage, fit, explain, inPage / fit, inPage / (fit - explain)].map((value) => value.toFixed(2)).join('  ')}`,
    );
  const { longest } = await tracedTask(browser, page, () => pageFit(page, 4));
  console.log(`longest task of the page meanwhile: ${milliseconds(longest)}`);
  await page.context().close();
}

function milliseconds({ processor, clock }: LongestTask): string {
  return `${processor.toFixed(0)} ms of a processor, ${clock.toFixed(0)} by the clock (wanted 50)`;
}

async function printMillion(browser: Browser): Promise<void> {
  const csv = join(scratch, 'million.csv');
  const rows = Array.from({ length: 1e6 }, (_, i) => `${(i * 7919) % 1000},${i % 17},g${i % 400}\n`);
  await writeFile(csv, `y,x,g\n${rows.join('')}`);
  const page = await opened(browser);
  const from = performance.now();
  const read = await tracedTask(browser, page, () => openFile(page, csv));
  console.log(`\na million rows of 3 columns: ${((performance.now() - from) / 1000).toFixed(1)} s`);
  console.log(`  reading them: ${milliseconds(read.longest)}`);
  const scrolled = await tracedTask(browser, page, () => scrollThrough(page));
  console.log(`  scrolling them: ${milliseconds(scrolled.longest)}`);
  await page.context().close();
}

async function scrollThrough(page: Page): Promise<void> {
  await page.locator('.rows').hover();
  for (let i = 0; i < 40; i++) {
    await page.mouse.wheel(0, i < 20 ? 500 : 50_000);
    await page.waitForTimeout(50);
  }
}

async function printLevels(browser: Browser): Promise<void> {
  const csv = join(scratch, 'levels.csv');
  const rows = Array.from(
    { length: 4 * levels },
    (_, i) => `${(((i + Math.floor(i / levels)) * 7919) % 997) / 100 - 5},g${i % levels}\n`,
  );
  await writeFile(csv, `y,g\n${rows.join('')}`);
  const page = await opened(browser);
  await declare(page, csv, 'y ~ 1 + (1 | g)');
  const fit = await tracedTask(browser, page, () => pageFit(page, 1));
  console.log(`\n${levels} levels: sampling them: ${milliseconds(fit.longest)}`);
  const shown = await tracedTask(browser, page, async () => {
    await go(page, 'Answers');
    await page.locator('#answers-groups-heading').scrollIntoViewIfNeeded();
    await page.waitForTimeout(5000);
  });
  console.log(`  their answers: ${milliseconds(shown.longest)}`);
  await page.context().close();
}
