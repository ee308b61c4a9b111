import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { describeFormula, type Formula, parseFormula } from '../../models/formula/index.ts';
import { InputError } from '../../src/engine/errors.ts';

const column = fc.constantFrom('a', 'b', 'c', 'x.1', '.z', '`my col`', 'größe');

const arith = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    column,
    fc.integer({ min: 0, max: 99 }).map(String),
    fc
      .tuple(tie('value'), fc.constantFrom('+', '-', '*', '/', '^'), tie('value'))
      .map(([l, op, r]) => `${l} ${op} ${r}`),
    tie('value').map((of) => `(${of})`),
    tie('value').map((of) => `-${of}`),
    fc.tuple(fc.constantFrom('log', 'exp', 'I', 'scale'), tie('value')).map(([fn, of]) => `${fn}(${of})`),
  ),
})).value;

const terms = fc.letrec<{ sum: string }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 3 },
    column,
    arith.map((of) => `log(${of})`),
    fc
      .tuple(tie('sum'), fc.constantFrom('+', '*', ':', '/'), tie('sum'))
      .map(([l, op, r]) => `(${l}) ${op} (${r})`),
    fc.tuple(tie('sum'), fc.constantFrom('- 1', '+ 1', '+ 0')).map(([sum, end]) => `${sum} ${end}`),
    column.map((name) => `poly(${name}, 2)`),
    column.map((name) => `factor(${name})`),
  ),
})).sum;

const formula = fc
  .tuple(arith, terms, fc.option(terms), fc.constantFrom('|', '||'), column)
  .map(([left, right, slope, bar, group]) =>
    slope === null
      ? `${left} ~ ${right}`
      : `${left} ~ ${right} + (1 + ${slope} ${bar} ${group}) + offset(${left})`,
  );

/** A formula with the order of variables within interactions forgotten: reading back may change it, as in R. */
function canonical({ outcome, fixed, offsets, random }: Formula): unknown {
  const sort = ({ intercept, terms }: Formula['fixed']) => ({
    intercept,
    terms: terms
      .map((term) =>
        term.variables
          .map((variable) => variable.text)
          .sort()
          .join(' '),
      )
      .sort(),
  });
  return {
    outcome,
    fixed: sort(fixed),
    offsets,
    random: random.map((term) => ({ ...term, text: '', coefs: sort(term.coefs) })),
  };
}

describe('round trips', () => {
  it.prop([formula], { numRuns: 500 })('a formula in canonical text compiles to itself', (text) => {
    const compiled = parseFormula(text);
    expect(canonical(parseFormula(describeFormula(compiled)))).toEqual(canonical(compiled));
  });

  it.prop([formula, fc.constantFrom('', ' ', '\n', '\t ')], { numRuns: 200 })(
    'spaces between tokens mean nothing',
    (text, space) => {
      const spaced = text.replace(
        /(`[^`]*`)|\s*([-+*/:^~(),])\s*/g,
        (_, name, mark) => name ?? space + mark + space,
      );
      expect(describeFormula(parseFormula(spaced))).toBe(describeFormula(parseFormula(text)));
    },
  );
});

/** Either compiles or explains itself; anything else escapes and fails the test. */
function survives(text: string): void {
  try {
    parseFormula(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).toMatch(/^formula: [^\n]+(\n {2}.*\n *\^)?$/u);
  }
}

const piece = fc.constantFrom(
  ...[
    'y',
    ' ~ ',
    'x',
    '`a b`',
    '0',
    '1',
    '-',
    '+',
    '*',
    '/',
    ':',
    '^',
    '2',
    '(',
    ')',
    '|',
    '||',
    ',',
    'log(',
    'I(',
    'poly(',
  ],
  ...['factor(', 'offset(', 'trials(', 'cbind(', '(1 | g)', '.', '`', '$', '\n', '😀', '1e9', 'scale('],
);

describe('any text', () => {
  it.prop([fc.string({ unit: 'binary' })], { numRuns: 1_000 })('never crashes the compiler', survives);

  it.prop([fc.array(piece, { maxLength: 60 })], { numRuns: 3_000 })(
    'made of formula pieces never crashes it',
    (pieces) => {
      survives(pieces.join(''));
      survives(`y ~ ${pieces.join('')}`);
    },
  );

  it.prop([formula, fc.nat(), fc.nat({ max: 5 }), piece], { numRuns: 1_000 })(
    'that is nearly a formula never crashes it',
    (text, at, length, put) => {
      const from = at % (text.length + 1);
      survives(text.slice(0, from) + put + text.slice(from + length));
    },
  );
});
