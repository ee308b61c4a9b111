import { expect, test } from 'vitest';
import { bayesR2, varianceShares } from '../../src/index.ts';
import { columns, madeUp, modelOf } from '../predict/models.ts';

// 32 nodes whatever the sd of groups: with an sd of 6, the residual variance of a yes or no was off by 2 %.

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

test('kept: shares of the outcome are exact where groups are far apart', () => {
  const model = modelOf({ formula: 'bit ~ x + (1 | g)', options: { family: 'bernoulli' } }, 6);
  const draws = madeUp(model, { chains: 1, draws: 2 });
  const [own] = draws.values;
  const at = (name: string, d: number): number => draws.names.indexOf(name) * 2 + d;
  own.set([1, 4], at('sd_g__Intercept', 0));
  const expected = [0, 1].map((d) => {
    let [between, within] = [0, 0];
    for (const x of columns(6).x) {
      const eta = own[at('b_Intercept', d)] + own[at('b_x', d)] * x;
      let [p, squares] = [0, 0];
      for (let i = -900; i <= 900; i++) {
        const weight = Math.exp((-i * i) / 20000) / 100 / Math.sqrt(2 * Math.PI);
        const one = logistic(eta + own[at('sd_g__Intercept', d)] * (i / 100));
        p += weight * one;
        squares += weight * one * one;
      }
      between += (squares - p * p) / 6;
      within += (p - squares) / 6;
    }
    return { between, within };
  });
  const { parts } = varianceShares({ model, draws }, { scale: 'observed' });
  const close = (name: string, wanted: number): void => {
    const found = parts.find((part) => part.name === name)?.variance.mean ?? Number.NaN;
    expect(Math.abs(found / wanted - 1)).toBeLessThan(2e-5);
  };
  close('g', (expected[0].between + expected[1].between) / 2);
  close('residual', (expected[0].within + expected[1].within) / 2);
  const { marginal, conditional } = bayesR2({ model, draws });
  expect(marginal?.mean).toBeLessThan(conditional.mean);
});
