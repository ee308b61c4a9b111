/**
 * Holds the stored digest in other engines than the one that runs the tests: Node 24 (npm package `node`) and Chromium
 * (Debian package `chromium`). Run by `npm run test:wide`; `.ci/run` installs what it needs.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedDigest } from './stored.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles the digest program into one module that needs nothing else. */
async function bundle(folder: string): Promise<string> {
  await build({
    root,
    logLevel: 'error',
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'es2022',
      minify: false,
      lib: { entry: join(root, 'test/digest/page.ts'), formats: ['es'], fileName: 'digest' },
      rollupOptions: { external: [/^node:/, 'tinypool'] },
    },
  });
  return join(folder, 'digest.js');
}

async function inNode24(file: string): Promise<string> {
  const { stdout } = await run('npx', ['--yes', 'node@24', file], { cwd: root });
  return stdout.trim();
}

async function inChromium(file: string, folder: string): Promise<string> {
  const script = await readFile(file);
  const server = createServer((request, response) => {
    const isScript = request.url === '/digest.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><body><script type="module" src="/digest.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
    const profile = `--user-data-dir=${join(folder, 'profile')}`;
    const page = `http://127.0.0.1:${port}/`;
    const options = ['--virtual-time-budget=120000', '--dump-dom', page];
    const { stdout } = await run('chromium', [...flags, profile, ...options], { timeout: 180_000 });
    return /digest:\n([\s\S]*?)\nend/.exec(stdout)?.[1] ?? `no digest in the page: ${stdout.slice(0, 500)}`;
  } finally {
    server.close();
  }
}

let folder = '';
let file = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poolwise-digest-'));
  file = await bundle(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the same seed gives the same draws, bit for bit,', () => {
  it('in Node 24', async () => {
    expect(await inNode24(file)).toBe(storedDigest.join('\n'));
  });

  it('in Chromium', async () => {
    expect(await inChromium(file, folder)).toBe(storedDigest.join('\n'));
  });
});
