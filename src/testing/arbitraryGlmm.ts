import type * as FastCheck from 'fast-check';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { chooseFamily } from '../../models/families/choose.ts';
import type { Family } from '../../models/families/family.ts';
import { type Declaration, type GlmmOptions, glmm } from '../../models/glmm.ts';
import { residualSdOf } from '../../models/layout/rowDensity.ts';
import * as make from '../../models/priors/constructors.ts';
import { tableFromColumns } from '../data/tableFromColumns.ts';
import { arbitraryColumns } from './arbitraryColumns.ts';
import { type DeclaredPriorChoice, declaredPriors, wholePriors } from './arbitraryPriors.ts';
import { outcomeSide, scalarParameters } from './familyModel.ts';

/** The parts of fast-check that `arbitraryGlmm` uses; hand over the module itself. */
export type FastCheckModule = Pick<
  typeof FastCheck,
  'record' | 'nat' | 'integer' | 'boolean' | 'constantFrom'
>;

/** Of `arbitraryGlmm`. */
export interface ArbitraryGlmmOptions {
  /** Only models that say how their outcomes come about, for simulation: no weights, censoring or known errors; false if left out. */
  readonly generative?: boolean;
  /** Only models whose rows are independent given the group effects: no residual structures; false if left out. */
  readonly independent?: boolean;
}

/** Random parts: every structure, classes of levels, terms joined by an id, known covariances, members, nested and crossed, a smooth. */
const randomTerms: readonly string[] = [
  ...['(1 | g)', '(1 + x1 | g)', '(1 + x1 || g)', '(1 | g) + (1 | h)', '(1 | g) + (1 | g:h)'],
  ...['homdiag(1 + x1 | g)', 'cs(f | g)', 'homcs(f | g)', 'ar1(t | g)', 'hetar1(t | g)', 'ou(t | g)'],
  ...[
    'toep(t | g)',
    'homtoep(t | g)',
    'exp(t | g)',
    'mat(t | g)',
    'mat52(t | g)',
    '(1 + x1 | gr(g, by = b))',
    'cs(f | gr(g, by = b))',
  ],
  ...['(1 |p| g) + (0 + x1 |p| g)', '(1 | g) + s(v, k = 5)'],
  ...['(1 + x1 | gr(g, cov = A))', '(1 | mm(h, h2))', '(1 | mm(h, h2, weights = cbind(w, e)))'],
];

/** Of the four levels of g. */
const knownCovariance = {
  names: ['g0', 'g1', 'g2', 'g3'],
  values: [
    [1, 0.5, 0.1, 0],
    [0.5, 1.2, 0, 0.2],
    [0.1, 0, 0.9, 0.3],
    [0, 0.2, 0.3, 1.5],
  ],
};

/** Fixed effects: numbers, factors, interactions, and columns that learn from all rows. */
const fixedTerms: readonly string[] = [
  ...['x1', 'x1 + x2', 'x1 * x2 + x3', 'x1 + f', 'x1 + poly(u, 2)', 'x1 + scale(x2) + x3'],
  'x1 + bs(u, df = 4)',
];

/** Covariances of residuals: rows are visits `k`, at times `m`, of subjects `s`. */
const residuals: readonly string[] = [
  ...['ar1(k | s)', 'car1(m | s)', 'cs(1 | s)', 'diag(f)', 'us(k | s)', 'hetar1(k | s)', 'hetcs(k | s)'],
  'arma11(k | s)',
];

/** What a model may have besides: a left side, options, and a random term that goes with them. */
interface Feature {
  readonly left?: string;
  readonly options?: GlmmOptions;
  readonly random?: string;
}

/** Everything that a family can have. */
function featuresOf(
  family: Family,
  { generative = false, independent = false }: ArbitraryGlmmOptions,
): Feature[] {
  const chosen = chooseFamily(family);
  const hasResidual = residualSdOf(chosen) !== null;
  const parameters = scalarParameters(family).map(({ name }) => name);
  return [
    {},
    ...parameters.flatMap((name): Feature[] => [
      { options: { parameters: { [name]: '~ x1 + (1 | h)' } } },
      { options: { parameters: { [name]: '~ (1 |p| g)' } }, random: '(1 + x1 |p| g)' },
      {
        options: { parameters: { [name]: '~ offset(o) + (1 |p| gr(g, by = b))' } },
        random: '(1 |p| gr(g, by = b))',
      },
    ]),
    ...(hasResidual && !independent ? residuals.map((residual): Feature => ({ options: { residual } })) : []),
    ...(generative ? [] : knowingFeatures(chosen.tails !== null, hasResidual)),
  ];
}

/** What is known of rows that no model of the data says. */
function knowingFeatures(canBeCensored: boolean, hasResidual: boolean): Feature[] {
  return [
    { options: { weights: 'w' } },
    ...(canBeCensored
      ? [{ left: 'y | cens(c)' }, { left: 'y | cens(i, y2)', options: { weights: 'w' } }]
      : []),
    ...(hasResidual ? [{ left: 'y | se(e)' }, { left: 'y | se(e, sigma = TRUE)' }] : []),
  ];
}

const chosenFrom = <T>(items: readonly T[], at: number): T => items[at % items.length];

/**
 * Small valid mixed models with data, of the whole class: every family under its default link, every covariance structure on
 * either side, formulas of parameters, effects joined across them, classes of levels, smooths, censored outcomes, known
 * errors, weights, offsets; every prior proper and declared, for parameters or for their classes. fast-check is handed in, so
 * that nothing here needs it and there is only one of it.
 * @example fc.assert(fc.property(arbitraryGlmm(fc), (declaration) => ...))
 */
export function arbitraryGlmm(
  fc: FastCheckModule,
  options: ArbitraryGlmmOptions = {},
): FastCheck.Arbitrary<Declaration> {
  return fc
    .record({
      seed: fc.nat({ max: 1e6 }),
      family: fc.constantFrom(...builtinFamilies),
      feature: fc.nat({ max: 1e6 }),
      random: fc.constantFrom(...randomTerms),
      fixed: fc.constantFrom(...fixedTerms),
      rows: fc.integer({ min: 14, max: 30 }),
      offset: fc.boolean(),
      byClass: fc.boolean(),
      whole: fc.boolean(),
      sd: fc.constantFrom(make.halfNormal(0.8), make.exponential(1.5), make.halfStudentT(4, 0.6)),
      b: fc.constantFrom(make.normal(0, 1), make.studentT(5, 0, 0.7), make.uniform(-1, 1)),
    })
    .map(({ seed, family, feature: at, random, fixed, rows, offset, ...priors }) => {
      const feature = chosenFrom(featuresOf(family, options), at);
      const right = [fixed, feature.random ?? random, ...(offset ? ['offset(o)'] : [])];
      const formula = `${feature.left ?? outcomeSide(family)} ~ ${right.join(' + ')}`;
      const table = tableFromColumns(arbitraryColumns(seed, family, rows));
      const cov = formula.includes('cov = A') ? { cov: { A: knownCovariance } } : {};
      return withPriors({ formula, table, options: { family, ...feature.options, ...cov } }, priors);
    });
}

/** The same with a prior for everything that has one; for the whole covariance of unstructured terms where that is chosen. */
function withPriors({ formula, table, options }: Declaration, choice: DeclaredPriorChoice): Declaration {
  const plain = glmm(formula, table, options);
  const cov = choice.whole ? wholePriors(plain.program) : {};
  const { program } = choice.whole ? glmm(formula, table, { ...options, priors: cov }) : plain;
  return { formula, table, options: { ...options, priors: { ...declaredPriors(program, choice), ...cov } } };
}
