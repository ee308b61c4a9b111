import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe } from 'vitest';
import { arbitraryGlmm } from '../../src/testing.ts';
import { feelsEverything, holdsDensity, holdsOrder } from './wholeClass.ts';

const seed = fc.nat({ max: 1e6 });

/** As wholeClass.test.ts, of so many models that every family, structure and feature has its turn. */
describe('any of many models of the class', () => {
  property.prop([arbitraryGlmm(fc), seed], { numRuns: 100 })('has the density written apart', holdsDensity);
  property.prop([arbitraryGlmm(fc), seed], { numRuns: 100 })('does not depend on order or names', holdsOrder);
  property.prop([arbitraryGlmm(fc), seed], { numRuns: 50 })('feels every declared number', feelsEverything);
});
