import { defineConfig } from 'vitest/config';
import { sourceAliases } from './vite.sources.ts';

/** Tests that take minutes: `npm run test:slow`. Two files at a time, so that two cores are busy. */
export default defineConfig({
  resolve: { alias: sourceAliases },
  test: {
    setupFiles: 'test/properties.ts',
    include: ['test/slow/**/*.slow.ts'],
    testTimeout: 3_600_000,
    maxWorkers: 2,
    reporters: ['verbose'],
  },
});
