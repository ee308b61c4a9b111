import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe } from 'vitest';
import { arbitraryGlmm } from '../../src/testing.ts';
import { feelsEverything, holdsDensity, holdsOrder } from './wholeClass.ts';

const seed = fc.nat({ max: 1e6 });

/** A few of each; `wholeClass.wide.ts` goes through many. */
describe('any model of the class', () => {
  property.prop([arbitraryGlmm(fc), seed], { numRuns: 14 })(
    'has the gradient that differences have, and the density that is written apart, times the Jacobian',
    holdsDensity,
  );
  property.prop([arbitraryGlmm(fc), seed], { numRuns: 14 })(
    'is the same whatever the order of its rows and the names of levels',
    holdsOrder,
  );
  property.prop([arbitraryGlmm(fc), seed], { numRuns: 8 })(
    'feels every declared number: hyperparameters, trials, ends, errors, weights, offsets, times and predictors',
    feelsEverything,
  );
});
