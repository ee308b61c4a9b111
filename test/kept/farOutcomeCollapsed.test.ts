import { expect, test } from 'vitest';
import { type GlmmOptions, glmm } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compileCollapsed } from '../../src/engine/collapsed/density.ts';
import { isExplained } from '../../src/engine/collapsed/explained.ts';
import { demandCollapsed } from '../../src/engine/collapsed/integrate.ts';
import { stream } from '../../src/engine/rng.ts';

const seed = 'far outcome';

/** Without an intercept y is not centred: sums of squares of 1e8 and more hold nothing of differences of 1. */
function collapsedOf(formula: string, shift: number, options: GlmmOptions) {
  const rng = stream(seed);
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: 90 }, (_, i) => of(i));
  const effects = Array.from({ length: 15 }, () => rng.normal());
  const table = tableFromColumns({
    y: column((i) => shift + (i % 3) + effects[i % 15] + rng.normal()),
    f: column((i) => `f${i % 3}`),
    g: column((i) => `g${i % 15}`),
    h: column((i) => `h${(i * 7) % 11}`),
    time: column((i) => Math.floor(i / 15)),
  });
  const { program } = glmm(formula, table, { family: 'gaussian', ...options });
  return { program, density: compileCollapsed(program, demandCollapsed(program)) };
}

const wide = { b: 'normal(0, 1e12)', sd: 'half_normal(2)', sigma: 'half_normal(2)' };
const priors = { priors: wide };

test.each([
  ['one factor', 'y ~ 0 + f + (1 | g)', priors],
  ['crossed factors', 'y ~ 0 + f + (1 | g) + (1 | h)', priors],
  ['residuals that vary together', 'y ~ 0 + f + (1 | h)', { ...priors, residual: 'ar1(time | g)' }],
] as const)('an outcome far from 0 without an intercept loses no digits: %s', (_, formula, options) => {
  const [near, far] = [0, 1e8].map((shift) => collapsedOf(formula, shift, options));
  const rng = stream(seed, 'points');
  const gradients = {
    near: new Float64Array(near.density.dimension),
    far: new Float64Array(near.density.dimension),
  };
  const differences = Array.from({ length: 5 }, () => {
    const gamma = Float64Array.from(gradients.near, () => 0.3 * rng.normal());
    const lps = [
      near.density.logDensityAndGradient(gamma, gradients.near),
      far.density.logDensityAndGradient(gamma, gradients.far),
    ];
    for (const [k, slope] of gradients.near.entries()) expect(gradients.far[k]).toBeCloseTo(slope, 4);
    return lps[1] - lps[0];
  });
  for (const difference of differences) expect(difference).toBeCloseTo(differences[0], 4);
  const { linear, linearPriors, rows, alpha, terms } = far.program;
  const effects = terms.reduce((n, { levels, coefs }) => n + levels.length * coefs.length, 0);
  const theta = new Float64Array(alpha.length + effects);
  far.density.complete(stream(seed, 'draw'), new Float64Array(far.density.dimension), theta);
  const eta = linearPriors.reduce(
    (sum, prior, j) => sum + rows.x[j] * (prior?.slope ?? 0) * theta[prior?.at ?? 0],
    0,
  );
  expect(linear).toHaveLength(3);
  expect(Math.abs(eta - 1e8)).toBeLessThan(3);
});

test('coefficients that are walked in are not taken for ones that explain the outcome', () => {
  const { program, density } = collapsedOf('y ~ 0 + f + (1 | g)', 1e8, {
    priors: { ...wide, b: 'student_t(3, 0, 1e9)' },
  });
  expect(isExplained(program, density)).toBe(false);
});
