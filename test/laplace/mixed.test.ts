import { describe, expect, it } from 'vitest';
import type { NamedMatrix } from '../../models/design/matrixSpec.ts';
import { inverseFrom } from '../../models/design/namedMatrix.ts';
import { modelHash } from '../../models/fingerprint.ts';
import { compile, variablesOf } from '../../src/engine/autodiff/index.ts';
import { compileCollapsed } from '../../src/engine/collapsed/density.ts';
import { demandCollapsed } from '../../src/engine/collapsed/integrate.ts';
import { solveCholesky } from '../../src/engine/collapsed/marginal.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { laplaceMarginal } from '../../src/engine/laplace/marginal.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import type { LogDensity } from '../../src/engine/logDensity.ts';
import { dimensionOf, type Program } from '../../src/engine/program/program.ts';
import { compileQuantities } from '../../src/engine/program/quantities.ts';
import { compileReference } from '../../src/engine/reference/density.ts';
import { buildTransport } from '../../src/engine/reference/transport.ts';
import { stream } from '../../src/engine/rng.ts';
import {
  conditionalModes,
  type GlmmOptions,
  glmm,
  laplace,
  type Model,
  normal,
  tableFromColumns,
} from '../../src/index.ts';
import { jointDensity } from '../../src/testing/jointDensity.ts';
import { worstError } from './gradients.ts';

/**
 * Group effects whose levels vary together by a known covariance, and rows that belong to several levels. The oracle is the
 * multivariate normal density of the outcome, its covariance written down entry by entry from the definition.
 */
const rng = stream('mixed', 20261127, 1);
const levels = ['a', 'b', 'c', 'd', 'e', 'f'];
const rows = 30;
const draw = (): string => levels[Math.floor(rng.uniform() * levels.length)];
const g1 = Array.from({ length: rows }, (_, i) => (i < 6 ? levels[i] : draw()));
const g2 = g1.map(draw);
const h = g1.map((_, i) => `h${i % 4}`);
const [x, y, w1, w2] = Array.from({ length: 4 }, () => g1.map(() => rng.normal()));
const weights = [w1, w2].map((of) => of.map((w) => 0.2 + w * w));
const count = y.map((v) => Math.floor(Math.abs(2 * v)));
const columns = { y, n: count, x, w1: weights[0], w2: weights[1], g1, g2, h };
const lon = g1.map((_, i) => (i % 3) / 2);
const lat = g1.map((_, i) => Math.floor(i / 3) % 2);
const field = g1.map(() => 'all');
const table = tableFromColumns({ ...columns, lon, lat, field });

/** A proper covariance of the levels and of one that has no rows. */
const names = ['x', ...levels];
const root = Float64Array.from({ length: 49 }, (_, e) => (e % 7 > Math.floor(e / 7) ? 0 : rng.normal()));
const values = names.map((_, i) =>
  names.map((_, j) => names.reduce((s, _, m) => s + root[i * 7 + m] * root[j * 7 + m], i === j ? 1 : 0)),
);
const A: NamedMatrix = { names, values };
const covOf = (a: string, b: string): number => values[names.indexOf(a)][names.indexOf(b)];

function model(formula: string, options: GlmmOptions = {}): Model {
  return glmm(formula, table, options);
}

/** What a row has of each level. */
type Members = ReadonlyMap<string, number>;
const one = (level: string): Members => new Map([[level, 1]]);
const member = (i: number, scale = true): Members => {
  const [a, b] = scale
    ? weights.map((of) => of[i] / (weights[0][i] + weights[1][i]))
    : weights.map((of) => of[i]);
  return g1[i] === g2[i]
    ? new Map([[g1[i], a + b]])
    : new Map([
        [g1[i], a],
        [g2[i], b],
      ]);
};
const equal = (i: number): Members =>
  g1[i] === g2[i]
    ? one(g1[i])
    : new Map([
        [g1[i], 0.5],
        [g2[i], 0.5],
      ]);
const independent = (a: string, b: string): number => (a === b ? 1 : 0);

/** Covariance of rows i and j that a term gives at an sd of 1. */
function shared(of: (i: number) => Members, cov: (a: string, b: string) => number) {
  return (i: number, j: number): number => {
    let sum = 0;
    for (const [a, wa] of of(i)) for (const [b, wb] of of(j)) sum += wa * wb * cov(a, b);
    return sum;
  };
}

