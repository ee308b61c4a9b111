import { describe, expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { sbc } from '../../src/testing/sbc.ts';
import { familyCell } from './familyCells.ts';

/** All families have 200 data sets each in `test/slow/families.slow.ts`. */
const coarse = { simulations: 16, draws: 15, warmup: 120, level: 0.001 } as const;
const short = builtinFamilies.filter(({ name }) =>
  ['negbinomial', 'beta', 'zero_inflated_poisson', 'cumulative', 'categorical'].includes(name),
);

describe('the truth is one more draw of the posterior', () => {
  for (const family of short)
    test(`${family.name}, nuts`, async () => {
      const { verdict } = await sbc(familyCell(family), { ...coarse, sampler: 'nuts' });
      expect(verdict.ok, verdict.text).toBe(true);
    });
});
