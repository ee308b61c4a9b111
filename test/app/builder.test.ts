import { fc, it } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { builtOf } from '../../app/analysis/model/readBuilt.ts';
import { type Built, shaped, shapeOf, shapes, withPredictor, writeFormula } from '../../app/state/built.ts';
import { completionsAt, placeOf } from '../../app/steps/model/formula/completions.ts';
import { messageAlone, placeOfError } from '../../app/steps/model/formula/places.ts';
import { describeArith, parseFormula } from '../../models/formula/index.ts';
import { InputError } from '../../src/engine/errors.ts';

const read = (text: string): Built => builtOf(parseFormula(text), describeArith);

const column = fc.constantFrom('a', 'b', 'c', 'größe', '`my col`', '`<b>`', '__proto__', '`a:b`', '`x | y`');
const predictor = fc.tuple(column, fc.constantFrom(...shapes)).map(([name, shape]) => shaped(name, shape));
const plain = fc
  .tuple(column, fc.constantFrom('asIs', 'levels', 'log', 'quadratic'))
  .map(([name, shape]) => shaped(name, shape as 'asIs'));
const few = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.uniqueArray(of, { maxLength: 3 });

/** What clicking can put together: interactions of main effects, each group once. */
const built: fc.Arbitrary<Built> = fc
  .record({
    outcome: fc.oneof(
      column.map((value) => ({ kind: 'values' as const, value })),
      column.map((name) => ({ kind: 'values' as const, value: `log(${name})` })),
      fc.tuple(column, column).map(([value, trials]) => ({ kind: 'trials' as const, value, trials })),
      fc
        .tuple(column, column, fc.option(column))
        .map(([value, code, upper]) => ({ kind: 'censored' as const, value, code, upper })),
    ),
    intercept: fc.boolean(),
    predictors: few(predictor),
    offsets: few(column.map((name) => `log(${name})`)),
    pair: fc.option(fc.uniqueArray(plain, { minLength: 2, maxLength: 3 })),
    groups: fc.uniqueArray(
      fc.record({
        kind: fc.constant('varying' as const),
        structure: fc.constantFrom('us', 'diag', 'homdiag', 'cs'),
        intercept: fc.constant(true),
        slopes: few(plain),
        group: fc.oneof(column, fc.constant('a:b')),
      }),
      { maxLength: 2, selector: ({ group }) => group },
    ),
  })
  .map(({ pair, ...rest }) => ({ ...rest, interactions: pair === null ? [] : [pair] }));

/** Variables of an interaction may come back in another order, as in R. */
const sorted = ({ interactions, groups, ...rest }: Built): unknown => ({
  ...rest,
  interactions: interactions.map((variables) => [...variables].sort()),
  groups: groups.map((group) =>
    group.kind === 'written'
      ? group
      : { ...group, slopes: group.slopes.map((slope) => slope.split('').sort().join('')) },
  ),
});

describe('the builder and the formula', () => {
  it.prop([built], { numRuns: 200 })('say the same of whatever is clicked together', (made) => {
    expect(sorted(read(writeFormula(made)))).toEqual(sorted(made));
  });

  test.each([
    'y ~ 1',
    'y ~ 0 + x',
    'y ~ x + z + x:z + (1 + x | g)',
    'y ~ x + (1 |p| g)',
    'y ~ x + (1 | gr(g, by = f)) + (1 | mm(a, b))',
    'y ~ x + offset(log(n)) + ar1(0 + week | patient)',
    'cbind(s, n - s) ~ s(x,k=20) + (1 || g)',
    'y | thres(4) ~ mo(x) + bs(z, df = 5)',
    'y | cens(`my status`, `upper end`) ~ 1',
    '`<b>`/2 ~ I(x^2) + (1 | `a|b`) + (1 | `a|b`:c)',
  ])('keep what no choice can say: %s', (text) => {
    expect(writeFormula(read(text))).toBe(text);
  });

  const sum = fc
    .array(fc.tuple(plain, fc.constantFrom(' + ', ' * ', ':', ' / ', ' - ')), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.map(([name, op], k) => (k === 0 ? name : op + name)).join(''));
  const random = fc.tuple(column, sum, fc.option(sum), fc.constantFrom('|', '||'), column);

  it.prop([random], { numRuns: 200 })('mean the same after any formula was shown and written', (parts) => {
    const [outcome, fixed, coefs, bar, group] = parts;
    const text = `${outcome} ~ ${fixed}${coefs === null ? '' : ` + (1 + ${coefs} ${bar} ${group})`}`;
    const shown = read(text);
    expect(sorted(read(writeFormula(shown)))).toEqual(sorted(shown));
  });

  test('products and nesting come apart into what they mean', () => {
    expect(writeFormula(read('y ~ a * b + (x | a/b)'))).toBe('y ~ a + b + a:b + (1 + x | a) + (1 + x | a:b)');
  });

  test('nothing is written without an outcome', () => {
    expect(writeFormula(read('y ~ x'))).toBe('y ~ x');
    expect(writeFormula({ ...read('y ~ x'), outcome: { kind: 'values', value: '' } })).toBe('');
  });

  it.prop([column, fc.constantFrom(...shapes)])(
    'a predictor is known again by column and shape',
    (name, shape) => {
      expect(shapeOf(shaped(name, shape), ['zzz', 'a', name])).toEqual({ column: name, shape });
    },
  );

  test('a predictor that goes takes its interactions and slopes along; one that becomes a smooth as well', () => {
    const before = read('y ~ x + z + x:z + (1 + x | g)');
    expect(writeFormula(withPredictor(before, 'x', null))).toBe('y ~ z + (1 | g)');
    expect(writeFormula(withPredictor(before, 'x', 's(x)'))).toBe('y ~ s(x) + z + (1 | g)');
    expect(writeFormula(withPredictor(before, 'x', 'log(x)'))).toBe(
      'y ~ log(x) + z + log(x):z + (1 + log(x) | g)',
    );
  });
});

