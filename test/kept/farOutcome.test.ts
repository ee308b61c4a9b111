import { describe, expect, test } from 'vitest';
import { mean } from '../../diagnostics/index.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { column, type Fit, glmm, sample } from '../../src/index.ts';

/** Crossed factors, and an outcome `far` from 0 that no intercept is centred on. */
function crossed(far: number) {
  const rng = stream('far outcome');
  const [g, h] = [
    Array.from({ length: 6 }, () => rng.normal()),
    Array.from({ length: 5 }, () => rng.normal()),
  ];
  const at = Array.from({ length: 90 }, () => ({ g: rng.integer(6), h: rng.integer(5), x: rng.normal() }));
  return tableFromColumns({
    y: at.map((row) => far + 0.5 * row.x + g[row.g] + h[row.h] + rng.normal()),
    x: at.map((row) => row.x),
    one: at.map(() => 1),
    g: at.map((row) => `g${row.g}`),
    h: at.map((row) => `h${row.h}`),
  });
}

const run = { sampler: 'gibbs', chains: 1, warmup: 60, draws: 150, seed: 1, workers: 0 } as const;
const priors = { sd: 'half_normal(3)', sigma: 'half_normal(3)' };
const meanOf = (fit: Fit, name: string) => mean(column(fit, name));

describe('gibbs, an outcome far from 0', () => {
  const free = { ...priors, b: 'normal(0, 1e8)' };
  const formula = 'y ~ 0 + one + x + (1 | g) + (1 | h)';

  test('without an intercept has the same residual sd', async () => {
    const near = await sample(glmm(formula, crossed(0), { priors: free }), run);
    const far = await sample(glmm(formula, crossed(2e6), { priors: free }), run);
    expect(far.sampler.strategy).toBe('gibbs');
    for (const name of ['sigma', 'b_x']) expect(meanOf(far, name)).toBeCloseTo(meanOf(near, name), 1);
    expect(meanOf(far, 'b_one')).toBeCloseTo(2e6 + meanOf(near, 'b_one'), -1);
  });

  test('with an intercept of a prior that is not normal too', async () => {
    const declared = { ...priors, b: 'normal(0, 5)', Intercept: 'student_t(3, 2e6, 10)' };
    const far = await sample(glmm('y ~ x + (1 | g) + (1 | h)', crossed(2e6), { priors: declared }), run);
    expect(far.sampler.strategy).toBe('gibbs');
    expect(meanOf(far, 'sigma')).toBeGreaterThan(0.7);
    expect(meanOf(far, 'sigma')).toBeLessThan(1.3);
  });

  test('that only the effects follow is left to NUTS, and says why', async () => {
    const declared = { sd: 'half_normal(1e6)', sigma: 'half_normal(2)' };
    const model = glmm('y ~ 0 + x + (1 | g) + (1 | h)', crossed(2e6), { priors: declared });
    const { sampler } = await sample(model, { ...run, warmup: 150, draws: 40, maxDepth: 5 });
    expect(sampler.strategy).toBe('nuts');
    expect(sampler.reason).toMatch(/^switched from gibbs to NUTS: sums of squares lose the residual sd/);
  });
});