const known = shared((i) => one(g1[i]), covOf);
const ofH = shared((i) => one(h[i]), independent);

/** Each formula's group part of the covariance of y, from the reported values. */
const cases: Record<
  string,
  { options?: GlmmOptions; entry: (v: (name: string) => number) => (i: number, j: number) => number }
> = {
  'y ~ x + (1 | gr(g1, cov = A))': {
    options: { cov: { A } },
    entry: (v) => (i, j) => v('sd_g1__Intercept') ** 2 * known(i, j),
  },
  'y ~ x + (1 + x | gr(g1, cov = A)) + (1 | h)': {
    options: { cov: { A } },
    entry: (v) => (i, j) => {
      const [s, t] = [v('sd_g1__Intercept'), v('sd_g1__x')];
      const g = s * s + v('cor_g1__Intercept__x') * s * t * (x[i] + x[j]) + t * t * x[i] * x[j];
      return g * known(i, j) + v('sd_h__Intercept') ** 2 * ofH(i, j);
    },
  },
  'y ~ x + (1 | mm(g1, g2))': {
    entry: (v) => (i, j) => v('sd_mmg1g2__Intercept') ** 2 * shared(equal, independent)(i, j),
  },
  'y ~ x + (1 | mm(g1, g2, weights = cbind(w1, w2), scale = FALSE))': {
    entry: (v) => (i, j) =>
      v('sd_mmg1g2__Intercept') ** 2 * shared((r) => member(r, false), independent)(i, j),
  },
  'y ~ x + (1 | mm(g1, g2, weights = cbind(w1, w2), cov = A)) + (1 | h)': {
    options: { cov: { A } },
    entry: (v) => (i, j) =>
      v('sd_mmg1g2__Intercept') ** 2 * shared(member, covOf)(i, j) + v('sd_h__Intercept') ** 2 * ofH(i, j),
  },
};

/** The rate at which a decay of distance has a value at distance one. */
function rateOf(decay: (t: number) => number, value: number): number {
  let [low, high] = [0, 50];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (decay(middle) > value) low = middle;
    else high = middle;
  }
  return low;
}

const decays: Record<string, (t: number) => number> = {
  exp: (t) => Math.exp(-t),
  mat: (t) => (1 + t) * Math.exp(-t),
  mat52: (t) => (1 + t + (t * t) / 3) * Math.exp(-t),
};
for (const [kind, decay] of Object.entries(decays))
  cases[`y ~ x + ${kind}(lon + lat | field)`] = {
    entry: (v) => {
      const rate = rateOf(decay, v(`cor_field__${kind}(lon+lat)`));
      return (i, j) => {
        const d = Math.hypot(lon[i] - lon[j], lat[i] - lat[j]);
        const nugget = d === 0 ? 0 : 1e-10;
        return v(`sd_field__${kind}(lon+lat)`) ** 2 * (1 - nugget) * decay(rate * d);
      };
    },
  };

function reportedAt({ program }: Model, alpha: ArrayLike<number>): (name: string) => number {
  const { names: all, write } = compileQuantities(program);
  const theta = new Float64Array(dimensionOf(program));
  theta.set(Array.from(alpha));
  const out = new Float64Array(all.length);
  write(theta, out, 0, 1);
  return (name) => {
    if (!all.includes(name)) throw new Error(`no ${name} among ${all.slice(0, 6).join(', ')}`);
    return out[all.indexOf(name)];
  };
}

/** log N(e; 0, V). */
function logNormal(e: readonly number[], cov: (i: number, j: number) => number): number {
  const n = e.length;
  const factor = cholesky(
    Float64Array.from({ length: n * n }, (_, at) => cov(Math.floor(at / n), at % n)),
    n,
  );
  if (factor === null) throw new Error('no covariance');
  const z: number[] = [];
  let sum = 0;
  for (let i = 0; i < n; i++) {
    z.push(z.reduce((left, at, m) => left - factor[i * n + m] * at, e[i]) / factor[i * (n + 1)]);
    sum -= Math.log(factor[i * (n + 1)]) + 0.5 * (z[i] * z[i] + Math.log(2 * Math.PI));
  }
  return sum;
}

