import { describe, expect, it } from 'vitest';
import { buildDesign, type DesignOptions } from '../../models/design/index.ts';
import { parseFormula } from '../../models/formula/index.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { table, type Values } from './tables.ts';

const design = (formula: string, columns: Record<string, Values>, options: DesignOptions = {}) =>
  buildDesign(parseFormula(formula), table(columns), options);

const y = [1, 2, 3, 5, 4, 7];

describe('rows', () => {
  it('lacking a value the formula needs are dropped and listed', () => {
    const built = design('y ~ x + (1 | g)', {
      y: [1, null, 3, 4, 5, 6],
      x: [1, 2, null, 5, 3, 8],
      g: ['a', 'b', 'a', 'b', 'a', null],
      unused: [null, null, null, null, null, null],
    });
    expect(built.dropped).toEqual([2, 3, 6]);
    expect([...built.rowNumbers]).toEqual([1, 4, 5]);
    expect(built.rows).toBe(3);
    expect([...built.fixed.columns[0]]).toEqual([1, 5, 3]);
    expect(built.groups[0].levels).toEqual(['a', 'b']);
  });

  it('take their levels and their numbers for scale() along when they go', () => {
    const built = design('y ~ f + scale(x)', {
      y: [null, 2, 3, 5, 4, 7],
      f: ['z', 'a', 'b', 'a', 'b', 'a'],
      x: [1e6, 1, 2, 3, 4, 5],
    });
    expect(built.fixed.names).toEqual(['fb', 'scale(x)']);
    expect(built.recipe.variables.get('scale(x)')).toEqual({
      kind: 'standardized',
      mean: 3,
      sd: Math.sqrt(2.5),
    });
  });
});

describe('factors', () => {
  const dose = ['low', 'mid', 'high', 'low', 'high', 'mid'];

  it('sort their levels by code point, the first being the reference', () => {
    const built = design('y ~ f', { y, f: ['b', 'é', 'B', 'Z', 'b', '10'] });
    expect(built.recipe.variables.get('f')).toEqual({ kind: 'levels', levels: ['10', 'B', 'Z', 'b', 'é'] });
    expect(built.fixed.names).toEqual(['fB', 'fZ', 'fb', 'fé']);
  });

  it('keep a declared order', () => {
    const built = design('y ~ dose', { y, dose }, { factors: { dose: ['low', 'mid', 'high'] } });
    expect(built.fixed.names).toEqual(['dosemid', 'dosehigh']);
    expect([...built.fixed.columns[1]]).toEqual([0, 0, 1, 0, 1, 0]);
  });

  describe('declared when their table was made', () => {
    const declared = tableFromColumns({ y, dose }, { factors: { dose: ['none', 'low', 'mid', 'high'] } });
    const built = (options: DesignOptions = {}) =>
      buildDesign(parseFormula('y ~ dose + (1 | dose)'), declared, options);

    it('keep that order as predictors and groups, levels without a row left out', () => {
      expect(built().fixed.names).toEqual(['dosemid', 'dosehigh']);
      expect(built().groups[0].levels).toEqual(['low', 'mid', 'high']);
    });

    it('take the order of the options where there is one', () => {
      expect(built({ factors: { dose: ['high', 'mid', 'low'] } }).fixed.names).toEqual([
        'dosemid',
        'doselow',
      ]);
      expect(built({ factors: { dose: 'sorted' } }).fixed.names).toEqual(['doselow', 'dosemid']);
    });

    it('count the second level of an outcome as 1', () => {
      const said = ['yes', 'no', 'no', 'yes', 'no', 'yes'];
      const asked = tableFromColumns({ said, y }, { factors: { said: ['yes', 'no'] } });
      const { response } = buildDesign(parseFormula('said ~ y'), asked);
      expect(response).toMatchObject({ values: Float64Array.of(0, 1, 1, 0, 1, 0) });
    });
  });

  it('can be made of numbers, by declaration or in the formula', () => {
    const n = [1, 2, 10, 1, 2, 10];
    expect(design('y ~ n', { y, n }).fixed.names).toEqual(['n']);
    expect(design('y ~ n', { y, n }, { factors: { n: 'sorted' } }).fixed.names).toEqual(['n10', 'n2']);
    expect(design('y ~ n', { y, n }, { factors: { n: ['1.0', '2', '10'] } }).fixed.names).toEqual([
      'n2',
      'n10',
    ]);
    expect(design('y ~ factor(n)', { y, n }, { factors: { n: ['2', '1', '10'] } }).fixed.names).toEqual([
      'factor(n)1',
      'factor(n)10',
    ]);
  });

  it('of booleans are FALSE and TRUE, as R logicals', () => {
    const w = [true, false, true, true, false, false];
    expect(design('y ~ w', { y, w }).fixed.names).toEqual(['wTRUE']);
    expect(design('y ~ w', { y, w }, { factors: { w: ['true', 'false'] } }).fixed.names).toEqual(['wFALSE']);
    expect([...design('y ~ I(w * 2)', { y, w }).fixed.columns[0]]).toEqual([2, 0, 2, 2, 0, 0]);
  });
});

