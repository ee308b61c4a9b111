import { LuDecomposition, Matrix } from 'ml-matrix';
import { expect, test } from 'vitest';
import { halfNormal, normal, studentT } from '../../models/priors/constructors.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compileCollapsed } from '../../src/engine/collapsed/density.ts';
import { demandCollapsed } from '../../src/engine/collapsed/integrate.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { checkGradient } from '../../src/engine/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';
import { type GlmmOptions, glmm } from '../../src/index.ts';

const rows = 48;
const sd = halfNormal(2);
const sigma = halfNormal(2);

/** Every kind of term beside another, levels of any size, what else enters, and terms whose levels rows share. */
const designs: readonly { formula: string; options?: GlmmOptions }[] = [
  { formula: 'y ~ x + (1 | a/b/c)', options: { weights: 'w' } },
  { formula: 'y ~ x + u + offset(o) + (1 | g) + (1 | h)', options: { priors: { b_x: studentT(3, 0, 2) } } },
  { formula: 'y ~ x + (1 + x | g) + (1 + u | h) + (1 | a)' },
  { formula: 'y ~ 0 + u + (1 + x + u | g) + (1 | gr(h, by = f))' },
  { formula: 'y ~ x + (1 | g) + (1 + x | mm(h, m))', options: { priors: { Intercept: studentT(3, 0, 5) } } },
  { formula: 'y ~ x + (1 | g) + (1 + x | gr(h, cov = A))' },
  { formula: 'y ~ x + (1 | mm(h, m))' },
];

/** Random levels: some of one row, some of many; c lies in b and b in a. */
function table(seed: string) {
  const rng = stream('sparse', seed);
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i));
  const c = column(() => Math.floor(14 * rng.uniform() ** 2));
  return tableFromColumns({
    y: column(() => 3 + rng.normal()),
    x: column(() => rng.normal()),
    u: column(() => rng.normal()),
    o: column(() => rng.normal()),
    w: column(() => 1 + rng.integer(3)),
    a: column((i) => `a${c[i] % 2}`),
    b: column((i) => `b${c[i] % 6}`),
    c: column((i) => `c${c[i]}`),
    g: column((i) => `g${i < 9 ? i : rng.integer(9)}`),
    h: column((i) => `h${i % 5}`),
    m: column(() => `h${rng.integer(5)}`),
    f: column((i) => `f${(i % 5) % 2}`),
  });
}

const names = Array.from({ length: 5 }, (_, j) => `h${j}`);
const cov = { A: { names, values: names.map((_, j) => names.map((_, k) => 0.6 ** Math.abs(j - k))) } };

// log p of all = log p of what is kept + log Normal of the rest: a draw is mean + M (normals), and with H the joint density's
// curvature, exact by differences as it is quadratic, the mean has no slope, M'HM = I, and 1 / sqrt|H| = |det M|
test.each(designs)(
  '$formula: density, gradient and the normal distribution of the rest are the joint density',
  ({ formula, options = {} }) => {
    const priors = {
      ...(formula.includes('~ 0') ? {} : { Intercept: normal(2, 2) }),
      sd,
      sigma,
      ...options.priors,
    };
    const data = formula.includes('cov = A') ? { cov } : {};
    const { program } = glmm(formula, table(formula), { ...options, ...data, priors });
    const statistics = demandCollapsed(program);
    expect(statistics.kind).toBe('sparse');
    const density = compileCollapsed(program, statistics);
    const joint = compileLogDensity(program);
    const rng = stream('sparse points', formula);
    const gamma = Float64Array.from({ length: density.dimension }, () => 0.6 * rng.normal());
    const lp = density.logDensityAndGradient(gamma, gamma.slice());
    const drawn = (place: number): Float64Array => {
      const theta = new Float64Array(joint.dimension);
      let taken = 0;
      density.complete({ ...rng, normal: () => (taken++ === place ? 1 : 0) }, gamma, theta);
      return theta;
    };
    const mean = drawn(-1);
    const slopeAt = (theta: Float64Array): { value: number; slope: Float64Array } => {
      const slope = new Float64Array(joint.dimension);
      return { value: joint.logDensityAndGradient(theta, slope), slope };
    };
    const kept = new Set(program.linearPriors.flatMap((p) => (p === null ? [] : [p.at])));
    const rest = Array.from(mean.keys()).filter((i) => i >= program.alpha.length || kept.has(i));
    const here = slopeAt(mean);
    for (const i of rest) expect(Math.abs(here.slope[i])).toBeLessThan(1e-8);
    const moves = rest.map((_, place) => {
      const theta = drawn(place);
      const { slope } = slopeAt(theta);
      return { by: rest.map((i) => theta[i] - mean[i]), curved: rest.map((i) => here.slope[i] - slope[i]) };
    });
    moves.forEach(({ by }, a) => {
      moves.forEach(({ curved }, b) => {
        expect(by.reduce((sum, v, i) => sum + v * curved[i], 0)).toBeCloseTo(a === b ? 1 : 0, 8);
      });
    });
    const { upperTriangularMatrix } = new LuDecomposition(new Matrix(moves.map(({ by }) => by)));
    const logVolume = upperTriangularMatrix.diagonal().reduce((sum, d) => sum + Math.log(Math.abs(d)), 0);
    expect(here.value + (rest.length / 2) * Math.log(2 * Math.PI) + logVolume).toBeCloseTo(lp, 7);
    expect(checkGradient(density, gamma).worst).toBeLessThan(1e-7);
  },
);
