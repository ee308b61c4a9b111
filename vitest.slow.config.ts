import { defineConfig } from 'vitest/config';

/** Tests that take minutes: `npm run test:slow`. Two files at a time, so that two cores are busy. */
export default defineConfig({
  test: {
    include: ['test/slow/**/*.slow.ts'],
    testTimeout: 3_600_000,
    maxWorkers: 2,
    reporters: ['verbose'],
  },
});
