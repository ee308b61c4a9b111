import { defineConfig } from 'vitest/config';
import { changedSources } from './test/mutants/changedSource.ts';
import { librarySources, sourceAliases } from './vite.sources.ts';

/** Tests that take longer, or need more than npm packages: Debian's Chromium, other Nodes. `.ci/run` installs what they need. */
export default defineConfig({
  plugins: [changedSources(), librarySources()],
  resolve: { alias: sourceAliases },
  // one file at a time: packing builds anew what others run
  test: {
    setupFiles: 'test/properties.ts',
    include: ['test/**/*.wide.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // what is asked again until it holds: a second, the usual, is little on a busy machine
    expect: { poll: { timeout: 60_000 } },
  },
});