describe('groups', () => {
  it('list levels by code point and index rows into them', () => {
    const [group] = design('y ~ (1 | g)', { y, g: [10, 9, 10, 2.5, 9, 2.5] }).groups;
    expect(group).toMatchObject({
      group: 'g',
      levels: ['10', '2.5', '9'],
      coefs: ['Intercept'],
      covariance: 'us',
    });
    expect([...group.index]).toEqual([0, 2, 0, 1, 2, 1]);
    expect([...group.columns[0]]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('of two columns hold the combinations that occur, joined by _', () => {
    const [outer, inner] = design('y ~ (1 | a/b)', {
      y,
      a: ['u', 'v', 'u', 'v', 'u', 'u'],
      b: [2, 1, 1, 1, 2, 3],
    }).groups;
    expect(outer.levels).toEqual(['u', 'v']);
    expect(inner.group).toBe('a:b');
    expect(inner.levels).toEqual(['u_1', 'u_2', 'u_3', 'v_1']);
    expect([...inner.index]).toEqual([1, 3, 0, 3, 1, 2]);
  });

  it('keep a declared order, the first column leading', () => {
    const columns = { y, a: ['u', 'v', 'u', 'v', 'u', 'v'], b: ['k', 'l', 'l', 'k', 'k', 'l'] };
    const [group] = design('y ~ (1 | a:b)', columns, { factors: { b: ['l', 'k'] } }).groups;
    expect(group.levels).toEqual(['u_l', 'u_k', 'v_l', 'v_k']);
    const [single] = design('y ~ (1 | a)', columns, { factors: { a: ['v', 'u'] } }).groups;
    expect(single.levels).toEqual(['v', 'u']);
  });

  it('of three columns are named in the order written', () => {
    const columns = { y, a: ['u', 'v', 'u', 'v', 'u', 'v'], b: [1, 1, 2, 2, 1, 1], c: [0, 1, 0, 0, 0, 1] };
    const [group] = design('y ~ (1 | c:a:b)', columns).groups;
    expect(group.levels).toEqual(['0_u_1', '0_u_2', '0_v_2', '1_v_1']);
  });

  it('carry slopes as columns, independent for ||', () => {
    const columns = { y, x: [1, 4, 2, 8, 5, 7], f: ['a', 'b', 'a', 'c', 'c', 'b'], g: [1, 2, 1, 2, 1, 2] };
    const groups = design('y ~ (x || g) + (0 + f | g)', columns).groups;
    expect(groups.map(({ coefs, covariance }) => [coefs, covariance])).toEqual([
      [['Intercept', 'x'], 'diag'],
      [['fa', 'fb', 'fc'], 'us'],
    ]);
    expect([...groups[0].columns[1]]).toEqual(columns.x);
  });
});

describe('outcomes', () => {
  const x = [1, 4, 2, 8, 5, 7];

  it('are numbers, or arithmetic over them, named by their text', () => {
    expect(design('y ~ x', { y, x }).response).toEqual({
      kind: 'values',
      censoring: null,
      standardErrors: null,
      name: 'y',
      values: Float64Array.from(y),
    });
    const { response } = design('y/2+1 ~ x', { y, x });
    expect(response).toEqual({
      kind: 'values',
      censoring: null,
      standardErrors: null,
      name: 'y/2 + 1',
      values: Float64Array.from([1.5, 2, 2.5, 3.5, 3, 4.5]),
    });
  });

  it('of booleans are 0 and 1', () => {
    const { response } = design('w ~ x', { w: [true, false, true, true, false, false], x });
    expect(response).toMatchObject({ values: Float64Array.of(1, 0, 1, 1, 0, 0) });
  });

  it('of two declared levels count the second as 1', () => {
    const columns = { r: ['yes', 'no', 'no', 'yes', 'no', 'yes'], x };
    const { response } = design('r ~ x', columns, { factors: { r: ['yes', 'no'] } });
    expect(response).toMatchObject({ values: Float64Array.of(0, 1, 1, 0, 1, 0) });
  });

  it.each(['s | trials(n) ~ x', 'cbind(s, n - s) ~ x', 'p * n | trials(n) ~ x'])('%s counts', (formula) => {
    const s = [3, 0, 2, 5, 1, 7];
    const n = [10, 4, 2, 6, 3, 7];
    const { response } = design(formula, { s, n, p: s.map((value, i) => value / n[i]), x });
    expect(response).toMatchObject({
      kind: 'counts',
      successes: Float64Array.from(s),
      trials: Float64Array.from(n),
    });
  });

  it('may take a number as trials, and rows without any', () => {
    expect(design('s | trials(5) ~ x', { s: y.map((v) => v % 5), x }).response).toMatchObject({
      trials: Float64Array.of(5, 5, 5, 5, 5, 5),
    });
    expect(design('s | trials(s) ~ x', { s: [0, 1, 2, 3, 4, 5], x }).rows).toBe(6);
  });
});

describe('offsets', () => {
  it('are summed, null without any', () => {
    const columns = { y, t: [1, 1, 2, 2, 4, 4], u: [1, 2, 3, 4, 5, 6] };
    expect(design('y ~ 1', columns).offset).toBeNull();
    expect([...(design('y ~ offset(t) + offset(2 * u)', columns).offset ?? [])]).toEqual([
      3, 5, 8, 10, 14, 16,
    ]);
  });
});

describe('many rows', () => {
  it('of ten columns and 50,000 levels', () => {
    const n = 100_000;
    const wave = (k: number) => ({
      kind: 'number' as const,
      values: Float64Array.from({ length: n }, (_, i) => Math.abs(((i * 7919 * k) % 10_007) - 5_000) + 1),
    });
    const columns = new Map(Array.from({ length: 8 }, (_, k) => [`x${k}`, wave(k + 1)] as const));
    const big = {
      source: 'columns',
      rows: n,
      columns: new Map([
        ...columns,
        ['g', { kind: 'number', values: Float64Array.from({ length: n }, (_, i) => i % 50_000) }] as const,
        [
          'f',
          { kind: 'factor', levels: ['b', 'a'], codes: Int32Array.from({ length: n }, (_, i) => i % 2) },
        ] as const,
      ]),
    };
    const built = buildDesign(
      parseFormula('x0 ~ x1 + log(x2) + scale(x3) + f * x4 + x5 + x6 + x7 + (1 + x1 | g)'),
      big,
    );
    expect(built.groups[0].levels).toHaveLength(50_000);
    expect(built.fixed.columns.every((column) => column.length === n)).toBe(true);
  });
});
