/**
 * Testing a model, not only fitting it: properties that must hold whatever the data are, tried on random data by fast-check; then
 * simulation-based calibration, which asks whether everything from priors to draws is right.
 */
import fc from 'fast-check';
import { glmm, halfNormal, laplace, normal, parameterEstimates, tableFromRows } from 'poolwise';
import { sbc } from 'poolwise/testing';

interface Ward {
  readonly hospital: string;
  readonly beds: number;
  readonly age: number;
  readonly falls: number;
}
const ward: fc.Arbitrary<Ward> = fc.record({
  hospital: fc.constantFrom('east', 'north', 'south', 'west'),
  beds: fc.integer({ min: 5, max: 40 }),
  age: fc.integer({ min: 40, max: 90 }),
  falls: fc.nat({ max: 9 }),
});
const wards = fc.array(ward, { minLength: 20, maxLength: 40 });
const formula = 'falls ~ scale(age) + offset(log(beds)) + (1 | hospital)';

function estimates(rows: readonly Ward[]): Map<string, number> {
  const fit = laplace(glmm(formula, tableFromRows(rows), { family: 'poisson' }));
  return new Map(parameterEstimates(fit).map(({ name, estimate }) => [name, estimate]));
}

/** Whether estimates are those of `rows`, but for an intercept that is `lower` by so much. */
function differOnlyInIntercept(rows: readonly Ward[], others: readonly Ward[], lower: number): boolean {
  const [found, wanted] = [estimates(others), estimates(rows)];
  return [...wanted].every(([name, value]) => {
    const shift = name === 'b_Intercept' ? lower : 0;
    return Math.abs((found.get(name) ?? Number.NaN) - (value - shift)) < 1e-3;
  });
}

const runs = { numRuns: 10, seed: 1 };
fc.assert(
  fc.property(wards, (rows) => differOnlyInIntercept(rows, rows.toReversed(), 0)),
  runs,
);
console.log('10 random data sets: the order of the wards does not matter');
fc.assert(
  fc.property(wards, (rows) =>
    differOnlyInIntercept(
      rows,
      rows.map((row) => ({ ...row, beds: 2 * row.beds })),
      Math.log(2),
    ),
  ),
  runs,
);
console.log(
  '10 random data sets: with twice the beds everywhere, falls a bed are half, and nothing else changes',
);

const [table] = fc.sample(wards.map(tableFromRows), runs);
const options = {
  family: 'poisson',
  priors: { b: normal(0, 0.3), Intercept: normal(-2, 0.5), sd: halfNormal(0.3) },
};
const { verdict } = await sbc({ formula, table, options }, { simulations: 25, draws: 31, seed: 1 });
console.log(`Simulation-based calibration, 25 data sets: ${verdict.text}`);
