import { describe } from 'vitest';
import { calibrated } from './calibrate.ts';

describe('200 data sets a cell: quadrature', () => {
  calibrated('bernoulli', 'pairs', 'quadrature');
  calibrated('poisson', 'single', 'quadrature');
  calibrated('bernoulli', 'rare', 'quadrature');
  calibrated('bernoulli', 'nested', 'quadrature');
  calibrated('bernoulli', 'wide', 'quadrature');
});
