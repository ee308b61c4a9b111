import { defineConfig } from 'vitest/config';
import wide from './vitest.wide.config.ts';

/** `npm run test:mutants`: the mutants alone; their table goes into docs/correctness.md. */
export default defineConfig({
  ...wide,
  test: { ...wide.test, include: ['test/mutants/*.wide.ts'], env: { MUTANT_TABLE: 'docs/correctness.md' } },
});
