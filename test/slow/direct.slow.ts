import { describe } from 'vitest';
import { calibrated, calibratedGibbs } from './calibrate.ts';

describe('200 data sets a cell: collapsed and nuts', () => {
  calibrated('gaussian', 'few', 'collapsed');
  calibrated('gaussian', 'many', 'collapsed');
  calibrated('gaussian', 'slope', 'collapsed');
  for (const several of ['crossed', 'crossedSlopes', 'nested'] as const)
    calibrated('gaussian', several, 'collapsed');
  calibratedGibbs('crossed');
  calibratedGibbs('crossedSlopes');
  for (const structure of ['homdiag', 'cs', 'homcs', 'ar1', 'hetar1', 'toep', 'homtoep'] as const)
    calibrated('gaussian', structure, 'collapsed');
  calibrated('gaussian', 'by', 'collapsed');
  for (const structure of ['known', 'members', 'exp'] as const)
    calibrated('gaussian', structure, 'collapsed');
  calibrated('poisson', 'ar1', 'nuts');
  calibrated('bernoulli', 'few', 'whitened');
  calibrated('bernoulli', 'few', 'nuts');
  calibrated('gaussian', 'few', 'nuts');
  calibrated('poisson', 'few', 'nuts');
  calibrated('bernoulli', 'wide', 'nuts');
  calibrated('bernoulli', 'many', 'nuts');
  calibrated('gaussian', 'many', 'nuts');
  calibrated('poisson', 'many', 'nuts');
  calibrated('bernoulli', 'slope', 'nuts');
  calibrated('binomial', 'crossed', 'nuts');
});
