import type { Model } from '../../models/glmm.ts';
import type { Prior, ScalarPrior } from '../../models/priors/prior.ts';
import type { GlmmSpec, TermSpec } from './arbitrarySpec.ts';
import { logGamma } from './numeric.ts';
import { textbookPrior } from './textbookPriors.ts';

type Named = Readonly<Record<string, number>>;

/**
 * The posterior log density on the user's own scale: straight loops, textbook formulas, nothing of ours but the
 * resolved values of default priors. Reads b_..., sd_..., cor_..., sigma and r_... from `q`.
 */
export function naiveLogDensity(spec: GlmmSpec, priors: Model['priors'], q: Named): number {
  return logLikelihood(spec, q) + logPriors(spec, priors, q) + logEffects(spec, q);
}

function logLikelihood(spec: GlmmSpec, q: Named): number {
  const number = (name: string, i: number): number => spec.columns[name][i] as number;
  let total = 0;
  for (let i = 0; i < spec.columns.y.length; i++) {
    let eta = spec.offset ? number('o', i) : 0;
    if (spec.intercept) eta += q.b_Intercept;
    for (const name of spec.predictors) eta += q[`b_${name}`] * number(name, i);
    for (const { group, coefs } of spec.terms)
      for (const coef of coefs)
        eta +=
          q[`r_${group}[${spec.columns[group][i]},${coef}]`] * (coef === 'Intercept' ? 1 : number(coef, i));
    total +=
      (spec.weights ? number('w', i) : 1) * logRow(spec.family, number('y', i), number('n', i), eta, q);
  }
  return total;
}

function logRow(family: GlmmSpec['family'], y: number, n: number, eta: number, { sigma }: Named): number {
  switch (family) {
    case 'gaussian':
      return -0.5 * ((y - eta) / sigma) ** 2 - Math.log(sigma) - 0.5 * Math.log(2 * Math.PI);
    case 'bernoulli':
      return y === 1 ? -Math.log1p(Math.exp(-eta)) : -Math.log1p(Math.exp(eta));
    case 'binomial':
      return (
        logGamma(n + 1) -
        logGamma(y + 1) -
        logGamma(n - y + 1) -
        y * Math.log1p(Math.exp(-eta)) -
        (n - y) * Math.log1p(Math.exp(eta))
      );
    case 'poisson':
      return y * eta - Math.exp(eta) - logGamma(y + 1);
  }
}

/** The first of the keys that the table holds. */
function priorOf(priors: Model['priors'], keys: readonly string[]): Prior {
  for (const key of keys) {
    const row = priors.find(({ parameter }) => parameter === key);
    if (row !== undefined) return row.prior;
  }
  throw new Error(`no prior for ${keys[0]}`);
}

function logScalar(priors: Model['priors'], keys: readonly string[], x: number): number {
  const density = textbookPrior(priorOf(priors, keys) as ScalarPrior, x);
  return density === null ? Number.NaN : Math.log(density);
}

function logPriors(spec: GlmmSpec, priors: Model['priors'], q: Named): number {
  const { intercept, predictors, terms, columns, family } = spec;
  const rows = columns.y.length;
  let total = 0;
  if (intercept) {
    let atMeans = q.b_Intercept;
    for (const name of predictors)
      atMeans += (q[`b_${name}`] * columns[name].reduce<number>((s, x) => s + Number(x), 0)) / rows;
    total += logScalar(priors, ['Intercept'], atMeans);
  }
  for (const name of predictors) total += logScalar(priors, [`b_${name}`, 'b'], q[`b_${name}`]);
  for (const term of terms) total += logCovariance(spec, priors, term, q);
  return family === 'gaussian' ? total + logScalar(priors, ['sigma'], q.sigma) : total;
}

/** Sds, and the correlation of two coefficients, at the predictors' zero or, by default, at the slope's mean. */
function logCovariance(spec: GlmmSpec, priors: Model['priors'], term: TermSpec, q: Named): number {
  const { group, coefs, correlated } = term;
  const keysOf = (coef: string): string[] => [`sd_${group}__${coef}`, `sd_${group}`, 'sd'];
  const sds = coefs.map((coef) => q[`sd_${group}__${coef}`]);
  if (!correlated || coefs.length === 1)
    return coefs.reduce((sum, coef, c) => sum + logScalar(priors, keysOf(coef), sds[c]), 0);
  const prior = priorOf(priors, [`cor_${group}`, 'cor']);
  const eta = prior.kind === 'lkj' ? prior.eta : Number.NaN;
  const r = q[`cor_${group}__${coefs[0]}__${coefs[1]}`];
  const atMean = isDefault(priors, keysOf(coefs[0]))
    ? movedToMean(spec, coefs[1], [sds[0], sds[1]], r)
    : null;
  const [sd, rho] = atMean ?? [sds[0], r];
  // d (sd_0, r) at the mean / d (sd_0, r) as reported: G moves by a matrix of determinant 1, and dG is 4 (sd_0 sd_1)^2
  const jacobian = 2 * Math.log(sds[0] / sd);
  // (1 - r^2)^(eta - 1), normalised on (-1, 1)
  const logConstant = (2 * eta - 1) * Math.log(2) + 2 * logGamma(eta) - logGamma(2 * eta);
  return (
    logScalar(priors, keysOf(coefs[0]), sd) +
    logScalar(priors, keysOf(coefs[1]), sds[1]) +
    (eta - 1) * Math.log(1 - rho * rho) -
    logConstant +
    jacobian
  );
}

function isDefault(priors: Model['priors'], keys: readonly string[]): boolean {
  const key = keys.find((k) => priors.some(({ parameter }) => parameter === k));
  return priors.some((row) => row.parameter === key && row.isDefault);
}

/** Sd of b_0 + mean b_1, and its correlation with b_1. */
function movedToMean(
  { columns }: GlmmSpec,
  slope: string,
  [s0, s1]: readonly [number, number],
  r: number,
): [number, number] {
  const mean = columns[slope].reduce<number>((s, x) => s + Number(x), 0) / columns[slope].length;
  const sd = Math.sqrt(s0 * s0 + 2 * mean * r * s0 * s1 + mean * mean * s1 * s1);
  return [sd, (r * s0 + mean * s1) / sd];
}

/** b_j ~ N(0, G), G from the sds and the correlation, written out for one and two coefficients. */
function logEffects(spec: GlmmSpec, q: Named): number {
  let total = 0;
  for (const term of spec.terms)
    for (const level of new Set(spec.columns[term.group])) total += logNormal(term, String(level), q);
  return total;
}

function logNormal({ group, coefs, correlated }: TermSpec, level: string, q: Named): number {
  const z = coefs.map((coef) => q[`r_${group}[${level},${coef}]`] / q[`sd_${group}__${coef}`]);
  const scale = coefs.reduce((s, coef) => s + Math.log(q[`sd_${group}__${coef}`]), 0);
  const constant = -0.5 * coefs.length * Math.log(2 * Math.PI) - scale;
  if (coefs.length === 1) return constant - 0.5 * z[0] ** 2;
  const r = correlated ? q[`cor_${group}__${coefs[0]}__${coefs[1]}`] : 0;
  const squares = (z[0] ** 2 - 2 * r * z[0] * z[1] + z[1] ** 2) / (1 - r * r);
  return constant - 0.5 * squares - 0.5 * Math.log(1 - r * r);
}
