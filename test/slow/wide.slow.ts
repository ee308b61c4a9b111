import { describe } from 'vitest';
import { calibrated, calibratedReference } from './calibrate.ts';

describe('200 data sets a cell: default priors, few groups with little data', () => {
  calibratedReference('bernoulli', 'wide');
  calibrated('bernoulli', 'wide', 'nuts');
});
