import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../diagnostics/normalQuantile.ts';
import { compareLoo, loo } from '../../models/accuracy/index.ts';
import { sumOf } from '../../models/accuracy/loo.ts';
import { pseudoBma, pseudoBmaPlus, stacking } from '../../models/accuracy/stacking.ts';
import { pointWeights } from '../../models/accuracy/weighPoint.ts';
import { madeUp, modelOf } from '../predict/models.ts';

/*
 * Log likelihoods that need no file, and what R has of them. R 4.2.2, loo 2.5.1, made 2026-11-27:
 *   u <- function(i) (i * 0.618033988749895) %% 1; q <- function(i) qnorm(0.001 + 0.998 * u(i))
 *   mu <- 0.2 * q(1:1000); s <- exp(0.15 * q(1:1000 + 5000)); y <- 1.1 * q(1:30 + 77); y[7] <- 6   # or 2.4
 *   ll  <- sapply(1:30, function(i) dnorm(y[i], mu, s, log = TRUE))
 *   ll2 <- sapply(1:30, function(i) dt(y[i] - mu, 3, log = TRUE))
 *   ll3 <- sapply(1:30, function(i) dnorm(y[i], 0.5 + mu, 1.5 * s, log = TRUE))
 *   r <- relative_eff(exp(loo:::llmatrix_to_array(ll, rep(1:4, each = 250)))); L <- loo(ll, r_eff = r)
 *   L$estimates; L$pointwise; L$diagnostics$n_eff; waic(ll); loo_compare(L, L2, L3);
 *   w <- weights(psis(-ll, r_eff = r)); colSums(w * 1:1000) / 1000
 *   stacking_weights, pseudobma_weights (BB = FALSE, and BB_n = 2e5 with seed 1)
 */
const q = (i: number): number => normalQuantile(0.001 + 0.998 * ((i * 0.618033988749895) % 1));
const logNormal = (x: number, s: number): number =>
  -0.5 * Math.log(2 * Math.PI) - Math.log(s) - (x * x) / (2 * s * s);
const logT3 = (x: number): number => Math.log(2 / (Math.PI * Math.sqrt(3))) - 2 * Math.log1p((x * x) / 3);

const densities = [
  (y: number, mu: number, s: number): number => logNormal(y - mu, s),
  (y: number, mu: number): number => logT3(y - mu),
  (y: number, mu: number, s: number): number => logNormal(y - 0.5 - mu, 1.5 * s),
];

const draws = Array.from({ length: 1000 }, (_, s) => [0.2 * q(s + 1), Math.exp(0.15 * q(s + 5001))] as const);

function weighed(density: (y: number, mu: number, s: number) => number, outlier: number) {
  const found = pointWeights(4, 250);
  return Array.from({ length: 30 }, (_, i) => {
    const y = i === 6 ? outlier : 1.1 * q(i + 78);
    found.weigh(Float64Array.from(draws, ([mu, s]) => density(y, mu, s)));
    const log = found.weights.reduce((sum, w, s) => sum + (Math.log(w) * (s + 1)) / 1000, 0);
    return { ...found.numbers, logWeights: log };
  });
}

const columnsOf = (outlier: number): Float64Array[] =>
  densities.map((density) => Float64Array.from(weighed(density, outlier), ({ elpd }) => elpd));

