/** `poolwise app` as it is started from a shell, and what the page makes of the file it hands over. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { program, refusal } from '../cli/poolwise.ts';
import { openBrowser, openWorkbench } from './workbench.ts';

let browser: Browser;
let folder: string;

beforeAll(async () => {
  [browser, folder] = await Promise.all([openBrowser(), mkdtemp(join(tmpdir(), 'poolwise-app-'))]);
  await writeFile(join(folder, 'naps & <b>.csv'), 'y,g\n1,a\n2,b\n3,a\n');
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly address: string;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<{ readonly code: number | null; readonly stderr: string }>;
}

async function start(...args: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [program, 'app', '--port', '0', ...args], { cwd: folder });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  let stdout = '';
  while (!stdout.includes('Ctrl-C ends it.')) stdout += (await once(child.stdout, 'data'))[0];
  const address = /http:\S+/.exec(stdout)?.[0] ?? '';
  return {
    child,
    address,
    async stop() {
      child.kill('SIGINT');
      const [code] = await once(child, 'exit');
      return { code, stderr };
    },
  };
}

test('opens the page with a file, isolated, and ends at Ctrl-C; a reload forgets the file, a late visit is told', async () => {
  const started = await start('naps & <b>.csv');
  const { page, complaints } = await openWorkbench(browser, started.address);
  await page.getByText('naps & <b>.csv').first().waitFor();
  await page.getByText('3 rows, 2 columns').first().waitFor();
  await expect.poll(() => page.evaluate('crossOriginIsolated')).toBe(true);
  expect(page.url()).toBe(new URL('/', started.address).href);
  const stale = started.address.replace(/handed%2F./, 'handed%2F_');
  const late = await openWorkbench(browser, stale);
  await late.page.getByText('Choose the file again', { exact: false }).waitFor();
  // and so is who kept a session, at another step
  await page.getByRole('navigation').getByRole('button', { name: 'Model' }).click();
  await page.locator('[data-kept=true]').waitFor({ state: 'attached' });
  await page.goto(stale);
  await page.getByRole('button', { name: 'Forget everything' }).waitFor();
  await page.getByText('3 rows, 2 columns').first().waitFor();
  await page.getByText('Choose the file again', { exact: false }).waitFor();
  expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
  await Promise.all([page.context().close(), late.context.close()]);
  expect(await started.stop()).toEqual({ code: 130, stderr: 'poolwise: the workbench is closed\n' });
});

test('refuses a file that is not there, and ports that are none', async () => {
  expect(await refusal(['app', 'nap.csv'], folder)).toMatch(/^data: no file "nap.csv" in "."/);
  expect(await refusal(['app', '--port', '70000'], folder)).toBe(
    '--port: expected a port from 0 to 65535, got 70000',
  );
  expect(await refusal(['app', '--port', 'x'], folder)).toBe('--port: expected a whole number, got "x"');
});
