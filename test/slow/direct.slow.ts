import { describe } from 'vitest';
import { calibrated } from './calibrate.ts';

describe('200 data sets a cell: collapsed and nuts', () => {
  calibrated('gaussian', 'few', 'collapsed');
  calibrated('gaussian', 'many', 'collapsed');
  calibrated('gaussian', 'slope', 'collapsed');
  calibrated('gaussian', 'crossed', 'collapsed');
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
