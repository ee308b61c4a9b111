/**
 * What `npm publish` would publish, as a stranger has it: packed, installed into an empty folder, typed with
 * `skipLibCheck: false` in both ways of resolving modules, run in Node, and bundled for a page. Takes npm's registry.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, createLogger } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Runs in a page as in Node. */
const everywhere = `
import { type Fit, glmm, type Model, normal, sample, summaryText } from 'poolwise';
import { rhat } from 'poolwise/diagnostics';

const rows = Array.from({ length: 60 }, (_, i) => ({ y: (i * 7) % 4, x: ((i * 13) % 11) / 5, g: 'g' + (i % 6) }));
const model: Model = glmm('y ~ x + (1 | g)', rows, { family: 'poisson', priors: { b: 'normal(0, 5)', sd: 'exponential(1)' } });
export const fit: Fit<Model> = await sample(model, { chains: 2, draws: 200, seed: 1, workers: 2 });
export const text: string = summaryText(fit);
export const agree: number = rhat(fit.draws.values.map((chain) => chain.subarray(0, fit.draws.draws)));
export const prior = normal(0, 1);
`;

const inNode = `
import { loadFit, readCsv, saveFit, writeCsv } from 'poolwise/node';
import { InputError, tableFromColumns, summaryText } from 'poolwise';
import { fit, text } from './everywhere.js';

await writeCsv(tableFromColumns({ a: [1, 2] }), 'a.csv');
const { rows } = await readCsv('a.csv');
await saveFit(fit, 'saved');
const stored = await loadFit('saved');
const same = stored.kind === 'posterior' && summaryText(stored) === text;
const refused = await readCsv('b.csv').catch((error: unknown) => error instanceof InputError);
const bundled = /bundled.index\\.js$/.test(import.meta.resolve('poolwise'));
console.log(JSON.stringify({ rows, same, threads: fit.sampler.threads, refused, bundled }));
`;

const sbcOnly = `
import { sbc, type SbcResult } from 'poolwise/testing';
export const result: (typeof sbc) extends (...args: never[]) => Promise<SbcResult> ? true : false = true;
`;

let folder = '';
let packed: readonly string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poolwise-package-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
  const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  packed = files.map(({ path }: { path: string }) => path);
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  const install = [
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    join(folder, filename),
    'fast-check@4',
    '@types/node@20',
  ];
  await run('npm', install, { cwd: folder });
  const sources = { everywhere, script: inNode, testing: sbcOnly };
  for (const [name, text] of Object.entries(sources)) await writeFile(join(folder, `${name}.ts`), text);
  await writeFile(
    join(folder, 'page.ts'),
    "import { text } from './everywhere.js';\ndocument.body.textContent = text;\n",
  );
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><script type="module" src="/page.ts"></script>',
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the compiler finds wrong, as it says it. */
async function typeErrors(files: readonly string[], ...options: readonly string[]): Promise<string> {
  const strict = ['--strict', '--target', 'es2023', '--skipLibCheck', 'false'];
  const program = [join(root, 'node_modules/typescript/bin/tsc'), ...strict, ...options, ...files];
  return run('node', program, { cwd: folder }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

test('the tarball holds what is compiled and nothing else', () => {
  expect(packed).toEqual(
    expect.arrayContaining([
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'dist/src/cli/main.js',
      'dist/app/index.html',
    ]),
  );
  const others = packed.filter(
    (path) => !/^(dist\/(src|models|diagnostics|app)\/|[A-Z]+(\.md)?$|package\.json$)/.test(path),
  );
  expect(others).toEqual([]);
});

test('its types are right in Node, and it runs there with threads and files', async () => {
  const node = ['--lib', 'es2023', '--types', 'node', '--module', 'nodenext', '--outDir', 'out'];
  expect(await typeErrors(['script.ts', 'everywhere.ts', 'testing.ts'], ...node)).toBe('');
  const { stdout } = await run('node', ['out/script.js'], { cwd: folder });
  expect(JSON.parse(stdout)).toEqual({ rows: 2, same: true, threads: 2, refused: true, bundled: true });
  expect(await readdir(join(folder, 'saved'))).toContain('report.html');
});

test('its types are right for bundlers, and vite bundles a page without a warning', async () => {
  const bundler = ['--module', 'esnext', '--moduleResolution', 'bundler', '--noEmit'];
  expect(await typeErrors(['page.ts', 'testing.ts'], '--lib', 'es2023,dom', ...bundler)).toBe('');
  const warnings: string[] = [];
  const customLogger = createLogger('silent');
  customLogger.warn = (message) => warnings.push(message);
  customLogger.warnOnce = customLogger.warn;
  const rolldownOptions = { checks: { pluginTimings: false } };
  await build({
    configFile: false,
    root: folder,
    customLogger,
    logLevel: 'warn',
    // the whole library in one page is 1.0 MB
    build: { target: 'es2022', rolldownOptions, chunkSizeWarningLimit: 1200 },
  });
  expect(warnings).toEqual([]);
  expect((await readdir(join(folder, 'dist/assets'))).some((name) => /^pageWorker.*\.js$/.test(name))).toBe(
    true,
  );
});

test('the command runs', async () => {
  const { stdout } = await run('npx', ['poolwise', '--version'], { cwd: folder });
  expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
});