function marginalOf({ program }: Model, priors: 'include' | 'exclude' = 'exclude') {
  return laplaceMarginal(latentModel(program, priors));
}

const valueAt = (target: LogDensity, at: ArrayLike<number>): number =>
  target.logDensityAndGradient(at, new Float64Array(target.dimension));

const someAlpha = ({ alpha }: Pick<Program, 'alpha'>): number[] =>
  alpha.map((_, i) => 0.3 * Math.cos(3 * i + 1));

describe.each(Object.entries(cases))('%s', (formula, { options, entry }) => {
  const m = model(formula, options);
  const alpha = someAlpha(m.program);

  it('has the likelihood of a multivariate normal outcome', () => {
    const v = reportedAt(m, alpha);
    const cov = entry(v);
    const e = y.map((at, i) => at - v('b_Intercept') - v('b_x') * x[i]);
    const expected = logNormal(e, (i, j) => cov(i, j) + (i === j ? v('sigma') ** 2 : 0));
    expect(valueAt(marginalOf(m), alpha)).toBeCloseTo(expected, 9);
  });

  it('has the gradients of its densities, and densities of the effects as reported', () => {
    expect(worstError(marginalOf(m, 'include'), stream('mixed', 1, 1), 1)).toBeLessThan(1e-6);
    const joint = compileLogDensity(m.program);
    expect(worstError(joint, stream('mixed', 2, 1), 1)).toBeLessThan(1e-7);
    // at one alpha, the Jacobian of z to the reported effects is one number
    const { at } = jointDensity(m);
    const quantities = compileQuantities(m.program);
    const [first, second] = [1, 2].map((seed) => {
      const noise = stream('mixed', seed, 7);
      const theta = Float64Array.from({ length: joint.dimension }, (_, i) => alpha[i] ?? noise.normal());
      const out = new Float64Array(quantities.names.length);
      quantities.write(theta, out, 0, 1);
      return valueAt(joint, theta) - at(out, Float64Array.from(y))[1];
    });
    expect(first).toBeCloseTo(second, 9);
  });
});

// fields over points have nothing of their own here: they are one level of ordinary coefficients
const ofLevels = Object.entries(cases).filter(([formula]) => formula.includes('cov'));
describe.each(ofLevels)('%s', (formula, { options, entry }) => {
  const alpha = someAlpha(model(formula, options).program);

  it('integrates the coefficients too, and walks by a reference', () => {
    const ours = model(formula, { ...options, priors: { b: normal(0, 1), Intercept: normal(0, 1) } });
    const { program } = ours;
    const collapsed = compileCollapsed(program, demandCollapsed(program));
    expect(worstError(collapsed, stream('mixed', 3, 1), 1)).toBeLessThan(1e-6);
    const integrated = new Set(program.linearPriors.map((prior) => prior?.at));
    const gamma = alpha.filter((_, i) => !integrated.has(i));
    const prior = new Float64Array(1);
    compile([program.otherLogPrior], program.alpha)(alpha, prior);
    const mean = x.reduce((s, at) => s + at, 0) / rows;
    const v = reportedAt(ours, alpha);
    const cov = entry(v);
    const own = (i: number, j: number): number => (i === j ? v('sigma') ** 2 : 0);
    const ofCoefficients = (i: number, j: number): number => 1 + (x[i] - mean) * (x[j] - mean);
    const expected = prior[0] + logNormal(y, (i, j) => cov(i, j) + own(i, j) + ofCoefficients(i, j));
    expect(valueAt(collapsed, gamma)).toBeCloseTo(expected, 8);
    const fit = fitLaplace(program);
    const transport = buildTransport(program, fit);
    if (transport === null) throw new Error('no reference');
    expect(worstError(compileReference(program, transport), stream('mixed', 4, 1), 1)).toBeLessThan(1e-6);
  });
});

