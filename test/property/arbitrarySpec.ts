import fc from 'fast-check';
import * as make from '../../models/priors/constructors.ts';
import type { Prior } from '../../models/priors/prior.ts';
import { stream } from '../../src/engine/rng.ts';

/** A small mixed model in plain data, before any code of ours has read it. */
export interface GlmmSpec {
  readonly family: 'gaussian' | 'bernoulli' | 'binomial' | 'poisson';
  readonly intercept: boolean;
  /** Numeric predictors, by name. */
  readonly predictors: readonly string[];
  readonly terms: readonly TermSpec[];
  readonly columns: Readonly<Record<string, readonly (number | string)[]>>;
  readonly offset: boolean;
  readonly weights: boolean;
  readonly priors: Readonly<Record<string, Prior>>;
}

export interface TermSpec {
  readonly group: string;
  readonly coefs: readonly string[];
  readonly correlated: boolean;
}

export function formulaOf({ family, intercept, predictors, terms, offset }: GlmmSpec): string {
  const randoms = terms.map(({ group, coefs, correlated }) => {
    const inside = coefs.map((c) => (c === 'Intercept' ? '1' : c));
    const start = coefs.includes('Intercept') ? inside : ['0', ...inside];
    return `(${start.join(' + ')} ${correlated ? '|' : '||'} ${group})`;
  });
  const right = [intercept ? '1' : '0', ...predictors, ...randoms, ...(offset ? ['offset(o)'] : [])];
  return `y${family === 'binomial' ? ' | trials(n)' : ''} ~ ${right.join(' + ')}`;
}

const scalePriors: readonly Prior[] = [
  make.halfNormal(1.5),
  make.exponential(0.7),
  make.uniform(0, 6),
  make.gamma(2, 1.3),
  make.invGamma(3, 2),
  make.halfCauchy(1.1),
];
const realPriors: readonly Prior[] = [
  make.normal(0.3, 2),
  make.studentT(4, -0.2, 1.5),
  make.uniform(-3, 2),
  make.cauchy(0.1, 1),
  make.halfNormal(2),
  make.gamma(2, 1.5),
];

/**
 * Random small models: 0-3 predictors, 1-2 grouping factors, slopes correlated or not, offsets, weights, priors.
 * Beside `arbitraryGlmm` of poolwise/testing, which draws from our own families and declares all priors for calibration,
 * because the naive density has to read a model that none of our code has touched.
 */
export const arbitrarySpec: fc.Arbitrary<GlmmSpec> = fc
  .record({
    seed: fc.nat({ max: 1e6 }),
    family: fc.constantFrom<GlmmSpec['family']>('gaussian', 'bernoulli', 'binomial', 'poisson'),
    intercept: fc.boolean(),
    width: fc.integer({ min: 0, max: 3 }),
    terms: fc.array(fc.constantFrom('1', '1+x', '1+x||', '0+x'), { minLength: 1, maxLength: 2 }),
    offset: fc.boolean(),
    weights: fc.boolean(),
    b: fc.option(fc.constantFrom(...realPriors), { nil: undefined }),
    x1: fc.option(fc.constantFrom(...realPriors), { nil: undefined }),
    centre: fc.option(fc.constantFrom(...realPriors), { nil: undefined }),
    sd: fc.option(fc.constantFrom(...scalePriors), { nil: undefined }),
    sdOfG: fc.option(fc.constantFrom(...scalePriors), { nil: undefined }),
    sigma: fc.option(fc.constantFrom(...scalePriors), { nil: undefined }),
    cor: fc.option(fc.constantFrom(make.lkj(1), make.lkj(3.5)), { nil: undefined }),
  })
  .map(({ seed, family, width, intercept, terms: kinds, offset, weights, ...priors }) => {
    const predictors = ['x1', 'x2', 'x3'].slice(0, width);
    const terms = kinds.map((kind, t): TermSpec => {
      const withSlope = kind !== '1' && width > 0;
      const coefs = withSlope ? (kind === '0+x' ? ['x1'] : ['Intercept', 'x1']) : ['Intercept'];
      return { group: ['g', 'h'][t], coefs, correlated: kind !== '1+x||' };
    });
    const spec = { family, predictors, intercept, terms, offset, weights };
    return { ...spec, columns: columnsOf(seed, family), priors: declared(spec, priors) };
  });

/** Only priors that the model asks for; the rest would be refused as covering nothing. */
function declared(
  { family, predictors, intercept, terms }: Pick<GlmmSpec, 'family' | 'predictors' | 'intercept' | 'terms'>,
  priors: Readonly<Record<'b' | 'x1' | 'centre' | 'sd' | 'sdOfG' | 'sigma' | 'cor', Prior | undefined>>,
): Record<string, Prior> {
  const table: Record<string, Prior> = {};
  const declare = (name: string, prior: Prior | undefined, asked: boolean): void => {
    if (prior !== undefined && asked) table[name] = prior;
  };
  declare('b', priors.b, predictors.length > (priors.x1 === undefined ? 0 : 1));
  declare('b_x1', priors.x1, predictors.length > 0);
  declare('Intercept', priors.centre, intercept);
  declare('sd', priors.sd, terms.length > (priors.sdOfG === undefined ? 0 : 1));
  declare('sd_g', priors.sdOfG, true);
  declare('sigma', priors.sigma, family === 'gaussian');
  declare(
    'cor',
    priors.cor,
    terms.some((t) => t.correlated && t.coefs.length > 1),
  );
  return table;
}

/** Columns of 14 rows: predictors far from centred and of unlike scales, every level of g and h in use. */
function columnsOf(seed: number, family: GlmmSpec['family']): GlmmSpec['columns'] {
  const rng = stream(String(seed));
  const rows = 14;
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i));
  const n = column(() => 1 + rng.integer(5));
  const outcome = {
    gaussian: () => 3 + 2 * rng.normal(),
    bernoulli: (i: number) => (i < 2 ? i : rng.integer(2)),
    binomial: (i: number) => rng.integer(n[i] + 1),
    poisson: () => rng.integer(6),
  }[family];
  return {
    y: column(outcome),
    n,
    x1: column(() => 1 + 0.7 * rng.normal()),
    x2: column(() => 2 * rng.normal()),
    x3: column(() => 0.3 * rng.normal() - 0.5),
    o: column(() => 0.5 * rng.normal()),
    w: column((i) => (i === 3 ? 0 : 0.2 + 2 * rng.uniform())),
    g: column((i) => `g${i < 3 ? i : rng.integer(3)}`),
    h: column((i) => `h${i < 2 ? i : rng.integer(2)}`),
  };
}
