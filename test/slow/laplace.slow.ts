import { describe } from 'vitest';
import { calibratedLaplace } from './calibrate.ts';

describe('200 data sets a cell: importance resampling', () => {
  calibratedLaplace('gaussian', 'few');
  calibratedLaplace('gaussian', 'many');
  calibratedLaplace('poisson', 'few');
  calibratedLaplace('poisson', 'many');
});