describe('completions', () => {
  const columns = [
    { name: 'Age', spelt: 'Age', groups: false },
    { name: 'DID', spelt: 'DID', groups: true },
    { name: 'my col', spelt: '`my col`', groups: false },
  ];

  test.each([
    ['', 'outcome'],
    ['cbind(', 'inCall'],
    ['y | ', 'addition'],
    ['y ~ x + ', 'predictor'],
    ['y ~ x + (1 + ', 'coefficient'],
    ['y ~ x + (1 | ', 'group'],
    ['y ~ log(', 'inCall'],
    ['y ~ (1 | gr(', 'group'],
    ['y ~ (1 | g) + ', 'predictor'],
    ['~ ', 'predictor'],
    ['y ~ `(|` + ', 'predictor'],
  ] as const)('know where they are: %s', (before, place) => {
    expect(placeOf(before)).toBe(place);
  });

  test('put grouping factors first after a bar, and names in backquotes where needed', () => {
    const inGroup = completionsAt('y ~ (1 | ', 9, columns);
    expect(inGroup.items[0]).toMatchObject({ kind: 'group', insert: 'DID' });
    const quoted = completionsAt('y ~ `my', 7, columns);
    expect(quoted).toMatchObject({ from: 4, to: 7 });
    expect(quoted.items[0].insert).toBe('`my col`');
    expect(completionsAt('y ~ my', 6, columns).items[0].insert).toBe('`my col`');
  });

  test('take the place of the whole word that the cursor is in', () => {
    expect(completionsAt('y ~ Axx + z', 5, columns)).toMatchObject({ from: 4, to: 7, typed: 'A' });
  });

  test('leave the cursor where a function wants its argument', () => {
    const [log] = completionsAt('y ~ lo', 6, columns).items;
    expect([log.insert, log.cursor]).toEqual(['log()', 4]);
  });
});

describe('the place of a mistake', () => {
  const errorOf = (text: string): InputError => {
    try {
      parseFormula(text);
    } catch (error) {
      if (error instanceof InputError) return error;
    }
    throw new Error('no mistake');
  };

  test('is the character that the library points at, also after letters of two units', () => {
    const text = 'y ~ `𝒳` + * z';
    const place = placeOfError(text, errorOf(text).details);
    expect(place).toEqual({ from: text.indexOf('*'), to: text.indexOf('*') + 1 });
  });

  test('is just past the end where something is missing', () => {
    const text = 'y ~ x +';
    expect(placeOfError(text, errorOf(text).details)).toEqual({ from: 7, to: 7 });
    expect(messageAlone(errorOf(text).message)).toBe('Expected a term after "+".');
  });

  test('is a column by its name, in backquotes or not; another formula has none', () => {
    expect(placeOfError('y ~ `my col`', { column: 'my col' })).toEqual({ from: 4, to: 12 });
    expect(placeOfError('y ~ x', { formula: '~ z +', column: 6 })).toBeNull();
  });
});
