import { describe, expect, test } from 'vitest';
import {
  ebfmi,
  ebfmiPerChain,
  essBulk,
  essMean,
  essMedian,
  essQuantile,
  essSd,
  essTail,
  mcseMean,
  mcseMedian,
  mcseQuantile,
  mcseSd,
  mean,
  quantile,
  rhat,
  rhatBasic,
  sd,
  summarise,
} from '../../diagnostics/index.ts';
import { autoregressive, normalStream } from './draws.ts';

const everyNumber = [
  essBulk,
  essMean,
  essMedian,
  essSd,
  essTail,
  mcseMean,
  mcseMedian,
  mcseSd,
  mean,
  rhat,
  rhatBasic,
  sd,
  (chains: number[][]) => essQuantile(chains, 0.1),
  (chains: number[][]) => mcseQuantile(chains, 0.1),
  (chains: number[][]) => quantile(chains, 0.1),
];

test('chains of unequal length are a RangeError that names the lengths', () => {
  for (const number of [...everyNumber, summarise, ebfmi]) {
    expect(() =>
      number([
        [1, 2, 3],
        [1, 2],
      ]),
    ).toThrow(new RangeError('diagnostics: chains must be equally long, got lengths 3, 2'));
    expect(() => number([])).toThrow(RangeError);
  }
});

test('a probability outside [0, 1] is a RangeError', () => {
  for (const number of [quantile, essQuantile, mcseQuantile]) {
    expect(() => number([[1, 2, 3]], 1.2)).toThrow(
      new RangeError('diagnostics: a probability must lie in [0, 1], got 1.2'),
    );
    expect(() => number([[1, 2, 3]], Number.NaN)).toThrow(RangeError);
  }
});

test('one NaN anywhere makes every number NaN, even in the middle draw that splitting leaves out', () => {
  const chains = autoregressive('hole', 2, 41, 0);
  chains[0][20] = Number.NaN;
  for (const number of everyNumber) expect(number(chains)).toBeNaN();
  for (const value of Object.values(summarise(chains))) expect(value).toBeNaN();
});

test('no draws at all: NaN, not a crash', () => {
  for (const number of everyNumber) expect(number([[], []])).toBeNaN();
});

describe('two chains stuck in different places', () => {
  const normal = normalStream('stuck');
  const chains = [5, 10].map((place) => Array.from({ length: 500 }, () => place + 0.01 * normal()));

  test('R-hat is far above 1.01 and a thousand draws are worth a handful', () => {
    expect(rhat(chains)).toBeGreaterThan(1.5);
    expect(rhatBasic(chains)).toBeGreaterThan(100);
    expect(essBulk(chains)).toBeLessThan(10);
  });

  test('standing quite still, R-hat is infinite', () => {
    expect(rhat([Array(50).fill(1), Array(50).fill(2)])).toBe(Infinity);
  });
});

test('a yes/no quantity split evenly still has an R-hat', () => {
  const chains = [
    Array.from({ length: 40 }, (_, i) => i % 2),
    Array.from({ length: 40 }, (_, i) => (i + 1) % 2),
  ];
  expect(rhat(chains)).toBeCloseTo(rhatBasic(chains), 12);
});

test('independent draws are worth about as many draws as there are', () => {
  const size = 4 * 2000;
  for (const seed of ['a', 'b', 'c']) {
    const chains = autoregressive(`iid ${seed}`, 4, 2000, 0);
    // the estimate's own error is a few lags' correlation noise, about 2 sqrt(2 / S) each: 10 % is over three of it
    for (const ess of [essBulk, essMean, essMedian, essSd, essTail]) {
      expect(Math.abs(ess(chains) / size - 1)).toBeLessThan(0.1);
    }
    expect(Math.abs(rhat(chains) - 1)).toBeLessThan(0.003);
  }
});

