import { describe } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { calibratedFamily } from './calibrate.ts';

describe('200 data sets a cell: every family under its default link', () => {
  for (const family of builtinFamilies) calibratedFamily(family);
});
