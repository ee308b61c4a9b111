import { type GlmmOptions, glmm, type Model } from '../../src/index.ts';

const rows = 60;
const from = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i));
/** Numbers that look random, the same every time. */
const noise = (i: number, seed: number): number => ((i * 7919 + seed * 104729) % 1000) / 1000;

/** Columns for models of every kind. */
export const brmsColumns = {
  y: from((i) => noise(i, 1) + (i % 5) / 5),
  pos: from((i) => 0.1 + noise(i, 2)),
  unit: from((i) => 0.05 + 0.9 * noise(i, 3)),
  count: from((i) => Math.floor(5 * noise(i, 4))),
  some: from((i) => 1 + Math.floor(5 * noise(i, 4))),
  yes: from((i) => (noise(i, 5) > 0.5 ? 1 : 0)),
  n: from((i) => 6 + (i % 3)),
  rating: from((i) => 1 + (i % 4)),
  mode: from((i) => ['bus', 'car', 'train'][Math.floor(2.999 * noise(i, 7))]),
  x: from((i) => noise(i, 8)),
  z: from((i) => 1 + noise(i, 9)),
  sex: from((i) => (i % 3 === 0 ? 'm' : 'f')),
  dose: from((i) => [1, 2, 5][i % 3]),
  step: from((i) => i % 4),
  g: from((i) => `g${i % 10}`),
  h: from((i) => `h${(i * 3) % 7}`),
  kind: from((i) => ((i % 10) % 2 === 0 ? 'a' : 'b')),
  w: from((i) => 1 + (i % 2)),
};

/** Models that brms can say: formula and options. */
export const brmsModels: readonly (readonly [formula: string, options?: GlmmOptions])[] = [
  ['y ~ x * sex + I(x^2) + poly(z, 2) + (1 + x | g)', { sigma: '~ z + (1 | h)' }],
  [
    'y ~ 0 + sex + (1 | sex:h) + (x || h)',
    { priors: { b: 'normal(0, 3)', sd: 'exponential(1)', sigma: 'half_cauchy(2)' } },
  ],
  ['y ~ x + (1 |p| g)', { sigma: '~ (1 |p| g)', priors: { sd_g: 'half_normal(1)', cor: 'lkj(3)' } }],
  ['y ~ x + (1 | gr(g, by = kind))', {}],
  ['y ~ mo(step) + s(x, k = 5) + ns(z, df = 3) + (1 | g)', {}],
  ['y ~ x + (1 | mm(g, h))', { weights: 'w' }],
  ['y | se(pos, sigma = TRUE) ~ factor(dose) + scale(x) + offset(log(z))', { contrasts: { dose: 'sum' } }],
  ['y ~ x + (1 | g)', { family: 'student_t', priors: { nu: 'truncated(gamma(2, 0.2), 1, Inf)' } }],
  ['y ~ x', { family: 'skew_normal' }],
  ['pos ~ x', { family: 'lognormal', priors: { b_x: 'student_t(4, 0, 2)', Intercept: 'flat()' } }],
  ['pos ~ x', { family: 'gamma', link: 'inverse' }],
  ['pos ~ x', { family: 'exponential' }],
  ['pos ~ x', { family: 'weibull', parameters: { shape: '~ x' } }],
  ['pos ~ x', { family: 'inverse_gaussian' }],
  ['pos ~ x', { family: 'hurdle_gamma' }],
  ['unit ~ x + (1 | g)', { family: 'beta' }],
  ['yes ~ x + (1 | g)', { family: 'bernoulli', link: 'probit' }],
  ['count | trials(n) ~ x', { family: 'binomial' }],
  ['cbind(count, n - count) ~ x', { family: 'binomial' }],
  ['count | trials(n) ~ x', { family: 'beta_binomial' }],
  ['count | trials(n) ~ x', { family: 'zero_inflated_binomial' }],
  ['rating ~ x + (1 | g)', { family: 'cumulative', priors: { 'b_Intercept[2]': 'normal(0, 1)' } }],
  ['rating | thres(gr = sex) ~ x', { family: 'sratio' }],
  ['mode ~ x + (1 | g)', { family: 'categorical' }],
  ['count ~ x + (1 | g)', { family: 'poisson' }],
  ['count ~ x', { family: 'negbinomial', priors: { shape: 'uniform(0.1, 50)' } }],
  ['some ~ x', { family: 'truncated_poisson' }],
  ['some ~ x', { family: 'truncated_negbinomial' }],
  ['count ~ x', { family: 'zero_inflated_poisson', zi: '~ z' }],
  ['count ~ x', { family: 'zero_inflated_negbinomial' }],
  ['count ~ x', { family: 'hurdle_poisson' }],
  ['count ~ x', { family: 'hurdle_negbinomial' }],
];

export const declared = ([formula, options]: (typeof brmsModels)[number]): Model =>
  glmm(formula, brmsColumns, options);
