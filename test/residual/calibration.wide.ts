import { describe, expect, test } from 'vitest';
import { sbc } from '../../src/testing/sbc.ts';
import { residualCell, residualCells } from './cells.ts';

/** The full table has 200 data sets a cell: `npm run test:slow`. */
const coarse = { simulations: 24, draws: 15, warmup: 150, level: 0.001 } as const;

describe('the truth is one more draw of the posterior, whatever structure residuals have', () => {
  for (const [residual, random] of residualCells)
    test(`${residual}${random}`, async () => {
      const { verdict } = await sbc(residualCell(residual, random), coarse);
      expect(verdict.ok, verdict.text).toBe(true);
    });
});
