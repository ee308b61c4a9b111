/** The package packed by a test runner (NODE_ENV=test) held a page that never registered its service worker: the page under development. */
import { fileURLToPath } from 'node:url';
import { resolveConfig } from 'vite';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllEnvs());

test.each(['test', 'development', ''])(
  'the page is built for its readers where NODE_ENV is "%s"',
  async (value) => {
    vi.stubEnv('NODE_ENV', value);
    const configFile = fileURLToPath(new URL('../../app/vite.config.ts', import.meta.url));
    const { isProduction } = await resolveConfig({ configFile, logLevel: 'silent' }, 'build');
    expect(isProduction).toBe(true);
  },
);