describe('what changes nothing', () => {
  const base = (): Model => model('y ~ x + (1 + x | g1)');
  const withA = (matrix: NamedMatrix): Model =>
    model('y ~ x + (1 + x | gr(g1, cov = A))', { cov: { A: matrix } });
  const likelihood = (m: Model, alpha = someAlpha(m.program)): number => valueAt(marginalOf(m), alpha);

  it('an identity, of more levels than there are, is no covariance', () => {
    const identity = { names, values: names.map((_, i) => names.map((__, j) => (i === j ? 1 : 0))) };
    expect(likelihood(withA(identity))).toBeCloseTo(likelihood(base()), 10);
  });

  it('the order of a matrix, and of the rows', () => {
    const order = [3, 0, 6, 1, 5, 2, 4];
    const permuted = {
      names: order.map((i) => names[i]),
      values: order.map((i) => order.map((j) => values[i][j])),
    };
    expect(withA(permuted).program.terms).toEqual(withA(A).program.terms);
    const back = tableFromColumns({
      y: [...y].reverse(),
      x: [...x].reverse(),
      g1: [...g1].reverse(),
      g2: [...g2].reverse(),
    });
    const formula = 'y ~ x + (1 | mm(g1, g2))';
    expect(modelHash(glmm(formula, back))).toBe(modelHash(model(formula)));
  });

  it('a covariance and its inverse as a precision', () => {
    const inverse = inverseFrom(cholesky(Float64Array.from(values.flat()), 7) as Float64Array, 7);
    const Q = { names, values: inverse };
    const m = model('y ~ x + (1 + x | gr(g1, prec = Q))', { cov: { Q } });
    expect(likelihood(m)).toBeCloseTo(likelihood(withA(A)), 8);
  });

  it('a covariance 4 times as large and an sd half as large', () => {
    const four = { names, values: values.map((row) => row.map((value) => 4 * value)) };
    const of = (matrix: NamedMatrix): Model => model('y ~ x + (1 | gr(g1, cov = A))', { cov: { A: matrix } });
    const m = of(A);
    const at = m.program.alpha.findIndex((name) => variablesOf(m.program.terms[0].factor[0]).has(name));
    const alpha = someAlpha(m.program);
    const half = alpha.with(at, alpha[at] - Math.log(2));
    expect(likelihood(of(four), half)).toBeCloseTo(likelihood(m, alpha), 10);
  });

  it('a second membership that is the first', () => {
    const m = model('y ~ x + (1 + x | mm(g1, g1, weights = cbind(w1, w2)))');
    expect(likelihood(m)).toBeCloseTo(likelihood(base()), 10);
  });
});

describe('what changes the likelihood', () => {
  const formula = 'y ~ x + (1 | gr(g1, cov = A))';
  const at = (matrix: NamedMatrix): number => {
    const m = model(formula, { cov: { A: matrix } });
    return valueAt(marginalOf(m), someAlpha(m.program));
  };

  it.each([
    [1, 1],
    [2, 5],
    [6, 3],
  ])('entry %i, %i of a covariance', (i, j) => {
    const moved = values.map((row) => [...row]);
    moved[i][j] *= 1.01;
    if (i !== j) moved[j][i] *= 1.01;
    expect(Math.abs(at({ names, values: moved }) - at(A))).toBeGreaterThan(1e-6);
    expect(modelHash(model(formula, { cov: { A: { names, values: moved } } }))).not.toBe(
      modelHash(model(formula, { cov: { A } })),
    );
  });

  it('but for that of a level without rows', () => {
    const moved = values.map((row) => [...row]);
    moved[0][0] *= 1.5;
    expect(at({ names, values: moved })).toBe(at(A));
  });
});

it('modes of levels that vary together have the variances of the normal distribution that they have given y', () => {
  const m = model('y ~ x + (1 | gr(g1, cov = A)) + (1 | mm(g1, g2))', { cov: { A } });
  const fit = laplace(m);
  const v = reportedAt(m, fit.latent.alpha);
  const modes = conditionalModes(fit);
  const k = levels.length;
  const cov = (i: number, j: number): number =>
    v('sd_g1__Intercept') ** 2 * known(i, j) +
    v('sd_mmg1g2__Intercept') ** 2 * shared(equal, independent)(i, j) +
    (i === j ? v('sigma') ** 2 : 0);
  const factor = cholesky(
    Float64Array.from({ length: rows * rows }, (_, e) => cov(Math.floor(e / rows), e % rows)),
    rows,
  );
  const e = y.map((at, i) => at - v('b_Intercept') - v('b_x') * x[i]);
  const withRows: ((level: string, i: number) => number)[] = [
    (level, i) => v('sd_g1__Intercept') ** 2 * covOf(level, g1[i]),
    (level, i) => v('sd_mmg1g2__Intercept') ** 2 * (equal(i).get(level) ?? 0),
  ];
  withRows.forEach((of, t) => {
    levels.forEach((level, l) => {
      const c = Float64Array.from({ length: rows }, (_, i) => of(level, i));
      const solved = solveCholesky(factor as Float64Array, rows, c);
      const own = t === 0 ? v('sd_g1__Intercept') ** 2 * covOf(level, level) : v('sd_mmg1g2__Intercept') ** 2;
      expect(modes[t * k + l].mode).toBeCloseTo(
        solved.reduce((s, at, i) => s + at * e[i], 0),
        6,
      );
      expect(modes[t * k + l].conditionalSd ** 2).toBeCloseTo(
        own - solved.reduce((s, at, i) => s + at * c[i], 0),
        6,
      );
    });
  });
});

