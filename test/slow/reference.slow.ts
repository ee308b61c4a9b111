import { describe } from 'vitest';
import { calibratedReference } from './calibrate.ts';

describe('200 data sets a cell: the reference sampler', () => {
  calibratedReference('bernoulli', 'few');
  calibratedReference('poisson', 'few');
  calibratedReference('binomial', 'crossed');
  calibratedReference('gaussian', 'few');
  calibratedReference('bernoulli', 'many');
  calibratedReference('poisson', 'many');
  calibratedReference('bernoulli', 'slope');
});
