import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import type { Posterior } from '../../models/predict/index.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { allDraws, cases, columns, madeUp, modelOf, takeTable } from './models.ts';

/** Distance of two arrays of draws, to the size of the second. */
const gap = (a: Float64Array, b: Float64Array): number =>
  a.reduce(
    (most, x, i) => Math.max(most, Math.abs(x - b[i]) / Math.max(1, Math.abs(b[i]))),
    a.length === b.length ? 0 : 1,
  );

const posteriors = cases
  .map((one) => modelOf(one))
  .map((model): Posterior => ({ model, draws: madeUp(model) }));
const anyPosterior = fc.constantFrom(...posteriors);
const anyRows = fc.array(fc.nat(23), { minLength: 1, maxLength: 5 });
const anyAsked = fc.record({
  scale: fc.constantFrom('link' as const, 'mean' as const),
  groups: fc.constantFrom('given' as const, 'typical' as const),
});

describe('predictions', () => {
  test('of a row are the same alone as among others, in any order', () => {
    fc.assert(
      fc.property(anyPosterior, anyRows, anyAsked, (posterior, rows, asked) => {
        const together = allDraws(posterior, takeTable(24, rows), asked);
        const size = together.out.length / rows.length;
        rows.forEach((row, i) => {
          const alone = allDraws(posterior, takeTable(24, [row]), asked);
          expect([...alone.out]).toEqual([...together.out.subarray(i * size, (i + 1) * size)]);
        });
      }),
      { numRuns: 40 },
    );
  });

  test('in blocks of any size are the same', () => {
    fc.assert(
      fc.property(anyPosterior, fc.integer({ min: 1, max: 24 }), anyAsked, (posterior, size, asked) => {
        const whole = allDraws(posterior, null, asked);
        const each = whole.out.length / whole.rows;
        const block = new Float64Array(size * each);
        for (let from = 0; from < whole.rows; from += size) {
          const to = Math.min(from + size, whole.rows);
          whole.fill(from, to, block);
          const expected = whole.out.subarray(from * each, to * each);
          expect(gap(block.subarray(0, expected.length), expected)).toBe(0);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('an offset may as well be a column with coefficient 1', () => {
    const { x, z, g, count } = columns();
    const withOffset = glmm('count ~ x + offset(z) + (1 | g)', tableFromColumns({ x, z, g, count }), {
      family: 'poisson',
    });
    const withColumn = glmm('count ~ x + z + (1 | g)', tableFromColumns({ x, z, g, count }), {
      family: 'poisson',
      priors: { b_z: 'constant(1)' },
    });
    const draws = madeUp(withColumn);
    const fits = [withOffset, withColumn].map((model) => ({ model, draws }));
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 4 }),
        (own) => {
          const data = tableFromColumns({ x: own, z: own.map((value) => 2 - value), g: own.map(() => 'a') });
          for (const groups of ['given', 'typical', 'averaged'] as const) {
            const [offset, column] = fits.map((fit) => allDraws(fit, data, { scale: 'mean', groups }));
            expect(gap(offset.out, column.out)).toBeLessThan(1e-10);
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  test('levels of a group may be called anything', () => {
    const renamed = (level: string): string => `${level} & <"${level}">`;
    const { x, g, y } = columns();
    const called = g.map(renamed);
    const models = [g, called].map((own) => glmm('y ~ x + (1 + x | g)', tableFromColumns({ x, y, g: own })));
    const draws = models.map((model) => madeUp(model));
    fc.assert(
      fc.property(fc.nat(23), fc.constantFrom('given', 'averaged'), (row, groups) => {
        const [plain, other] = models.map((model, m) => {
          const data = tableFromColumns({ x: [x[row]], g: [(m === 0 ? g : called)[row]] });
          return allDraws({ model, draws: draws[m] }, data, { scale: 'mean', groups: groups as 'given' }).out;
        });
        expect(gap(plain, other)).toBeLessThan(1e-12);
      }),
      { numRuns: 10 },
    );
  });

  test('new rows are coded by the model, whatever levels and values they have', () => {
    const posterior = posteriors[1];
    const own = allDraws(posterior, null, {});
    fc.assert(
      fc.property(fc.nat(23), fc.double({ min: -50, max: 50, noNaN: true }), (row, far) => {
        const { x, z, g, h } = columns();
        const data = tableFromColumns({
          x: [x[row], far],
          z: [z[row], far],
          g: [g[row], g[row]],
          h: [h[row], h[row]],
        });
        const size = own.out.length / own.rows;
        const expected = own.out.subarray(row * size, (row + 1) * size);
        expect(gap(allDraws(posterior, data, {}).out.subarray(0, size), expected)).toBeLessThan(1e-10);
      }),
      { numRuns: 10 },
    );
  });
});