test.each([-0.5, 0.3, 0.6, 0.9])('AR(1) with phi = %d: the ESS is S (1 - phi) / (1 + phi)', (phi) => {
  const ratios = Array.from({ length: 20 }, (_, k) => {
    const chains = autoregressive(`ar ${phi} ${k}`, 4, 2500, phi);
    return (essMean(chains) / 10_000) * ((1 + phi) / (1 - phi));
  });
  const average = ratios.reduce((sum, ratio) => sum + ratio, 0) / 20;
  const spread = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - average) ** 2, 0) / 19);
  // four standard errors of the average, and 3 % for Geyer's cut, which leaves out or adds a little noise
  expect(Math.abs(average - 1)).toBeLessThan((4 * spread) / Math.sqrt(20) + 0.03);
});

test('the standard errors are the spread of the estimates over repeated runs', () => {
  const runs = Array.from({ length: 200 }, (_, k) => autoregressive(`mcse ${k}`, 4, 250, 0.5));
  const pairs = [
    [mean, mcseMean],
    [sd, mcseSd],
    [(c: number[][]) => quantile(c, 0.5), mcseMedian],
    [(c: number[][]) => quantile(c, 0.9), (c: number[][]) => mcseQuantile(c, 0.9)],
  ] as const;
  for (const [estimate, error] of pairs) {
    const spread = sd([runs.map((run) => estimate(run))]);
    const claimed = mean([runs.map((run) => error(run))]);
    // a spread from 200 runs is known to 1 / sqrt(400) = 5 %: four of these
    expect(Math.abs(claimed / spread - 1)).toBeLessThan(0.2);
  }
});

test('essQuantile: p = 1 asks about the largest draw, and a tied maximum cannot tell', () => {
  const chains = autoregressive('top', 4, 100, 0);
  expect(essQuantile(chains, 1)).toBeGreaterThan(0);
  expect(essQuantile([Array.from({ length: 100 }, (_, i) => i % 2)], 0.95)).toBeNaN();
});

test('six to eleven iterations: half the draws by convention, as posterior has it', () => {
  expect(essMean(autoregressive('short', 4, 8, 0))).toBe(16);
});

test('quantile: R’s type 7 on four numbers', () => {
  expect(
    quantile(
      [
        [4, 1],
        [3, 2],
      ],
      0.5,
    ),
  ).toBe(2.5);
  expect(
    quantile(
      [
        [4, 1],
        [3, 2],
      ],
      0.1,
    ),
  ).toBeCloseTo(1.3, 15); // place 0.3 between 1 and 2
  expect(
    quantile(
      [
        [4, 1],
        [3, 2],
      ],
      1,
    ),
  ).toBe(4);
  expect(quantile([[1, Infinity]], 0)).toBe(1);
});

describe('ebfmi', () => {
  test('by hand: changes 1, 2, -3 against deviations -1, 0, 2, -1', () => {
    expect(ebfmi([[1, 2, 4, 1]])).toBeCloseTo((1 + 4 + 9) / (1 + 0 + 4 + 1), 14);
  });

  test('is 2 for independent energies, small for a slow walk, and the least of all chains', () => {
    const quick = autoregressive('energy', 1, 2000, 0)[0];
    const slow = autoregressive('energy', 1, 2000, 0.95)[0];
    const [first, second] = ebfmiPerChain([quick, slow]);
    expect(first).toBeCloseTo(2, 0); // E(e' - e)^2 = 2 Var e
    expect(second).toBeLessThan(0.2); // 2 (1 - 0.95) = 0.1
    expect(ebfmi([quick, slow])).toBe(second);
  });

  test('cannot tell from three draws, a constant or an infinite energy', () => {
    expect(ebfmiPerChain([[1, 2, 3]])).toEqual([Number.NaN]);
    expect(
      ebfmi([
        [1, 2, 4, 1],
        [2, 2, 2, 2],
      ]),
    ).toBeNaN();
    expect(ebfmi([[1, 2, Infinity, 1]])).toBeNaN();
  });
});
