import { describe } from 'vitest';
import { calibrated } from './calibrate.ts';

describe('200 data sets a cell: collapsed and nuts', () => {
  calibrated('gaussian', 'few', 'collapsed');
  calibrated('gaussian', 'few', 'nuts');
  calibrated('bernoulli', 'few', 'nuts');
  calibrated('poisson', 'few', 'nuts');
  calibrated('gaussian', 'crossed', 'collapsed');
  calibrated('gaussian', 'many', 'collapsed');
  calibrated('binomial', 'crossed', 'nuts');
  calibrated('bernoulli', 'many', 'nuts');
  calibrated('poisson', 'many', 'nuts');
  calibrated('gaussian', 'many', 'nuts');
  calibrated('gaussian', 'slope', 'collapsed');
  calibrated('bernoulli', 'slope', 'nuts');
});
