import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  essBulk,
  essMean,
  essTail,
  mcseMean,
  quantile,
  rhat,
  rhatBasic,
  summarise,
} from '../../diagnostics/index.ts';
import { rank } from '../../diagnostics/ranks.ts';
import { scaleReduction } from '../../diagnostics/rhat.ts';
import { pool } from '../../diagnostics/shape.ts';
import { autoregressive } from './draws.ts';

// AR(1) chains of arbitrary shape; a failing property prints fast-check's seed and the arguments to repeat it
const someChains = fc
  .record({
    seed: fc.string(),
    chains: fc.integer({ min: 2, max: 6 }),
    iterations: fc.integer({ min: 12, max: 120 }),
    phi: fc.double({ min: -0.9, max: 0.95, noNaN: true }),
  })
  .map(({ seed, chains, iterations, phi }) => autoregressive(seed, chains, iterations, phi));

const ROUNDING = 1e-9; // sums of at most 720 terms near 1, in another order or on another scale

function expectSame(a: number, b: number): void {
  if (Number.isNaN(a)) expect(b).toBeNaN();
  else expect(Math.abs(a - b)).toBeLessThan(ROUNDING * Math.abs(a));
}

function transform(chains: number[][], f: (x: number) => number): number[][] {
  return chains.map((chain) => chain.map(f));
}

describe('the order of the chains does not matter', () => {
  test.each([
    ['rhat', rhat],
    ['rhatBasic', rhatBasic],
    ['essBulk', essBulk],
    ['essTail', essTail],
    ['mcseMean', mcseMean],
  ] as const)('%s', (_, number) => {
    fc.assert(fc.property(someChains, (chains) => expectSame(number(chains), number([...chains].reverse()))));
  });
});

test('essBulk and rank R-hat see only the order of the draws: x^3 + x and atan x change nothing', () => {
  const rankRhat = (chains: number[][]) => {
    const ranked = rank(pool(chains));
    return ranked ? scaleReduction(ranked.scores) : Number.NaN;
  };
  for (const increasing of [(x: number) => x ** 3 + x, Math.atan]) {
    fc.assert(
      fc.property(someChains, (chains) => {
        const moved = transform(chains, increasing);
        expect(essBulk(moved)).toBe(essBulk(chains));
        expect(rankRhat(moved)).toBe(rankRhat(chains));
      }),
    );
  }
});

test('rhat, which also folds around the median, keeps under a change of unit and of sign', () => {
  fc.assert(
    fc.property(someChains, fc.integer({ min: -9, max: 9 }), (chains, shift) => {
      expectSame(rhat(transform(chains, (x) => 2.54 * x + shift)), rhat(chains));
      expectSame(rhat(transform(chains, (x) => -x)), rhat(chains));
    }),
  );
});

test('essMean keeps, and mcseMean scales, under a change of unit', () => {
  const factor = fc.double({ min: 0.01, max: 100, noNaN: true });
  fc.assert(
    fc.property(someChains, factor, fc.integer({ min: -9, max: 9 }), (chains, scale, shift) => {
      const moved = transform(chains, (x) => scale * x + scale * shift);
      expectSame(essMean(moved), essMean(chains));
      expectSame(mcseMean(moved), scale * mcseMean(chains));
    }),
  );
});

test('summarise gives the numbers of the single functions for any chains', () => {
  fc.assert(
    fc.property(someChains, (chains) => {
      const summary = summarise(chains);
      expect(summary.rhat).toBe(rhat(chains));
      expect(summary.essBulk).toBe(essBulk(chains));
      expect(summary.essTail).toBe(essTail(chains));
      expect(summary.mcseMean).toBe(mcseMean(chains));
      expect(summary.q95).toBe(quantile(chains, 0.95));
    }),
  );
});
