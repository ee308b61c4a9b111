import { describe } from 'vitest';
import { residualCells } from '../residual/cells.ts';
import { calibratedResidual } from './calibrate.ts';

describe('200 data sets a cell: residual structures', () => {
  for (const [residual, random] of residualCells) calibratedResidual(residual, random);
});
