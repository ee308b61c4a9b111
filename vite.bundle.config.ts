import { defineConfig } from 'vite';
import { sourceAliases } from './vite.sources.ts';

/**
 * After tsc: the command and its worker as few files instead of two hundred, since reading those took 0.1 s in a worker and
 * 0.25 s in the command. Packages stay outside. Runs once for each folder that holds a worker: see package.json.
 */
export default defineConfig(({ mode }) => ({
  resolve: { alias: sourceAliases },
  build: {
    ssr: true,
    target: 'node20',
    outDir: mode === 'command' ? 'dist/src/cli' : 'dist/src/run/threads',
    emptyOutDir: false,
    minify: false,
    rolldownOptions: {
      input: {
        ...(mode === 'command' ? { main: 'src/cli/main.ts', command: 'src/cli/command.ts' } : {}),
        nodeWorker: 'src/run/threads/nodeWorker.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'bundled-[name].js' },
    },
  },
  logLevel: 'warn',
}));
