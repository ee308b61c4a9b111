/** Files of every format, read in Debian's Chromium by a bundle as anybody would make it: readers come when they are needed. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build, createLogger } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatCsv } from '../../src/data/formatCsv.ts';
import { readTable } from '../../src/data/readTable.ts';

const files = join(import.meta.dirname, 'files');
let folder: string;
let server: Server;
let browser: Browser;
let page: Page;

async function bundle(outDir: string): Promise<void> {
  await build({
    configFile: false,
    customLogger: createLogger('silent'),
    build: {
      outDir,
      target: 'es2022',
      rolldownOptions: { input: join(import.meta.dirname, 'page.ts'), output: { entryFileNames: 'page.js' } },
    },
  });
  await writeFile(
    join(outDir, 'index.html'),
    '<!doctype html><script type="module" src="/page.js"></script>',
  );
}

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.html': 'text/html' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poolwise-page-'));
  await bundle(folder);
  server = createServer(async ({ url = '/' }, response) => {
    const name = url === '/' ? '/index.html' : url;
    const body = await readFile(join(extname(name) in types ? folder : files, name)).catch(() => null);
    response.writeHead(body === null ? 404 : 200, { 'content-type': types[extname(name)] ?? '' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  'twin-semicolon.csv',
  'twin-utf16.csv',
  'twin.csv.gz',
  'twin.ndjson',
  'twin.xlsx',
  'twin-brotli.parquet',
  'twin-stream.arrow',
  'long-lz4.arrow',
  'long-zstd.arrow',
])('%s is the same table as in Node', async (name) => {
  const found = await page.evaluate(`read(${JSON.stringify(name)})`);
  expect(found).toBe(formatCsv(await readTable(join(files, name))));
});
