import { expect, test } from 'vitest';
import { halfNormal, normal } from '../../models/priors/constructors.ts';
import { drawLevels } from '../../src/engine/collapsed/complete.ts';
import { leadingGradient } from '../../src/engine/collapsed/gradient.ts';
import { eliminateLeading } from '../../src/engine/collapsed/marginal.ts';
import { drawPairLevels, eliminatePairs, pairGradient } from '../../src/engine/collapsed/pairs.ts';
import { gaussianStatistics } from '../../src/engine/collapsed/statistics.ts';
import { stream } from '../../src/engine/rng.ts';
import { smallModel } from '../laplace/models.ts';

const priors = { Intercept: normal(0.3, 2), sd: halfNormal(2), sigma: halfNormal(2) };

test.each(['real ~ x + (1 + x | class)', 'real ~ x + (1 + x | class) + (1 | rater)'])(
  '%s: two coefficients a level, written out, are the loops for any number bit for bit',
  (formula) => {
    const s = gaussianStatistics(smallModel(formula, { priors }).program);
    expect(s).toMatchObject({ k: 2, classes: null });
    const rng = stream('pairs', formula);
    const { border } = s;
    const [half, roots] = [new Float64Array(2 * border), new Float64Array(3 * s.levels)];
    const normals = (n: number): Float64Array => Float64Array.from({ length: n }, () => rng.normal());
    for (let trial = 0; trial < 20; trial++) {
      const l = Float64Array.of(Math.abs(rng.normal()), 0, rng.normal(), Math.abs(rng.normal()));
      const w = normals(border);
      const spread = normals(border * border);
      const sigma = 0.3 + rng.uniform();
      const precision = 1 / (sigma * sigma);

      const eliminated = [eliminateLeading, eliminatePairs].map((eliminate) => {
        const raw = s.uu.slice();
        const rawY = s.uy.slice();
        return { left: eliminate(s, l, precision, raw, rawY, half, roots), raw, rawY };
      });
      expect(eliminated[1]).toEqual(eliminated[0]);

      const marginal = { w, roots } as Parameters<typeof leadingGradient>[3];
      const gradients = [leadingGradient, pairGradient].map((gradient) => {
        const out = new Float64Array(4);
        return { residual: gradient(s, sigma, l, marginal, spread, out), out };
      });
      expect(gradients[1]).toEqual(gradients[0]);

      const draws = [drawLevels, drawPairLevels].map((draw) => {
        const z = new Float64Array(2 * s.levels);
        draw(stream('levels', trial), s, l, precision, w, z, roots);
        return z;
      });
      expect(draws[1]).toEqual(draws[0]);
    }
  },
);

test('a level without a Cholesky factor is said by both', () => {
  const s = gaussianStatistics(smallModel('real ~ x + (1 + x | class)', { priors }).program);
  const l = Float64Array.of(Number.NaN, 0, 0, 1);
  const [half, roots] = [new Float64Array(2 * s.border), new Float64Array(3 * s.levels)];
  for (const eliminate of [eliminateLeading, eliminatePairs])
    expect(eliminate(s, l, 1, s.uu.slice(), s.uy.slice(), half, roots)).toBeNull();
});
