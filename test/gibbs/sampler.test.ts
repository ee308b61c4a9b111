import { describe, expect, test } from 'vitest';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { whyNotGibbs } from '../../src/engine/gibbs/capability.ts';
import { stream } from '../../src/engine/rng.ts';
import { type GlmmOptions, glmm, sample } from '../../src/index.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { runFile, samplerReport } from '../../src/report/stored/samplerFile.ts';
import { samplerLines } from '../../src/report/summaryText.ts';
import { smallModel } from '../laplace/models.ts';

/** 240 rows in 12 by 9 levels, in the order of a seed and with levels called by a prefix. */
function crossed(seed: number, prefix = '') {
  const rng = stream('crossed rows');
  const rows = Array.from({ length: 240 }, (_, i) => {
    const [g, h] = [rng.integer(12), rng.integer(9)];
    return {
      y: 0.3 * (g - 6) + 0.2 * (h - 4) + rng.normal(),
      x: rng.normal(),
      g: `${prefix}${g}`,
      h: `h${h}`,
      w: 1 + (i % 3),
    };
  });
  const order = stream('order', seed);
  if (seed > 0)
    for (let i = rows.length - 1; i > 0; i--) {
      const j = order.integer(i + 1);
      [rows[i], rows[j]] = [rows[j], rows[i]];
    }
  const column = <K extends keyof (typeof rows)[number]>(name: K) => rows.map((row) => row[name]);
  return tableFromColumns({ y: column('y'), x: column('x'), g: column('g'), h: column('h'), w: column('w') });
}

const formula = 'y ~ x + (1 + x | g) + (1 | h)';
const run = { sampler: 'gibbs', chains: 1, warmup: 40, draws: 20, seed: 3, workers: 0 } as const;
const drawn = async (table: ReturnType<typeof crossed>, options: GlmmOptions = {}) =>
  sample(glmm(formula, table, options), run);

describe('the gibbs sampler', () => {
  const first = drawn(crossed(0), { weights: 'w' });

  test('does not depend on the order of rows', async () => {
    const [{ draws }, other] = [await first, await drawn(crossed(5), { weights: 'w' })];
    expect(other.draws.values).toEqual(draws.values);
  });

  test('says what it solved, and its report is read back as it was written', async () => {
    const fit = await first;
    expect(fit.sampler.strategy).toBe('gibbs');
    expect(fit.sampler.chains.every(({ reference }) => reference.kind === 'solved')).toBe(true);
    const file = fitFile(fit);
    expect(samplerLines(file).at(-1)).toBe('Group effects and coefficients drawn jointly, solved directly');
    expect(
      samplerLines({
        ...file,
        sampler: { ...file.sampler, solves: { iterations: 11.25, residual: 9.5e-13 } },
      }).at(-1),
    ).toBe(
      'Group effects and coefficients drawn jointly: 11.3 iterations of conjugate gradients a draw, residuals up to 9.5e-13',
    );
    const { reason, seed, wallSeconds, chains, settings } = fit.sampler;
    const told = { reason, seed, wallSeconds, warmup: settings.warmup, draws: settings.draws };
    const back = samplerReport(
      runFile(fit.sampler),
      told,
      chains.map(({ stats }) => stats),
      chains.map(({ divergences }) => divergences),
      chains.map(({ place = null }) => place),
    );
    expect(back).toEqual(fit.sampler);
  });
});

test.each([
  ['real ~ x + (1 | class)', { sigma: '~ x' }, 'it needs one sd for all rows, got a formula for sigma'],
  [
    'binary ~ x + (1 | class)',
    { family: 'bernoulli' },
    'it needs normal residuals with one sd: gaussian, identity link, an outcome without cens() or se()',
  ],
  [
    'real ~ x + (1 | mm(class, class))',
    {},
    'it needs rows that each belong to one level, and levels that vary independently; "mmclassclass" has them otherwise',
  ],
  ['real ~ x', {}, 'it needs a grouping factor'],
] as const)('%s cannot be drawn by gibbs, and why', async (refused, options, why) => {
  const { program } = smallModel(refused, options);
  expect(whyNotGibbs(program)).toBe(why);
  await expect(sample(program, run)).rejects.toThrow(
    `sample: the gibbs sampler cannot draw this model: ${why}; use auto`,
  );
});
