import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { glmm, type Model } from '../../models/glmm.ts';
import { type Draws, drawsOf } from '../../models/posterior/draws.ts';
import type { Posterior } from '../../models/predict/index.ts';
import { bayesR2 } from '../../models/variance/bayesR2.ts';
import {
  type VarianceOptions,
  type VarianceShares,
  varianceShares,
} from '../../models/variance/varianceShares.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { InputError } from '../../src/engine/errors.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import { quantityName } from '../../src/engine/program/quantity.ts';
import { reference } from '../cli/poolwise.ts';
import { allDraws, cases, columns, madeUp, modelOf } from '../predict/models.ts';

/** A posterior of one draw; what is not named is 0. */
function fixedAt(model: Model, values: Readonly<Record<string, number>>): Posterior {
  const quantities = quantitiesOf(model.program);
  const names = quantities.map(quantityName);
  const unknown = Object.keys(values).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`no ${unknown.join()} among ${names.join()}`);
  return { model, draws: drawsOf(quantities, 1, [Float64Array.from(names, (name) => values[name] ?? 0)]) };
}

const shareOf = ({ parts }: VarianceShares, name: string) => {
  const found = parts.find((part) => part.name === name);
  if (found === undefined) throw new Error(`no part ${name}`);
  return found;
};

const read = (name: string) => parseCsv(readFileSync(reference(`${name}.csv`), 'utf8'), name);

describe('on the latent scale', () => {
  // R 4.2.2, lme4 1.1-31, performance 0.10.2, insight 0.19.0, 2026-11-27:
  // m <- lmer(Reaction ~ Days + (Days | Subject), sleepstudy, REML = FALSE); get_variance(m); icc(m); r2_nakagawa(m)
  test('a random slope counts by its average over rows, as performance has it of an lmer', () => {
    const model = glmm('Reaction ~ Days + (Days | Subject)', read('sleepstudy'));
    const shares = varianceShares(
      fixedAt(model, {
        b_Intercept: 251.40510485,
        b_Days: 10.46728596,
        sd_Subject__Intercept: 23.779759589,
        sd_Subject__Days: 5.716798514,
        cor_Subject__Intercept__Days: 0.08132109343,
        sigma: 25.591907036,
      }),
    );
    const [fixed, subjects, residual] = shares.parts;
    expect(fixed.variance.mean).toBeCloseTo(908.9533626, 4);
    expect(subjects.name).toBe('Subject (Intercept, Days)');
    expect(subjects.variance.mean).toBeCloseTo(1596.403947, 4);
    expect(residual.variance.mean).toBeCloseTo(654.9457058, 4);
    expect(subjects.icc?.mean).toBeCloseTo(0.7090875223, 8);
    expect(subjects.share.mean).toBeCloseTo(0.5051426839, 8);
    expect(fixed.share.mean).toBeCloseTo(0.2876158894, 8);
  });

  // m <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), cbpp, binomial); icc(m); r2_nakagawa(m)
  test('the residual is that of the link, as performance has it of a glmer', () => {
    const table = read('cbpp');
    const model = glmm('incidence | trials(size) ~ period + (1 | herd)', table, {
      family: 'binomial',
      factors: { period: ['1', '2', '3', '4'] },
    });
    const shares = varianceShares(
      fixedAt(model, {
        b_Intercept: -1.398342864,
        b_period2: -0.991924975,
        b_period3: -1.128216216,
        b_period4: -1.579745414,
        sd_herd__Intercept: 0.6420699277,
      }),
    );
    expect(shareOf(shares, 'herd').icc?.mean).toBeCloseTo(0.1113560818, 8);
    expect(shareOf(shares, 'fixed effects').share.mean).toBeCloseTo(0.08536316871, 8);
    expect(shareOf(shares, 'residual').variance.mean).toBeCloseTo(Math.PI ** 2 / 3, 12);
  });

  test('ordered categories have the residual of the variable that thresholds cut', () => {
    const model = modelOf({
      formula: 'ordered ~ x + (1 | g)',
      options: { family: 'cumulative', link: 'probit' },
    });
    const shares = varianceShares(fixedAt(model, { sd_g__Intercept: 2, b_x: 0 }));
    expect(shareOf(shares, 'g').icc?.mean).toBeCloseTo(4 / 5, 12);
  });

  test('an outcome of another unit and origin has the same shares; no variance between groups no ICC', () => {
    const model = modelOf({ formula: 'y ~ x + (1 | g) + (1 | h)' });
    const at = (unit: number, origin: number, tau: number): VarianceShares =>
      varianceShares(
        fixedAt(model, {
          b_Intercept: origin + unit,
          b_x: 0.7 * unit,
          sd_g__Intercept: tau * unit,
          sd_h__Intercept: 0.4 * unit,
          sigma: 1.3 * unit,
        }),
      );
    const all = (shares: VarianceShares) =>
      shares.parts.flatMap(({ share, icc }) => [share.mean, icc?.mean ?? 0]);
    const [one, other] = [all(at(1, 0, 0.8)), all(at(1000, -32, 0.8))];
    one.forEach((value, k) => {
      expect(other[k]).toBeCloseTo(value, 12);
    });
    expect(shareOf(at(1, 0, 0), 'g').icc?.mean).toBe(0);
  });
});

