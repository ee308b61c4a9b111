/** The built page on a plain web server: what it weighs, that it stays when the network goes, and how a new build comes. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtAs, fetchedWith, readChunks, sizeOf, stagesOf } from '../../bench/appChunks.ts';
import { type StaticServer, serveFolder } from './staticServer.ts';
import { openBrowser, openWorkbench } from './workbench.ts';

const built = fileURLToPath(new URL('../../dist/app', import.meta.url));
const under = '/some/where/else/';

let browser: Browser;
let folder: string;

beforeAll(async () => {
  [browser, folder] = await Promise.all([openBrowser(), mkdtemp(join(tmpdir(), 'poolwise-app-'))]);
  await cp(built, folder, { recursive: true });
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Waits until the service worker has every file. */
const kept = (page: Page): Promise<unknown> => page.evaluate('navigator.serviceWorker.ready');

test('the page weighs 43 kB at most, gzipped, 78 with a table, 374 up to a verdict, 582 with all but other readers', () => {
  const chunks = readChunks(built);
  const { page, table, fit, others } = stagesOf(chunks);
  expect(sizeOf(page, chunks)).toBeLessThan(43_000);
  expect(sizeOf(table, chunks)).toBeLessThan(78_000);
  expect(sizeOf(fit, chunks)).toBeLessThan(374_000);
  expect(sizeOf(others, chunks)).toBeLessThan(582_000);
  expect(others.size).toBeLessThan(chunks.size - 3); // the readers are apart
  // a program of a thread that the page fetched would run there
  const thread = builtAs('worker', chunks);
  expect(fetchedWith(['index.html', builtAs('FitStep', chunks)], chunks)).not.toContain(thread);
});

async function openExample(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /hospital/i })
    .first()
    .click();
  await page
    .getByText(/8,?525/)
    .first()
    .waitFor();
}

async function offeredAnew(server: StaticServer): Promise<{ page: Page; complaints: string[] }> {
  const { page, complaints } = await openWorkbench(browser, server.address);
  await kept(page);
  return { page, complaints };
}

test('from a folder of a plain server it works on private memory, then shares it; then without a network', async () => {
  const server = await serveFolder(folder, under);
  const { page, complaints } = await offeredAnew(server);
  await expect.poll(() => page.evaluate('crossOriginIsolated')).toBe(false);
  await openExample(page);
  await page.reload();
  await expect.poll(() => page.evaluate('crossOriginIsolated')).toBe(true);
  await server.stop();
  await page.reload();
  await expect.poll(() => page.evaluate('crossOriginIsolated')).toBe(true);
  await page
    .getByText(/8,?525/)
    .first()
    .waitFor(); // its session, kept too
  expect(complaints.filter((text) => !text.includes('net::ERR_CONNECTION_REFUSED'))).toEqual([]);
  const strange = server.log.filter(
    ({ method, url, status }) => method !== 'GET' || !url.startsWith(under) || status !== 200,
  );
  expect(strange).toEqual([]);
  await page.context().close();
});

test('a new build is seen at the next visit, and files of the old one go', async () => {
  const server = await serveFolder(folder, under);
  const { page } = await offeredAnew(server);
  const index = await readFile(join(folder, 'index.html'), 'utf8');
  const worker = await readFile(join(folder, 'sw.js'), 'utf8');
  await writeFile(join(folder, 'index.html'), index.replace('<title>poolwise</title>', '<title>new</title>'));
  await writeFile(join(folder, 'sw.js'), worker.replace(/(cacheName = prefix \+ ')\w+/, '$1another'));
  await page.reload();
  expect(await page.title()).toBe('new');
  const waits = 'navigator.serviceWorker.getRegistration().then((found) => found.waiting !== null)';
  await expect.poll(() => page.evaluate(waits), { timeout: 20_000 }).toBe(true);
  const next = await page.context().newPage();
  await page.close();
  const keptBuilds = async (): Promise<unknown> => {
    await next.goto(server.address);
    const names = await next.evaluate('caches.keys()');
    await next.goto('about:blank'); // the new build takes over when no page of the old one is left
    return names;
  };
  const newBuild = [`poolwise ${server.address} another`];
  await expect.poll(keptBuilds, { timeout: 20_000, interval: 500 }).toEqual(newBuild);
  await server.stop();
});

test('another program at the same address is left alone', async () => {
  const server = await serveFolder(folder, under);
  const { page } = await offeredAnew(server);
  await writeFile(join(folder, 'index.html'), '<title>other</title><script>document.title += 1</script>');
  await page.reload();
  expect(await page.title()).toBe('other1');
  await expect.poll(() => page.evaluate('crossOriginIsolated')).toBe(false);
  await server.stop();
});
