import { describe } from 'vitest';
import { calibratedReference } from './calibrate.ts';

describe('200 data sets a cell: the reference sampler', () => {
  calibratedReference('bernoulli', 'few');
  calibratedReference('bernoulli', 'wide');
  calibratedReference('poisson', 'few');
  calibratedReference('gaussian', 'few');
  calibratedReference('binomial', 'crossed');
  calibratedReference('bernoulli', 'slope');
  calibratedReference('poisson', 'slope');
  calibratedReference('bernoulli', 'many');
  calibratedReference('poisson', 'many');
  calibratedReference('gaussian', 'many');
});