describe('leaving rows out, as R loo has it', () => {
  const rows = weighed(densities[0], 6);
  const total = (of: (row: (typeof rows)[number]) => number) => sumOf(Float64Array.from(rows, of));

  test('point by point', () => {
    const expected = [
      [
        0, 2.16257626636467, -1.40031341886825, 0.00581919325447599, 0.0615857382362766, 0.161490419399524,
        2013.984204292211, -3473.40552291989,
      ],
      [
        6, 1.07321985030982, -34.58337300533123, 0.8766634211125689, 21.660955436939247, 2.792786967040087,
        1.22280774282841, -10894.28843147656,
      ],
      [
        29, 1.53967099259573, -1.83164249035656, 0.01229612857155757, 0.1443997359455977, 0.147236192396943,
        1247.780989614963, -3499.20319219619,
      ],
    ] as const;
    for (const [i, efficiency, elpd, mcse, p, k, ess, logWeights] of expected) {
      const row = rows[i];
      const found = [
        row.relativeEfficiency,
        row.elpd,
        row.mcse,
        row.lpd - row.elpd,
        row.paretoK,
        row.ess,
        row.logWeights,
      ];
      [efficiency, elpd, mcse, p, k, ess, logWeights].forEach((value, c) => {
        expect(Math.abs(found[c] / value - 1)).toBeLessThan(1e-8);
      });
    }
  });

  test('in sum, with WAIC', () => {
    const close = (found: { estimate: number; se: number }, estimate: number, se: number): void => {
      expect(Math.abs(found.estimate / estimate - 1)).toBeLessThan(1e-8);
      expect(Math.abs(found.se / se - 1)).toBeLessThan(1e-8);
    };
    close(
      total(({ elpd }) => elpd),
      -82.3062997403373,
      33.5014775567444,
    );
    close(
      total(({ lpd, elpd }) => lpd - elpd),
      26.4578623379905,
      21.6094058333491,
    );
    close(
      total(({ lpd, pWaic }) => lpd - pWaic),
      -89.7327831279247,
      41.0017540025169,
    );
    close(
      total(({ pWaic }) => pWaic),
      33.884345725578,
      29.1930628485738,
    );
  });

  test('differences of models', () => {
    const [a, b, c] = columnsOf(2.4);
    const difference = (x: Float64Array, y: Float64Array) => sumOf(x.map((value, i) => value - y[i]));
    expect(difference(a, b).estimate).toBeCloseTo(-3.57837437534179, 8);
    expect(difference(a, b).se).toBeCloseTo(3.44229886913654, 8);
    expect(difference(c, b).estimate).toBeCloseTo(-4.11852760200495, 8);
    expect(difference(c, b).se).toBeCloseTo(2.01948714608255, 8);
  });

  test('weights of models', () => {
    const [a, b, c] = columnsOf(2.4);
    const all = stacking([a, b, c]);
    [0, 1, 0].forEach((w, k) => {
      expect(all[k]).toBeCloseTo(w, 9); // R: 2e-12, 1 - 2e-12, 7e-14
    });
    // R's stacking_weights ends at 0.65745038396 by its own tolerance; the root of the slope, by uniroot, is
    expect(stacking([a, c])[0]).toBeCloseTo(0.657450384115739, 10);
    [0.0267394476810788, 0.9576805733644205, 0.0155799789545008].forEach((w, k) => {
      expect(pseudoBma([a, b, c])[k]).toBeCloseTo(w, 8);
    });
    // the bootstrap's own error is 0.004
    [0.1472205268269959, 0.7923818786429865, 0.0603975945300176].forEach((w, k) => {
      expect(Math.abs(pseudoBmaPlus([a, b, c], '1')[k] - w)).toBeLessThan(0.015);
    });
  });

  test('stacking: no weight could gain, and models that are alike share', () => {
    const [a, b, c] = columnsOf(6);
    const w = stacking([a, b, c, a]);
    const mixture = a.map((_, i) => [a, b, c, a].reduce((sum, own, k) => sum + w[k] * Math.exp(own[i]), 0));
    for (const [k, own] of [a, b, c, a].entries()) {
      const slope = own.reduce((sum, x, i) => sum + Math.exp(x) / mixture[i], 0) / 30;
      expect(slope).toBeLessThan(1 + 1e-9);
      if (w[k] > 1e-9) expect(slope).toBeCloseTo(1, 8);
    }
    expect(w.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 14);
  });
});

