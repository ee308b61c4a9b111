import { describe, expect, test } from 'vitest';
import { sbc } from '../../src/testing/sbc.ts';
import { residualCell } from './cells.ts';

/** All structures: `calibration.wide.ts`; 200 data sets a cell: `npm run test:slow`. */
const coarse = { simulations: 20, draws: 15, warmup: 100, level: 0.001 } as const;

describe('the truth is one more draw of the posterior, residuals having a structure', () => {
  for (const residual of ['ar1(t | g)', 'cs(1 | g)'])
    test(residual, async () => {
      const { verdict } = await sbc(residualCell(residual), coarse);
      expect(verdict.ok, verdict.text).toBe(true);
    });
});
