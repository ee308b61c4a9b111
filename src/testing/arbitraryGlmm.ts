import type * as FastCheck from 'fast-check';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { chooseFamily } from '../../models/families/choose.ts';
import type { Family } from '../../models/families/family.ts';
import { responseCheck } from '../../models/families/responses.ts';
import { ownParameters } from '../../models/families/thresholds.ts';
import type { GlmmOptions } from '../../models/glmm.ts';
import * as make from '../../models/priors/constructors.ts';
import type { Prior } from '../../models/priors/prior.ts';
import { endsOf, type Support } from '../../models/priors/support.ts';
import { rowDrawer } from '../../models/simulate/drawRows.ts';
import { tableFromColumns } from '../data/tableFromColumns.ts';
import { stream } from '../engine/rng.ts';
import type { Declaration } from './declaration.ts';
import { outcomeSide, priorsOfPredictors, scalarParameters } from './familyModel.ts';

/** The parts of fast-check that `arbitraryGlmm` uses; hand over the module itself. */
export type FastCheckModule = Pick<
  typeof FastCheck,
  'record' | 'nat' | 'integer' | 'boolean' | 'constantFrom'
>;

/** Random parts, and whether they have correlations. */
const randomTerms: readonly { readonly text: string; readonly correlated: boolean }[] = [
  ...['(1 | g)', '(1 + x1 || g)', '(1 | g) + (1 | h)', 'homdiag(1 + x1 | g)', '(1 | g) + s(v, k = 5)'].map(
    (text) => ({ text, correlated: false }),
  ),
  ...[
    '(1 + x1 | g)',
    'cs(f | g)',
    'homcs(f | g)',
    'ar1(t | g)',
    'hetar1(t | g)',
    'toep(t | g)',
    'ou(t | g)',
  ].map((text) => ({ text, correlated: true })),
];

/**
 * Small valid mixed models with data: one to three predictors, one or two grouping factors, every covariance structure, a smooth,
 * every prior proper and declared. fast-check is handed in, so that nothing here needs it and there is only one of it.
 * @example fc.assert(fc.property(arbitraryGlmm(fc), (declaration) => ...))
 */
export function arbitraryGlmm(fc: FastCheckModule): FastCheck.Arbitrary<Declaration> {
  return fc
    .record({
      seed: fc.nat({ max: 1e6 }),
      family: fc.constantFrom(...builtinFamilies),
      random: fc.constantFrom(...randomTerms),
      predictors: fc.integer({ min: 1, max: 3 }),
      rows: fc.integer({ min: 14, max: 30 }),
      offset: fc.boolean(),
      sd: fc.constantFrom(make.halfNormal(0.8), make.exponential(1.5), make.halfStudentT(4, 0.6)),
      b: fc.constantFrom(make.normal(0, 1), make.studentT(5, 0, 0.7), make.uniform(-1, 1)),
    })
    .map(({ seed, family, random, predictors, rows, offset, sd, b }) => {
      const names = ['x1', 'x2', 'x3'].slice(0, predictors);
      const formula = `${outcomeSide(family)} ~ ${[...names, random.text, ...(offset ? ['offset(o)'] : [])].join(' + ')}`;
      const priors = {
        ...priorsOfPredictors(family, {
          ...{ Intercept: make.normal(0.2, 1), b, sd },
          ...(random.correlated ? { cor: make.lkj(2) } : {}),
        }),
        ...Object.fromEntries(
          scalarParameters(family).map(({ name, support }) => [name, properPrior(support)]),
        ),
      };
      const options: GlmmOptions = { family, priors };
      return { formula, table: tableFromColumns(columnsOf(seed, family, rows)), options };
    });
}

function properPrior(support: Support): Prior {
  switch (support.kind) {
    case 'positive':
      return make.halfNormal(1);
    case 'real':
      return make.normal(0, 1);
    case 'above':
      return make.truncated(make.normal(support.lower, 1), support.lower);
    case 'below':
      return make.truncated(make.normal(support.upper, 1), Number.NEGATIVE_INFINITY, support.upper);
    case 'interval':
      return make.uniform(support.lower, support.upper);
  }
}

function inside(support: Support): number {
  const { lower, upper } = endsOf(support);
  if (Number.isFinite(lower)) return Number.isFinite(upper) ? (lower + upper) / 2 : lower + 1;
  return Number.isFinite(upper) ? upper - 1 : 1;
}

/** Columns far from centred, of unlike scales, every level of g and h in use, an outcome that the family takes. */
function columnsOf(seed: number, family: Family, rows: number) {
  const rng = stream(String(seed), 'arbitraryGlmm');
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i));
  const n = column(() => 1 + rng.integer(5));
  const parameters = Object.fromEntries(
    ownParameters(family).map(({ name, support }) => [name, inside(support)]),
  );
  const thresholds = Object.fromEntries((family.thresholds?.names ?? []).map((name, k) => [name, k]));
  const eta = Float64Array.from(n, () => 1 + 0.5 * rng.normal());
  const trials = responseCheck(family.response).trials === true ? Float64Array.from(n) : null;
  const draw = rowDrawer(chooseFamily(family));
  const y = draw(rng, eta, { trials, parameters: { ...parameters, ...thresholds } });
  // every category, so that there is a linear predictor for each
  if (family.predictors !== undefined)
    y.set([family.predictors.main, ...family.predictors.alike, ''].map((_, k) => k + 1));
  return {
    y: [...y],
    n,
    x1: column(() => 0.4 + 0.7 * rng.normal()),
    x2: column(() => 1.5 * rng.normal()),
    x3: column(() => 0.3 * rng.normal() - 0.5),
    o: column(() => 0.3 * rng.normal()),
    v: column(() => rng.normal()),
    f: column((i) => `f${i % 3}`),
    t: column((i) => i % 3),
    g: column((i) => `g${i < 4 ? i : rng.integer(4)}`),
    h: column((i) => `h${i < 3 ? i : rng.integer(3)}`),
  };
}