describe('odd draws', () => {
  const found = pointWeights(2, 50);
  const plain = Float64Array.from({ length: 100 }, (_, s) => -1 - 0.1 * q(s + 1));

  test.each([Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])(
    'a log likelihood of %f: nothing is said',
    (bad) => {
      found.weigh(plain.map((x, s) => (s === 17 ? bad : x)));
      expect(found.numbers.elpd).toBeNaN();
      expect(found.numbers.paretoK).toBeNaN();
      found.weigh(plain);
      expect(found.numbers.elpd).toBeCloseTo(-1, 1);
    },
  );

  test('a likelihood that draws agree in is exact', () => {
    found.weigh(new Float64Array(100).fill(-2.5));
    expect(found.numbers).toMatchObject({
      elpd: -2.5,
      paretoK: Number.NEGATIVE_INFINITY,
      mcse: 0,
      relativeEfficiency: 1,
      pWaic: 0,
    });
  });

  test('log likelihoods far below what exp can tell apart', () => {
    found.weigh(plain.map((x) => 12 * x));
    const near = { ...found.numbers };
    found.weigh(plain.map((x) => 12 * x - 5000));
    expect(found.numbers.elpd + 5000).toBeCloseTo(near.elpd, 9);
    expect(found.numbers.mcse).toBeCloseTo(near.mcse, 9);
    found.weigh(plain.map((x, s) => x - 20 * s));
    expect(found.numbers.paretoK).toBeGreaterThan(1);
    expect(found.numbers.elpd).toBeLessThan(-1800);
  });

  test('four draws, and one chain', () => {
    const four = pointWeights(1, 4);
    four.weigh(Float64Array.of(-1, -1.2, -0.9, -1.1));
    expect(four.numbers.paretoK).toBe(Number.POSITIVE_INFINITY);
    const model = modelOf({ formula: 'bit ~ x + (1 | g)', options: { family: 'bernoulli' } });
    const result = loo({ model, draws: madeUp(model, { chains: 1, draws: 4 }) });
    expect(result.trusted).toBe(false);
    expect(result.tails.unknown).toBe(24);
    expect(result.warnings.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['fewDraws', 'oneChain']));
  });
});

test('parameters that p_loo is held against leave out what is integrated', () => {
  const model = modelOf({ formula: 'y ~ x + (x | g) + (1 | h)' });
  const fit = { model, draws: madeUp(model, { chains: 2, draws: 20 }) };
  const population = model.program.alpha.length;
  expect(loo(fit).parameters).toBe(population + 5 * 2 + 3);
  expect(loo(fit, { groups: 'g' }).parameters).toBe(population + 3);
});

describe('comparisons', () => {
  const made = (formula: string, options = {}) => {
    const model = modelOf({ formula, options });
    return loo({ model, draws: madeUp(model, { chains: 2, draws: 50 }) });
  };
  const first = { name: 'a', loo: made('count ~ x + (1 | g)', { family: 'poisson' }) };

  test.each([
    [
      'count ~ x',
      { family: 'negbinomial', weights: 'e' },
      'its rows have outcome, case weight, those of the first outcome',
    ],
    ['count ~ x', {}, 'its log likelihoods are of densities, those of the first of probabilities'],
    ['s ~ x', { family: 'poisson' }, 'its outcome is '],
  ] as const)('%s %o is refused in words', (formula, options, message) => {
    expect(() => compareLoo([first, { name: 'b', loo: made(formula, options) }])).toThrow(
      `loo: "b" cannot be compared with "a": ${message}`,
    );
  });

  test('the best comes first, with differences from it and what is to be known', () => {
    const { models, warnings, question } = compareLoo([
      first,
      { name: 'b', loo: made('count ~ x', { family: 'poisson' }) },
    ]);
    expect(models[0].difference).toEqual({ estimate: 0, se: 0 });
    expect(models[1].difference.estimate).toBeLessThan(0);
    expect(question).toBe('a new row of a known g; a new row');
    expect(warnings.map(({ kind }) => kind)).toContain('fewPoints');
  });
});
