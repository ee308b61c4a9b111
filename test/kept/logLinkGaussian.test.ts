import { expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { chooseFamily } from '../../models/families/choose.ts';
import type { Family } from '../../models/families/family.ts';
import { glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { column } from '../../models/posterior/draws.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { exp } from '../../src/engine/autodiff/index.ts';
import { stream } from '../../src/engine/rng.ts';
import { sample } from '../../src/run/sample.ts';

// The collapsed sampler once asked for the family's name alone: a log link added to the gaussian row was sampled as
// identity, b_x 4.58 for a truth of 1.
test('kept: a gaussian row with a log link is not sampled as if its link were identity', async () => {
  const [gaussian] = builtinFamilies;
  const { density: identity } = chooseFamily(gaussian);
  const links = gaussian.links as Record<string, Family['links'][string]>;
  links.log = ({ eta, ...row }, parameters) => identity({ ...row, eta: exp(eta) }, parameters);
  try {
    const rng = stream('kept', 'log link');
    const group = Array.from({ length: 8 }, () => 0.3 * rng.normal());
    const x = Array.from({ length: 200 }, () => 2 * rng.uniform());
    const y = x.map((at, i) => Math.exp(0.5 + at + group[i % 8]) + 0.3 * rng.normal());
    const g = x.map((_, i) => `g${i % 8}`);
    const model = glmm('y ~ x + (1 | g)', tableFromColumns({ y, x, g }), { family: 'gaussian', link: 'log' });
    const fit = await sample(model, { workers: 0, chains: 1, warmup: 300, draws: 300 });
    expect(fit.sampler.strategy).not.toBe('collapsed');
    const draws = column(fit.draws, 'b_x')[0];
    expect(draws.reduce((sum, b) => sum + b, 0) / draws.length).toBeCloseTo(1, 1);
    await expect(sample(model, { workers: 0, sampler: 'collapsed' })).rejects.toThrow('collapsed');
    expect(() => laplace(model, { method: 'reml' })).toThrow('reml');
  } finally {
    delete links.log;
  }
});
