import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { hosting } from './build/hosting.ts';
import { type Room, roomsOf } from './build/rooms.ts';
import { threads } from './build/threads.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The workbench as static files, from any folder of any web server: addresses inside are relative. */
export default defineConfig(({ command }) => {
  // whatever runs the build: with NODE_ENV=test, as in a test runner, the page would be one under development, kept by no browser
  if (command === 'build') process.env.NODE_ENV = 'production';
  return {
    root: here('.'),
    base: './',
    plugins: [threads(), hosting()],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    resolve: {
      alias: { poolwise: here('../src/index.ts'), '#threads': here('../src/run/threads/page.ts') },
    },
    build: {
      outDir: here('../dist/app'),
      emptyOutDir: true,
      target: 'es2022',
      // vite would preload by links, which threads have not
      modulePreload: false,
      assetsInlineLimit: 0,
      license: { fileName: 'bundled-licenses.md' },
      chunkSizeWarningLimit: 2000,
      rolldownOptions: {
        checks: { pluginTimings: false },
        output: {
          codeSplitting: {
            includeDependenciesRecursively: false,
            groups: [{ debugName: 'rooms', name: roomsOf(rooms, ['src/index.ts']) }],
          },
        },
      },
    },
    logLevel: 'warn',
  };
});

const table = [
  'src/data/tableFromBytes.ts',
  'src/data/hospital/hospital.ts',
  'models/design/dates.ts',
  'models/design/disguise.ts',
];
const chains = ['src/run/threads/pageWorker.ts'];
const model = ['src/data/declare.ts', 'src/report/page/htmlModel.ts', 'src/report/plotFit/zKind.ts'];
const fit = ['src/run/sample.ts', 'src/report/check.ts'];

/** What the analysis worker and its threads fetch together, as few files: many small ones pack a twelfth worse. */
const rooms: readonly Room[] = [
  { name: 'errors', entries: ['src/engine/errors.ts'] },
  { name: 'base', entries: table, and: chains },
  { name: 'table', entries: table },
  { name: 'chains', entries: chains },
  { name: 'fitting', entries: [...model, ...fit] },
];
