import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { applyDesign, type BuiltDesign, buildDesign } from '../../models/design/index.ts';
import { parseFormula } from '../../models/formula/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import { table, takeRows } from './tables.ts';

const rows = 24;
const cycle = <T>(values: readonly T[], step: number) =>
  Array.from({ length: rows }, (_, i) => values[(i * step + Math.floor(i / values.length)) % values.length]);

const data = table({
  y: Array.from({ length: rows }, (_, i) => ((i * 37) % 101) + 1),
  x: Array.from({ length: rows }, (_, i) => ((i * 29) % 53) / 7 + 0.5),
  z: Array.from({ length: rows }, (_, i) => (i === 5 || i === 11 ? null : ((i * 17) % 31) - 12.25)),
  f: cycle(['zeta', 'Alpha', 'μ', '10', '9'], 3),
  w: cycle([true, false, false], 1),
  g: cycle([12, 7, 30.5, 100], 1),
  h: cycle(['north', 'south', null], 2),
});

const EXACT = [
  'y ~ x + f + (1 | g)',
  'y ~ 0 + f + w:x + (0 + f | h)',
  'cbind(y, 200 - y) ~ log(x) * w + (x | g/h)',
];
const ROUNDED = ['log(y) ~ scale(x) + poly(z, 2) + (center(x) || h) + offset(scale(z))'];

const permutation = fc.shuffledSubarray(
  Array.from({ length: rows }, (_, i) => i),
  { minLength: rows },
);

/** Every number a design holds for its row `i`, with the names they go by. */
function rowOf({ response, fixed, groups, offset }: BuiltDesign, i: number): readonly (string | number)[] {
  return [
    ...(response.kind === 'values' ? [response.values[i]] : [response.successes[i], response.trials[i]]),
    ...fixed.columns.map((column) => column[i]),
    ...groups.flatMap(({ levels, index, columns }) => [
      levels[index[i]],
      ...columns.map((column) => column[i]),
    ]),
    ...(offset ? [offset[i]] : []),
  ];
}

/** What is true of the whole design. */
const frameOf = ({ fixed, groups }: BuiltDesign) => [
  fixed.names,
  groups.map(({ group, levels, coefs, covariance }) => ({ group, levels, coefs, covariance })),
];

describe('permuting the rows', () => {
  it.prop([fc.constantFrom(...EXACT), permutation], { numRuns: 100 })(
    'permutes the design and changes nothing else',
    (formula, order) => {
      const before = buildDesign(parseFormula(formula), data);
      const after = buildDesign(parseFormula(formula), takeRows(data, order));
      expect(frameOf(after)).toEqual(frameOf(before));
      const place = new Map([...before.rowNumbers].map((row, i) => [row - 1, i]));
      after.rowNumbers.forEach((row, i) => {
        expect(rowOf(after, i)).toEqual(rowOf(before, place.get(order[row - 1]) ?? -1));
      });
    },
  );

  // Means and polynomials are sums over rows, so their last bits may follow the order.
  it.prop([fc.constantFrom(...ROUNDED), permutation], { numRuns: 50 })(
    'moves means and polynomials by rounding only',
    (formula, order) => {
      const before = buildDesign(parseFormula(formula), data);
      const after = buildDesign(parseFormula(formula), takeRows(data, order));
      expect(frameOf(after)).toEqual(frameOf(before));
      const place = new Map([...before.rowNumbers].map((row, i) => [row - 1, i]));
      after.rowNumbers.forEach((row, i) => {
        const wanted = rowOf(before, place.get(order[row - 1]) ?? -1);
        rowOf(after, i).forEach((value, k) => {
          if (typeof value === 'string') expect(value).toBe(wanted[k]);
          else expect(Math.abs(value - Number(wanted[k]))).toBeLessThan(1e-12);
        });
      });
    },
  );
});

describe('applyDesign', () => {
  const some = fc.subarray(
    Array.from({ length: rows }, (_, i) => i),
    { minLength: 1 },
  );

  it.prop([fc.constantFrom(...EXACT, ...ROUNDED), some], { numRuns: 100 })(
    'encodes any of the rows exactly as the design had them',
    (formula, order) => {
      const compiled = parseFormula(formula);
      const built = buildDesign(compiled, data);
      const place = new Map([...built.rowNumbers].map((row, i) => [row - 1, i]));
      const known = order.filter((row) => place.has(row));
      fc.pre(known.length > 0);
      const again = applyDesign(compiled, built.recipe, takeRows(data, known));
      expect(again.fixed.names).toEqual(built.fixed.names);
      const whole = { ...built, ...again };
      known.forEach((row, i) => {
        const outcome = built.response.kind === 'values' ? 1 : 2;
        expect(rowOf(whole, i).slice(outcome)).toEqual(rowOf(built, place.get(row) ?? -1).slice(outcome));
      });
    },
  );

  it('gives a new group level index -1 and refuses a new level of a predictor', () => {
    const compiled = parseFormula('y ~ f + (1 | g)');
    const { recipe } = buildDesign(compiled, data);
    expect([...applyDesign(compiled, recipe, table({ f: ['9', 'μ'], g: [7, 8] })).groups[0].index]).toEqual([
      3, -1,
    ]);
    expect(() => applyDesign(compiled, recipe, table({ f: ['9', 'new'], g: [7, 8] }))).toThrow(
      'data: "f" is "new" at row 2, a level the model has not seen (have: 10, 9, Alpha, zeta, μ)',
    );
  });

  it('needs neither outcome nor groups when told so', () => {
    const compiled = parseFormula('y ~ x + (1 | g)');
    const { recipe } = buildDesign(compiled, data);
    const applied = applyDesign(compiled, recipe, table({ x: [1, null, 3] }), { groups: false });
    expect(applied).toMatchObject({ rows: 2, dropped: [2], groups: [] });
    expect([...applied.fixed.columns[0]]).toEqual([1, 3]);
  });
});

describe('any formula over any columns', () => {
  const name = fc.constantFrom('y', 'x', 'z', 'f', 'w', 'g', 'h', 'nobody');
  const call = fc.constantFrom('log', 'scale', 'factor', 'I', 'sqrt', 'exp', 'center');
  const variable = fc.oneof(
    name,
    fc.tuple(call, name).map(([fn, of]) => `${fn}(${of})`),
    fc.tuple(name, fc.integer({ min: 1, max: 8 })).map(([of, degree]) => `poly(${of}, ${degree})`),
  );
  const side = fc
    .tuple(
      fc.constantFrom('0', '1'),
      fc.array(fc.tuple(fc.constantFrom(' + ', ':', ' * ', '/'), variable), { maxLength: 4 }),
    )
    .map(([intercept, parts]) => `${intercept} + x${parts.map((part) => part.join('')).join('')}`);
  const formula = fc
    .tuple(variable, side, side, name)
    .map(([left, right, slopes, group]) => `${left} ~ ${right} + (${slopes} | ${group})`);

  it.prop([formula, fc.constantFrom({}, { factors: { g: 'sorted' as const } })], { numRuns: 500 })(
    'makes finite columns of equal length, or an InputError',
    (text, options) => {
      try {
        const { rows: n, fixed, groups, dropped } = buildDesign(parseFormula(text), data, options);
        expect(n + dropped.length).toBe(rows);
        for (const column of [...fixed.columns, ...groups.flatMap((group) => group.columns)]) {
          expect(column).toHaveLength(n);
          expect(column.every(Number.isFinite)).toBe(true);
        }
        for (const { levels, index } of groups) {
          expect(new Set(index)).toEqual(new Set(levels.keys()));
        }
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      }
    },
  );
});
