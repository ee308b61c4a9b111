import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { add, div, exp, lgamma, log, log1p, mul, neg, square, sub } from '../../src/engine/autodiff/index.ts';
import { exp as exponential, logistic } from '../../src/engine/elementary.ts';
import { poisson } from '../../src/engine/rng/poisson.ts';
import { stream } from '../../src/engine/rng.ts';
import { type Family, type GlmmOptions, glmm, type Model } from '../../src/index.ts';

/** Counts with more variance than the mean: a user's own family, with a parameter, log-concave in eta. */
export const negativeBinomial: Family = {
  name: 'negbin',
  response: 'count',
  parameters: [{ name: 'phi', support: { kind: 'positive' } }],
  links: {
    log: ({ y, eta }, { phi }) =>
      add(
        sub(lgamma(add(y, phi)), add(lgamma(phi), lgamma(add(y, 1)))),
        sub(add(mul(y, eta), mul(phi, log(phi))), mul(add(y, phi), log(add(phi, exp(eta))))),
      ),
  },
  defaultLink: 'log',
  notation: 'NegBin(mu_ij, phi)',
};

/** Student's t with 4 degrees of freedom: not log-concave, far residuals have negative weights. */
export const heavyTails: Family = {
  name: 'student4',
  response: 'real',
  parameters: [{ name: 'scale', support: { kind: 'positive' }, scalesWithOutcome: true }],
  links: {
    identity: ({ y, eta }, { scale }) =>
      sub(mul(-2.5, log1p(div(square(div(sub(y, eta), scale)), 4))), log(scale)),
  },
  defaultLink: 'identity',
  notation: 't4(mu_ij, scale)',
};

/** Gumbel errors with a real-valued parameter of their own, so that third derivatives and mixed ones all count. */
export const gumbel: Family = {
  name: 'gumbel',
  response: 'real',
  parameters: [
    { name: 'logScale', support: { kind: 'real' } },
    { name: 'tilt', support: { kind: 'interval', lower: 0, upper: 1 } },
  ],
  links: {
    identity: ({ y, eta }, { logScale, tilt }) => {
      const r = div(sub(y, eta), exp(logScale));
      return sub(
        sub(neg(exp(neg(r))), mul(add(1, mul(0.1, tilt)), r)),
        add(logScale, mul(0.1, square(tilt))),
      );
    },
  },
  defaultLink: 'identity',
  notation: 'Gumbel(mu_ij)',
};

/** 90 rows: 12 classes in 4 schools, crossed with 5 raters; outcomes of every kind. */
export function smallTable(rows = 90) {
  const rng = stream('laplace', 'small');
  const columns: Record<string, (number | string)[]> = {};
  const names = ['x', 'x2', 'class', 'school', 'rater', 'real', 'binary', 'count', 'hits', 'n', 'w', 'o'];
  for (const name of names) columns[name] = [];
  const effects = (levels: number, sd: number): number[] =>
    Array.from({ length: levels }, () => sd * rng.normal());
  const [classes, slopes, schools, raters] = [
    effects(12, 0.8),
    effects(12, 0.4),
    effects(4, 0.6),
    effects(5, 0.5),
  ];
  for (let i = 0; i < rows; i++) {
    const c = rng.integer(12);
    const r = rng.integer(5);
    const x = rng.normal();
    const x2 = rng.normal();
    const o = 0.3 * rng.normal();
    const eta = 0.4 + 0.5 * x - 0.3 * x2 + o + classes[c] + slopes[c] * x + schools[c % 4] + raters[r];
    const n = 1 + rng.integer(6);
    let hits = 0;
    for (let k = 0; k < n; k++) if (rng.uniform() < logistic(eta)) hits++;
    const row = {
      x,
      x2,
      class: `c${c}`,
      school: `s${c % 4}`,
      rater: `r${r}`,
      real: eta + 0.7 * rng.normal(),
      binary: rng.uniform() < logistic(eta) ? 1 : 0,
      count: poisson(rng, exponential(eta)),
      hits,
      n,
      w: 0.5 + rng.uniform(),
      o,
    };
    for (const [name, value] of Object.entries(row)) columns[name].push(value);
  }
  return tableFromColumns(columns);
}

export function smallModel(formula: string, options: GlmmOptions = {}): Model {
  return glmm(formula, smallTable(), options);
}

/** The families tried everywhere, with an outcome for each. */
export const outcomes: readonly { family: string | Family; outcome: string }[] = [
  { family: 'gaussian', outcome: 'real' },
  { family: 'bernoulli', outcome: 'binary' },
  { family: 'binomial', outcome: 'hits | trials(n)' },
  { family: 'poisson', outcome: 'count' },
  { family: negativeBinomial, outcome: 'count' },
  { family: heavyTails, outcome: 'real' },
  { family: gumbel, outcome: 'real' },
];

/** One, nested and crossed factors, one to three coefficients a level, with and without correlations. */
export const structures: readonly string[] = [
  'x',
  'x + (1 | class)',
  'x + (1 + x | class)',
  'x + x2 + (1 + x + x2 | class)',
  'x + (1 + x || class)',
  'x + (1 | class) + (0 + x | class)',
  'x + (1 | school) + (1 | class)',
  'x + (1 | school / rater)',
  'x + (1 | class) + (1 + x2 | rater)',
  'x + (1 + x | class) + (1 | school) + (1 + x2 | rater)',
];