describe('on the observed scale', () => {
  test('a gaussian model with the identity link has the shares of the latent scale, and R2 with them', () => {
    const model = modelOf({ formula: 'y ~ x + f + (1 + x | g) + (1 | h)' });
    const posterior = { model, draws: madeUp(model) };
    const [latent, observed] = (['latent', 'observed'] as const).map((scale) =>
      varianceShares(posterior, { scale }),
    );
    for (const part of latent.parts)
      expect(shareOf(observed, part.name).share.mean).toBeCloseTo(part.share.mean, 10);
    expect(shareOf(observed, 'together').share.mean).toBeCloseTo(0, 10);
    expect(bayesR2(posterior).marginal?.mean).toBeCloseTo(shareOf(latent, 'fixed effects').share.mean, 10);
  });

  test('counts under a log link agree with the lognormal moments of crossed terms', () => {
    const model = modelOf({
      formula: 'count ~ x + offset(log(e)) + (1 | g) + (1 | h)',
      options: { family: 'negbinomial' },
    });
    const [a, b, shape] = [0.6, 0.3, 2.5];
    const shares = varianceShares(
      fixedAt(model, { b_Intercept: 0.2, b_x: 0.5, sd_g__Intercept: a, sd_h__Intercept: b, shape }),
      { scale: 'observed' },
    );
    const { x, e } = columns();
    const v = a * a + b * b;
    const means = x.map((value, i) => e[i] * Math.exp(0.2 + 0.5 * value + v / 2));
    const average = (of: (mean: number) => number): number =>
      means.reduce((sum, mean) => sum + of(mean), 0) / means.length;
    const second = average((mean) => mean * mean);
    const own = (t: number): number => second * Math.expm1(t * t);
    expect(shareOf(shares, 'g').variance.mean).toBeCloseTo(own(a), 8);
    expect(shareOf(shares, 'h').variance.mean).toBeCloseTo(own(b), 8);
    expect(shareOf(shares, 'together').variance.mean).toBeCloseTo(
      second * Math.expm1(v) - own(a) - own(b),
      8,
    );
    const squares = second * Math.exp(v);
    expect(shareOf(shares, 'residual').variance.mean).toBeCloseTo(
      average((mean) => mean) + squares / shape,
      8,
    );
    const n = means.length;
    const mean = average((m) => m);
    expect(shareOf(shares, 'fixed effects').variance.mean).toBeCloseTo(
      ((second - mean * mean) * n) / (n - 1),
      8,
    );
  });

  test('yes or no agrees with sums over a fine grid of two crossed effects', () => {
    const model = modelOf(
      { formula: 'bit ~ x + (1 + x | g) + (1 | h)', options: { family: 'bernoulli' } },
      6,
    );
    const [a, slope, cor, b] = [1.2, 0.5, -0.4, 0.9];
    const shares = varianceShares(
      fixedAt(model, {
        b_Intercept: -0.5,
        b_x: 0.8,
        sd_g__Intercept: a,
        sd_g__x: slope,
        cor_g__Intercept__x: cor,
        sd_h__Intercept: b,
      }),
      { scale: 'observed' },
    );
    const points = Array.from({ length: 81 }, (_, i) => (i - 40) / 5);
    const weights = points.map((z) => Math.exp((-z * z) / 2) / 5 / Math.sqrt(2 * Math.PI));
    const expectation = (of: (i: number) => number): number =>
      weights.reduce((sum, w, i) => sum + w * of(i), 0);
    const squared = (value: number): number => value * value;
    const found = { g: 0, h: 0, all: 0, residual: 0 };
    const { x } = columns(6);
    for (const value of x) {
      const sd = Math.sqrt(a * a + 2 * a * slope * cor * value + squared(slope * value));
      const p = points.map((u) => points.map((w) => 1 / (1 + Math.exp(0.5 - 0.8 * value - sd * u - b * w))));
      const mean = expectation((i) => expectation((j) => p[i][j]));
      const n = x.length;
      found.g += (expectation((i) => squared(expectation((j) => p[i][j]))) - mean * mean) / n;
      found.h += (expectation((j) => squared(expectation((i) => p[i][j]))) - mean * mean) / n;
      found.all += (expectation((i) => expectation((j) => squared(p[i][j]))) - mean * mean) / n;
      found.residual += expectation((i) => expectation((j) => p[i][j] * (1 - p[i][j]))) / n;
    }
    expect(shareOf(shares, 'g (Intercept, x)').variance.mean).toBeCloseTo(found.g, 7);
    expect(shareOf(shares, 'h').variance.mean).toBeCloseTo(found.h, 7);
    expect(shareOf(shares, 'together').variance.mean).toBeCloseTo(found.all - found.g - found.h, 7);
    expect(shareOf(shares, 'residual').variance.mean).toBeCloseTo(found.residual, 7);
  });
});

