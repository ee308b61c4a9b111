import { defineConfig } from 'vitest/config';

/** Tests that need more than npm packages: Debian's Chromium, other Nodes. `.ci/run` installs what they need. */
export default defineConfig({
  test: { include: ['test/**/*.wide.ts'], testTimeout: 300_000, hookTimeout: 120_000 },
});
