import { expect, test } from 'vitest';
import { gamma, normal } from '../../models/priors/constructors.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { sbc } from '../../src/testing/sbc.ts';

const rng = stream('shrinkage cells');
const rows = Array.from({ length: 24 }, (_, i) => i);
const [x, z, w] = [0, 1, 2].map((mean) => rows.map(() => mean + rng.normal()));
const table = tableFromColumns({ y: rows.map((i) => i % 2), x, z, w });

test.each(['horseshoe(3, par_ratio = 0.5)', 'R2D2(0.5, 4)'])(
  'the truth is one more draw of the posterior under %s',
  async (b) => {
    const priors = { Intercept: normal(0, 1), b, sigma: gamma(4, 4) };
    const declaration = { formula: 'y ~ x + z + w', table, options: { family: 'gaussian', priors } } as const;
    const { verdict } = await sbc(declaration, { simulations: 24, draws: 15, warmup: 200, level: 0.001 });
    expect(verdict.ok, verdict.text).toBe(true);
  },
);
