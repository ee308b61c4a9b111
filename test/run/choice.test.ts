import { expect, test } from 'vitest';
import { glmm, type Model } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { tableFromRows } from '../../src/data/tableFromRows.ts';
import { stream } from '../../src/engine/rng.ts';
import { choosePlan, integratingPays } from '../../src/run/plan.ts';

/** A gaussian model of so many rows with these grouping factors, levels of which meet at random. */
function pays(rows: number, factors: readonly number[], coefficient = '1'): boolean {
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i));
  const groups = Object.fromEntries(
    factors.map((size, f) => [`g${f}`, column((i) => `l${((i * 48271 ** (2 * f)) % 2147483647) % size}`)]),
  );
  const table = tableFromColumns({ y: column((i) => (i * 7919) % 101), x: column((i) => i % 13), ...groups });
  const terms = factors.map((_, f) => `(${coefficient} | g${f})`).join(' + ');
  return integratingPays(glmm(`y ~ x + ${terms}`, table, { family: 'gaussian' }).program);
}

// The levels of the factors but the largest are factored sparsely: few of them, or few that meet, cost little.
test.each([
  ['one factor, many rows', 8000, [401], '1', true],
  ['one factor with slopes', 8000, [401], 'x', true],
  ['a small second factor', 144, [24, 6], '1', true],
  ['a second factor of 30 levels under 3000', 4700, [3001, 30], '1', true],
  ['three factors of 12, 48 and 240 levels', 720, [12, 47, 239], '1', true],
  ['131 and 2410 levels', 31_000, [131, 2409], '1', true],
  ['900 and 900 levels that meet at random', 9000, [901, 899], '1', false],
] as const)('integrating out pays for %s: %s rows, %s', (_, rows, factors, coefficient, expected) => {
  expect(pays(rows, factors, coefficient)).toBe(expected);
});

/** Binary rows, two a class and eight classes in each of 100 schools, with effects of these sds. */
function classesInSchools(inner: number, outer: number): Model {
  const rng = stream('classes in schools', inner);
  const rows = Array.from({ length: 100 }, (_, s) => {
    const v = outer * rng.normal();
    return Array.from({ length: 8 }, (_, k) => {
      const u = inner * rng.normal();
      return Array.from({ length: 2 }, () => {
        const x = rng.normal();
        const chance = 1 / (1 + Math.exp(-(v + u + 0.5 * x)));
        return { school: `s${s}`, g: `${s}/${k}`, x, y: rng.uniform() < chance ? 1 : 0 };
      });
    });
  }).flat(2);
  return glmm('y ~ x + (1 | school) + (1 | g)', tableFromRows(rows), { family: 'bernoulli' });
}

test('two nested factors are integrated out where the Laplace fit is far off, and only there', () => {
  const { plan, reason } = choosePlan(classesInSchools(6, 3).program, 'auto');
  expect(plan).toMatchObject({ kind: 'quadrature', proposal: expect.anything() });
  expect(reason).toContain('far off');
  expect(choosePlan(classesInSchools(1, 1).program, 'auto').plan.kind).toBe('reference');
});

test('a gaussian model whose sd is near 0 is integrated out, not walked in by quadrature', () => {
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: 400 }, (_, i) => of(i));
  const rng = stream('an sd near 0');
  const table = tableFromColumns({ y: column(() => rng.normal()), g: column((i) => `g${(i * 7) % 20}`) });
  const { plan } = choosePlan(glmm('y ~ g + (1 | g)', table, { family: 'gaussian' }).program, 'auto');
  expect(plan.kind).toBe('collapsed');
});

test('nor where so many coefficients take longer to integrate out than a reference would', () => {
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: 400 }, (_, i) => of(i));
  const rng = stream('many coefficients');
  const table = tableFromColumns({
    y: column(() => rng.normal()),
    f: column((i) => `f${i % 60}`),
    g: column((i) => `g${(i * 7) % 20}`),
  });
  const { program } = glmm('y ~ f + (1 | g)', table, { family: 'gaussian' });
  expect(integratingPays(program)).toBe(false);
  const { plan, reason } = choosePlan(program, 'auto');
  expect(plan.kind).toBe('collapsed');
  expect(reason).toContain('a Gaussian reference is doubtful');
});
