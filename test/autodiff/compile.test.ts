import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import * as ad from '../../src/engine/autodiff/index.ts';
import { log1pexp, logistic } from '../../src/engine/elementary.ts';
import { arbitraryExpression, variableNames } from '../property/arbitraryExpression.ts';
import { interpret } from '../property/interpret.ts';

const x = ad.variable('x');

function evaluate(e: ad.Expression, at: Readonly<Record<string, number>>): number {
  const names = Object.keys(at);
  const out = new Float64Array(1);
  ad.compile([e], names)(
    names.map((name) => at[name]),
    out,
  );
  return out[0];
}

/** `compile` as it is where functions cannot be made: Node's `--disallow-code-generation-from-strings`, a page's policy. */
async function compileWhereBlocked(): Promise<typeof ad.compile> {
  vi.resetModules();
  const { compile } = await import('../../src/engine/autodiff/index.ts');
  vi.stubGlobal('Function', () => {
    throw new EvalError('code generation from strings disallowed');
  });
  compile([x], ['x']); // finds out, once
  vi.unstubAllGlobals();
  return compile;
}

describe('compile', () => {
  test('gives the same bits where no code may be made from text', async () => {
    const blocked = await compileWhereBlocked();
    const sameBits = fc.property(arbitraryExpression('every'), ({ expression, at }) => {
      const roots = [expression, ad.logistic(expression), ad.log1pexp(expression)];
      const input = variableNames.map((name) => at[name]);
      const [made, interpreted] = [new Float64Array(3), new Float64Array(3)];
      ad.compile(roots, variableNames)(input, made);
      blocked(roots, variableNames)(input, interpreted);
      expect([...interpreted]).toEqual([...made]);
    });
    fc.assert(sameBits);
    expect(() => blocked([ad.variable('z')], ['x'])).toThrow('unknown variable "z"');
  });

  property.prop([arbitraryExpression('every')], { numRuns: 300 })(
    'equals a node-by-node interpreter bit for bit',
    ({ expression, at }) => {
      expect(evaluate(expression, at)).toBe(interpret(expression, at));
    },
  );

  property.prop([arbitraryExpression('differentiable')])(
    'writes a value and its gradient in one call, equal to the interpreter',
    ({ expression, at }) => {
      const roots = [expression, ...ad.gradient(expression, variableNames)];
      const out = new Float64Array(roots.length);
      ad.compile(roots, variableNames)(
        variableNames.map((name) => at[name]),
        out,
      );
      expect([...out]).toEqual(roots.map((root) => interpret(root, at)));
    },
  );

  test('logistic and log1pexp are lowered to the elementary functions bit for bit, from -800 to 800', () => {
    for (const at of [-800, -745.2, -708.5, -40, -1, -1e-300, -0, 0, 1e-300, 0.5, 40, 708.5, 745.2, 800]) {
      expect(evaluate(ad.logistic(x), { x: at }), `logistic(${at})`).toBe(logistic(at));
      expect(evaluate(ad.log1pexp(x), { x: at }), `log1pexp(${at})`).toBe(log1pexp(at));
    }
    expect(evaluate(ad.log1pexp(x), { x: 800 })).toBe(800);
    expect(evaluate(ad.logistic(x), { x: -800 })).toBe(0);
  });

  test('a lowered value and its derivatives share one exp', () => {
    const value = ad.sub(ad.mul(ad.variable('y'), x), ad.log1pexp(x));
    const first = ad.gradient(value, ['x'])[0];
    const second = ad.gradient(first, ['x'])[0];
    const { prelude } = ad.emit([value, first, second], (name) => name);
    expect(prelude.filter((line) => line.includes('fn_exp(')).length).toBe(1);
  });

  test('awkward constants survive the trip through source text', () => {
    for (const c of [-0, 0, 5e-324, -5e-324, 1.7976931348623157e308, 0.1, 1e21, 1e-7, -1e300])
      expect(evaluate(ad.div(1, ad.div(x, ad.constant(c))), { x: 1 })).toBe(1 / (1 / c));
    for (const c of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(evaluate(ad.mul(x, ad.constant(c)), { x: 2 })).toBe(2 * c);
  });

  test('an unknown variable is a RangeError that names it', () => {
    expect(() => ad.compile([x], ['y'])).toThrow(new RangeError('expression reads unknown variable "x"'));
  });
});

/** Names that a line of emitted source reads. */
function readsOf(line: string): string[] {
  return [...line.slice(line.indexOf('=')).matchAll(/\b(t\d+|row|once)\b/g)].map((match) => match[0]);
}

describe('emit', () => {
  property.prop([arbitraryExpression('every')], { numRuns: 200 })(
    'hoists what does not depend on the row, all of it and nothing else',
    ({ expression }) => {
      const reference = (name: string): string => (name === 'u' ? 'row' : 'once');
      const { prelude, body } = ad.emit([expression], reference, new Set(['u']));
      const perRow = new Set(['row']);
      for (const line of prelude) expect(readsOf(line).filter((name) => perRow.has(name))).toEqual([]);
      for (const line of body) {
        expect(readsOf(line).some((name) => perRow.has(name))).toBe(true);
        perRow.add(line.slice('const '.length, line.indexOf(' =')));
      }
      const hoisted = prelude.map((line) => line.slice('const '.length, line.indexOf(' =')));
      expect(hoisted.filter((name) => perRow.has(name))).toEqual([]);
    },
  );

  test('spells equal sub-expressions once, shared objects or not', () => {
    const twice = ad.add(ad.exp(ad.variable('x')), ad.sqrt(ad.exp(ad.variable('x'))));
    const { prelude } = ad.emit([twice], (name) => name);
    expect(prelude.filter((line) => line.includes('fn_exp')).length).toBe(1);
  });
});

test('a sum of 60,000 different parts is evaluated, though no stack would hold as many local variables', () => {
  const parts = Array.from({ length: 60_000 }, (_, i) => ad.mul(x, ad.add(x, i)));
  expect(evaluate(ad.sum(parts), { x: 2 })).toBe(60_000 * 4 + 59_999 * 60_000);
});
