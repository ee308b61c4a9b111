import type * as FastCheck from 'fast-check';
import * as make from '../../models/priors/constructors.ts';
import type { Prior } from '../../models/priors/prior.ts';
import { pow } from '../engine/elementary.ts';

/** Each made of a place around 0 and two positive numbers around 1. */
const ofReals: readonly ((place: number, a: number, b: number) => Prior)[] = [
  (place, a) => make.normal(place, a),
  (place, a, b) => make.studentT(1 + 4 * b, place, a),
  (place, a) => make.cauchy(place, a),
  (place, a) => make.uniform(place - a, place + a),
  (place, a, b) => make.truncated(make.normal(place, a), place - b, place + 2 * b),
];
const ofPositives: readonly ((place: number, a: number, b: number) => Prior)[] = [
  (_, a) => make.halfNormal(a),
  (_, a, b) => make.halfStudentT(1 + 4 * b, a),
  (_, a) => make.halfCauchy(a),
  (_, a) => make.exponential(a),
  (_, a, b) => make.gamma(a, b),
  (_, a, b) => make.invGamma(1 + a, b),
  (place, a) => make.logNormal(place, a),
  (_, a, b) => make.uniform(0, a + b),
];

/** Of `arbitraryPrior`. */
export interface ArbitraryPriorOptions {
  /** What the parameter may be: coefficients are reals, sds are positive; 'real' if left out. */
  readonly of?: 'real' | 'positive';
}

/**
 * Proper priors of one number: every kind that a parameter of that support can have, of scales from 0.2 to 5.
 * @example fc.property(arbitraryPrior(fc, { of: 'positive' }), (sd) => glmm(formula, table, { priors: { sd } }))
 */
export function arbitraryPrior(
  fc: Pick<typeof FastCheck, 'record' | 'nat' | 'constantFrom'>,
  { of = 'real' }: ArbitraryPriorOptions = {},
): FastCheck.Arbitrary<Prior> {
  const hundredths = fc.nat({ max: 100 });
  return fc
    .record({
      kind: fc.constantFrom(...(of === 'real' ? ofReals : ofPositives)),
      place: hundredths,
      a: hundredths,
      b: hundredths,
    })
    .map(({ kind, place, a, b }) => kind(place / 25 - 2, aroundOne(a), aroundOne(b)));
}

/** From 1/5 to 5. */
const aroundOne = (hundredths: number): number => pow(5, hundredths / 50 - 1);
