import { defineConfig } from 'vitest/config';
import { sourceAliases } from './vite.sources.ts';

export default defineConfig({
  resolve: { alias: sourceAliases },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**'],
    testTimeout: 300_000,
    reporters: ['default'],
  },
});
