/** Serves the built workbench and opens it in Debian's Chromium, for the tests of its steps. Needs `npm run build`. */
import { fileURLToPath } from 'node:url';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { preview } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** With these, a page may share memory between its workers. */
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

export interface Served {
  readonly address: string;
  close(): Promise<void>;
}

/** The page on a free port of this machine, with or without what lets it share memory. */
export async function serveWorkbench({ isolated = true } = {}): Promise<Served> {
  const server = await preview({
    configFile: `${root}app/vite.config.ts`,
    logLevel: 'silent',
    preview: { port: 0, host: '127.0.0.1', headers: isolated ? isolation : {} },
  });
  const [address] = server.resolvedUrls?.local ?? [];
  return { address, close: () => server.close() };
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

/** A page of the workbench in a fresh profile; what it complains of on the console is collected. */
export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: string[];
}

export async function openWorkbench(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(address);
  return { page, context, complaints };
}

/** Opens one of the examples and waits for its columns. */
export async function openExample(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { name: 'Columns' }).waitFor();
}
