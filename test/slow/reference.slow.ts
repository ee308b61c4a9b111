import { describe } from 'vitest';
import { calibratedBent, calibratedReference, calibratedSigma } from './calibrate.ts';

describe('200 data sets a cell: the reference sampler', () => {
  calibratedReference('bernoulli', 'few');
  calibratedReference('bernoulli', 'wide');
  calibratedReference('poisson', 'few');
  calibratedReference('gaussian', 'few');
  calibratedReference('binomial', 'crossed');
  calibratedReference('bernoulli', 'nested');
  calibratedBent('poisson', 'twins');
  calibratedReference('poisson', 'crossedSlopes');
  calibratedReference('bernoulli', 'slope');
  calibratedReference('poisson', 'slope');
  calibratedReference('bernoulli', 'many');
  calibratedReference('poisson', 'many');
  calibratedReference('gaussian', 'many');
  calibratedReference('poisson', 'known');
  calibratedReference('bernoulli', 'members');
});

describe('200 data sets a cell: formulas for sigma', () => {
  calibratedSigma('~ x');
  calibratedSigma('~ x + (1 | g)');
  calibratedSigma('~ x + (1 |p| g)', '(1 |p| g)');
});