describe('R2', () => {
  test('conditional: the variance of means over rows, over itself and the mean variance of an outcome', () => {
    const model = modelOf({ formula: 'bit ~ x + (1 | g)', options: { family: 'bernoulli' } });
    const posterior = { model, draws: madeUp(model, { chains: 1, draws: 5 }) };
    const { out, rows } = allDraws(posterior, null, { scale: 'mean' });
    const ratios = Array.from({ length: 5 }, (_, d) => {
      const p = Array.from({ length: rows }, (_, i) => out[i * 5 + d]);
      const mean = p.reduce((sum, value) => sum + value / rows, 0);
      const explained = p.reduce((sum, value) => sum + (value - mean) ** 2 / (rows - 1), 0);
      const residual = p.reduce((sum, value) => sum + (value * (1 - value)) / rows, 0);
      return explained / (explained + residual);
    });
    expect(bayesR2(posterior).conditional.mean).toBeCloseTo(
      ratios.reduce((sum, r) => sum + r / 5, 0),
      12,
    );
  });

  test('a model without groups has no marginal one', () => {
    const model = modelOf({ formula: 'y ~ x' });
    expect(bayesR2({ model, draws: madeUp(model) })).toMatchObject({ marginal: null, without: null });
  });

  test('where groups enter sigma the marginal one is missed in words', () => {
    const model = modelOf({ formula: 'y ~ x + (1 | g); sigma ~ z + (1 | g)' });
    expect(bayesR2({ model, draws: madeUp(model) })).toMatchObject({
      marginal: null,
      without: 'on the observed scale group effects may enter the mean alone, and here they enter sigma too',
    });
  });
});

/** Shares, or why there are none. */
function sharesOrWhy(model: Model, draws: Draws, options: VarianceOptions): VarianceShares | string {
  try {
    return varianceShares({ model, draws }, options);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

describe.each(cases)('$formula $options.family', (one) => {
  const model = modelOf(one);
  const draws = madeUp(model, { chains: 1, draws: 1 });

  test.each(['latent', 'observed'] as const)('has %s shares that sum to 1, or says why not', (scale) => {
    const found = sharesOrWhy(model, draws, { scale });
    if (typeof found === 'string') {
      expect(found).toMatch(/^variance: /);
      return;
    }
    expect(found.parts.reduce((sum, { share }) => sum + share.mean, 0)).toBeCloseTo(1, 12);
    for (const { share } of found.parts) expect(share.mean).toBeGreaterThanOrEqual(0);
  });
});

test('shares do not depend on the order of rows', () => {
  const formula = 'count ~ x + (1 | g) + (1 | h)';
  const all = columns();
  const order = all.x.map((_, i) => (7 * i) % all.x.length);
  const turned = Object.fromEntries(
    Object.entries(all).map(([name, values]) => [name, order.map((i) => values[i])]),
  ) as Record<string, (number | string)[]>;
  const at = { b_Intercept: 0.2, b_x: 0.5, sd_g__Intercept: 0.6, sd_h__Intercept: 0.3 };
  const sharesIn = (table: Record<string, (number | string)[]>): number[] =>
    varianceShares(fixedAt(glmm(formula, tableFromColumns(table), { family: 'poisson' }), at), {
      scale: 'observed',
    }).parts.map(({ share }) => share.mean);
  const expected = sharesIn(all);
  sharesIn(turned).forEach((value, k) => {
    expect(value).toBeCloseTo(expected[k], 12);
  });
});

test.each([
  [
    { formula: 'count ~ x + (1 | g)', options: { family: 'poisson' } },
    {},
    'variance: poisson with link log has no residual variance',
  ],
  [
    { formula: 'bit ~ x + (1 | g)', options: { family: 'bernoulli', link: 'cauchit' } },
    {},
    'variance: link cauchit has no hidden variable',
  ],
  [
    { formula: 'ordered ~ x + (1 | g)', options: { family: 'cumulative' } },
    { scale: 'observed' },
    'variance: outcomes of cumulative are categories',
  ],
  [
    { formula: 'named ~ x + (1 | g)', options: { family: 'categorical' } },
    {},
    'variance: categorical has a linear predictor for each category',
  ],
  [
    { formula: 'y ~ x + (1 | g)' },
    { scale: 'observd' },
    'variance: scale is "latent" or "observed", got "observd"',
  ],
  [{ formula: 'y ~ x + (1 | g)' }, { level: 2 }, 'variance: level must lie between 0 and 1'],
] as const)('$0.formula with %j is refused', (one, options, message) => {
  const model = modelOf(one);
  expect(() => varianceShares({ model, draws: madeUp(model) }, options as VarianceOptions)).toThrow(message);
});
