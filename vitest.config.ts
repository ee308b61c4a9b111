import { defineConfig } from 'vitest/config';
import { librarySources, sourceAliases } from './vite.sources.ts';

/** Folders of tests that leave nothing behind in their process: their files share one, so that what they import is read once. */
const sharing = [
  'design',
  'formula',
  'priors',
  'density',
  'diagnostics',
  'effects',
  'laplace',
  'linalg',
  'accuracy',
  'collapsed',
  'gibbs',
  'hmc',
  'property',
  'kept',
  'mutants',
  'posterior',
  'predict',
  'quadrature',
  'reference',
  'report',
  'residual',
  'sql',
  'testing',
  'transport',
  'variance',
  'checks',
  'queue',
  'app',
  'sql',
];
const shared = `test/{${sharing.join(',')}}/**/*.test.ts`;

export default defineConfig({
  plugins: [librarySources()],
  resolve: { alias: sourceAliases },
  test: {
    testTimeout: 300_000,
    setupFiles: 'test/properties.ts',
    // the default leaves one core of two idle
    maxWorkers: '100%',
    reporters: ['default'],
    projects: [
      { extends: true, test: { name: 'sharing', include: [shared], isolate: false } },
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: [shared] } },
    ],
  },
});
