import type * as FastCheck from 'fast-check';
import type { GlmmOptions } from '../../models/glmm.ts';
import * as make from '../../models/priors/constructors.ts';
import { tableFromColumns } from '../data/tableFromColumns.ts';
import { stream } from '../engine/rng.ts';
import type { Declaration } from './declaration.ts';

/** The parts of fast-check that `arbitraryGlmm` uses; hand over the module itself. */
export type FastCheckModule = Pick<
  typeof FastCheck,
  'record' | 'nat' | 'integer' | 'boolean' | 'constantFrom'
>;

const families = ['gaussian', 'bernoulli', 'binomial', 'poisson'] as const;
const randomTerms = ['(1 | g)', '(1 + x1 | g)', '(1 + x1 || g)', '(1 | g) + (1 | h)'] as const;

/**
 * Small valid mixed models with data: one to three predictors, one or two grouping factors, slopes correlated or not,
 * every prior proper and declared. fast-check is handed in, so that nothing here needs it and there is only one of it.
 * @example fc.assert(fc.property(arbitraryGlmm(fc), (declaration) => ...))
 */
export function arbitraryGlmm(fc: FastCheckModule): FastCheck.Arbitrary<Declaration> {
  return fc
    .record({
      seed: fc.nat({ max: 1e6 }),
      family: fc.constantFrom(...families),
      random: fc.constantFrom(...randomTerms),
      predictors: fc.integer({ min: 1, max: 3 }),
      rows: fc.integer({ min: 14, max: 30 }),
      offset: fc.boolean(),
      sd: fc.constantFrom(make.halfNormal(0.8), make.exponential(1.5), make.halfStudentT(4, 0.6)),
      b: fc.constantFrom(make.normal(0, 1), make.studentT(5, 0, 0.7), make.uniform(-1, 1)),
    })
    .map(({ seed, family, random, predictors, rows, offset, sd, b }) => {
      const names = ['x1', 'x2', 'x3'].slice(0, predictors);
      const left = family === 'binomial' ? 'y | trials(n)' : 'y';
      const formula = `${left} ~ ${[...names, random, ...(offset ? ['offset(o)'] : [])].join(' + ')}`;
      const priors = {
        ...{ Intercept: make.normal(0.2, 1), b, sd },
        ...(family === 'gaussian' ? { sigma: make.halfNormal(1) } : {}),
        ...(random === '(1 + x1 | g)' ? { cor: make.lkj(2) } : {}),
      };
      const options: GlmmOptions = { family, priors };
      return { formula, table: tableFromColumns(columnsOf(seed, family, rows)), options };
    });
}

/** Columns far from centred, of unlike scales, every level of g and h in use, an outcome that the family takes. */
function columnsOf(seed: number, family: (typeof families)[number], rows: number) {
  const rng = stream(String(seed), 'arbitraryGlmm');
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i));
  const n = column(() => 1 + rng.integer(5));
  const outcome = {
    gaussian: () => 1 + rng.normal(),
    bernoulli: (i: number) => (i < 2 ? i : rng.integer(2)),
    binomial: (i: number) => rng.integer(n[i] + 1),
    poisson: () => rng.integer(6),
  }[family];
  return {
    y: column(outcome),
    n,
    x1: column(() => 0.4 + 0.7 * rng.normal()),
    x2: column(() => 1.5 * rng.normal()),
    x3: column(() => 0.3 * rng.normal() - 0.5),
    o: column(() => 0.3 * rng.normal()),
    g: column((i) => `g${i < 4 ? i : rng.integer(4)}`),
    h: column((i) => `h${i < 3 ? i : rng.integer(3)}`),
  };
}
