/**
 * Holds the stored digest in other engines than the one that runs the tests: Node 24 (npm package `node`) and Chromium
 * (Debian package `chromium`), there in the page and in Web Workers, with and without shared memory. Run by
 * `npm run test:wide` on the compiled package; `.ci/run` builds it and installs what this needs.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, createLogger } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chainsOfFits } from './digest.ts';
import type { Outcome } from './page.ts';
import { storedDigest } from './stored.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function inNode24(workers: number, ...flags: readonly string[]): Promise<Outcome> {
  const program = ['--yes', 'node@24', ...flags, 'test/digest/page.ts', String(workers)];
  return JSON.parse((await promisify(execFile)('npx', program, { cwd: root })).stdout);
}

/** Bundles the page as anybody would; what the bundler warns of. */
async function bundle(outDir: string): Promise<string[]> {
  const warnings: string[] = [];
  const customLogger = createLogger('silent');
  customLogger.warn = (message) => warnings.push(message);
  customLogger.warnOnce = customLogger.warn;
  const entry = join(root, 'test/digest/page.ts');
  const output = { entryFileNames: 'page.js' };
  await build({
    configFile: false,
    root,
    customLogger,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      // all of poolwise, families and reports with it, is some 500 kB: that is no fault of the bundle
      chunkSizeWarningLimit: 1000,
      rolldownOptions: { input: entry, output, checks: { pluginTimings: false } },
    },
  });
  await writeFile(
    join(outDir, 'index.html'),
    '<!doctype html><body><script type="module" src="/page.js"></script>',
  );
  return warnings;
}

type Headers = Readonly<Record<string, string>>;

/** With these, a page may share memory between its workers. */
const isolated: Headers = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

async function sendFile(response: ServerResponse, folder: string, path: string): Promise<void> {
  const name = path === '/' ? 'index.html' : path.slice(1);
  const text = await readFile(join(folder, name)).catch(() => null);
  const type = extname(name) === '.js' ? 'text/javascript' : 'text/html';
  response.writeHead(text === null ? 404 : 200, { 'content-type': type }).end(text);
}

/** Serves the page with headers of its own; hands on what it tells. */
async function servePage(folder: string, headers: Headers, hear: (outcome: Outcome) => void) {
  const server = createServer(async (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    if (request.method === 'GET') return sendFile(response, folder, pathname);
    const pieces = await request.setEncoding('utf8').toArray();
    response.end();
    hear(JSON.parse(pieces.join('')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** Opens the page in Chromium, and waits for what it tells. */
async function inChromium(folder: string, workers: number, headers: Headers): Promise<Outcome> {
  const profile = await mkdtemp(join(tmpdir(), 'poolwise-chromium-'));
  let close = (): void => {};
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      servePage(folder, headers, resolve).then((server) => {
        const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
        const place = [`--user-data-dir=${profile}`, `${server.url}?${workers}`];
        const browser = spawn('chromium', [...flags, ...place], { stdio: 'ignore', detached: true });
        browser.on('error', reject);
        browser.on('exit', () => reject(new Error('Chromium ended before the page told anything')));
        close = () => {
          server.close();
          if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
        };
      }, reject);
    });
  } finally {
    close();
    await rm(profile, { recursive: true, force: true, maxRetries: 10 });
  }
}

const expected = (threads: number, shared: boolean): Outcome => ({
  lines: storedDigest,
  threads: chainsOfFits.map((most) => Math.min(most, threads)),
  shared,
});

describe('the same seed gives the same draws, bit for bit,', () => {
  it.each([0, 2])('in Node 24 with %i workers', async (workers) => {
    expect(await inNode24(workers)).toEqual(expected(Math.max(1, workers), true));
  });

  it('in Node 24 where no code may be made from text', async () => {
    const flag = '--disallow-code-generation-from-strings';
    expect(await inNode24(0, flag)).toEqual(expected(1, true));
  });

  it('without a compiler and WebAssembly (--jitless), on a small model', async () => {
    const script = `
      import { glmm, sample, tableFromColumns } from 'poolwise';
      const of = (f) => Array.from({ length: 40 }, (_, i) => f(i));
      const table = tableFromColumns({ y: of((i) => i % 3), x: of((i) => ((i * 7) % 11) / 5), g: of((i) => 'g' + (i % 5)) });
      const model = glmm('y ~ x + (1 | g)', table, { family: 'poisson' });
      const fit = await sample(model, { chains: 1, warmup: 60, draws: 40, workers: 1 });
      console.log(fit.sampler.threads, fit.draws.values[0].join());`;
    const outputs = [[], ['--jitless']].map(async (flags) => {
      const program = [...flags, '--input-type=module', '--eval', script];
      return (await promisify(execFile)('node', program, { cwd: root })).stdout;
    });
    const [compiled, interpreted] = await Promise.all(outputs);
    expect(compiled).toMatch(/^1 -?\d/);
    expect(interpreted).toBe(compiled);
  });

  describe('in Chromium', () => {
    let folder = '';
    let warnings: readonly string[] = [];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'poolwise-digest-'));
      warnings = await bundle(folder);
    });

    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('bundled by vite without a warning', () => {
      expect(warnings).toEqual([]);
    });

    it('on the page itself', async () => {
      expect(await inChromium(folder, 0, {})).toEqual(expected(1, false));
    });

    it('in Web Workers that have private rows', async () => {
      expect(await inChromium(folder, 2, {})).toEqual(expected(2, false));
    });

    it('in Web Workers of a page whose policy forbids WebAssembly and code from text', async () => {
      const policy = { 'content-security-policy': "default-src 'self'" };
      expect(await inChromium(folder, 2, policy)).toEqual(expected(2, false));
    });

    it('in Web Workers that share the rows', async () => {
      expect(await inChromium(folder, 2, isolated)).toEqual(expected(2, true));
    });
  });
});