describe('refusals', () => {
  const say =
    (formula: string, options: GlmmOptions = {}) =>
    () =>
      void model(formula, options);
  const known1 = 'y ~ (1 | gr(g1, cov = A))';
  const A7 = (change: (v: number[][]) => void): NamedMatrix => {
    const copy = values.map((row) => [...row]);
    change(copy);
    return { names, values: copy };
  };
  it.each<[string, () => void, string]>([
    ['no matrix', say(known1), 'names a matrix "A" that is not given'],
    ['another', say(known1, { cov: { B: A } }), 'the formula does not name "B"'],
    [
      'levels missing',
      say(known1, {
        cov: { A: { names: names.slice(0, 5), values: values.slice(0, 5).map((r) => r.slice(0, 5)) } },
      }),
      '"A" has no rows for levels of g1: e, f',
    ],
    [
      'not symmetric',
      say(known1, {
        cov: {
          A: A7((v) => {
            v[2][1] += 0.1;
          }),
        },
      }),
      'must be symmetric',
    ],
    [
      'not square',
      say(known1, {
        cov: {
          A: A7((v) => {
            v[2].pop();
          }),
        },
      }),
      'must be square, 7 x 7, got 6 numbers in row "b"',
    ],
    [
      'no number',
      say(known1, {
        cov: {
          A: A7((v) => {
            v[3][3] = Number.NaN;
          }),
        },
      }),
      'must hold finite numbers, got NaN at [c, c]',
    ],
    [
      'a name twice',
      say(known1, {
        cov: {
          A: {
            names: ['a', 'a'],
            values: [
              [1, 0],
              [0, 1],
            ],
          },
        },
      }),
      'has the name "a" twice',
    ],
    [
      'not positive definite',
      say(known1, {
        cov: {
          A: A7((v) => {
            v[4] = [...v[3]];
            for (const row of v) row[4] = row[3];
          }),
        },
      }),
      'not positive definite, as is found at "d"',
    ],
    [
      'negative diagonal',
      say('y ~ (1 | gr(g1, prec = A))', {
        cov: {
          A: A7((v) => {
            v[0][0] = -1;
          }),
        },
      }),
      'not positive definite, as is found at "x": its diagonal entry is -1',
    ],
    ['an unknown argument', say('y ~ (1 | gr(g1, covariance = A))'), 'gr() takes by, cov, prec'],
    ['both', say('y ~ (1 | gr(g1, cov = A, prec = B))'), 'exclude each other'],
    ['one member', say('y ~ (1 | mm(g1))'), 'mm() takes two columns or more'],
    ['too few weights', say('y ~ (1 | mm(g1, g2, weights = cbind(w1)))'), 'takes as many weights'],
    [
      'weights of no size',
      say('y ~ (1 | mm(g1, g2, weights = cbind(x, w1)))'),
      'divided by their sum and must be >= 0',
    ],
    [
      'one level of two',
      say('y ~ (1 | gr(g1))+ (1 | gr(g1, cov = A))', { cov: { A } }),
      'varies by g1 twice',
    ],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message);
  });

  it('names without rows are noted', () => {
    const { notes } = model(known1, { cov: { A } });
    expect(notes.map(({ text }) => text)).toContain(
      '1 of the 7 names of A are no levels of g1 and were integrated out: x',
    );
  });
});
