import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as ad from '../../src/engine/autodiff/index.ts';
import { arbitraryExpression, variableNames } from '../property/arbitraryExpression.ts';
import { interpret } from '../property/interpret.ts';
import { relativeError } from '../property/numeric.ts';

const x = ad.variable('x');

/** A chain of `depth` nodes, one on top of the other. */
function chain(depth: number, on: (e: ad.Expression) => ad.Expression): ad.Expression {
  let e: ad.Expression = x;
  for (let i = 0; i < depth; i++) e = on(e);
  return e;
}

describe('construction', () => {
  property.prop([arbitraryExpression('every')], { numRuns: 200 })(
    'simplifies without changing the value: rebuilding with constants folds to the same number',
    ({ expression, at }) => {
      const constants = new Map(variableNames.map((name) => [name, ad.constant(at[name])] as const));
      const folded = ad.substitute(expression, new Map<string, ad.Expression>(constants));
      expect(folded.kind).toBe('constant');
      // folding 0 x and signs happens in another order, so the last bits may differ
      expect(relativeError(interpret(folded, {}), interpret(expression, at))).toBeLessThan(1e-9);
    },
  );

  test('sum is a balanced tree: 10,000 terms nest 14 deep', () => {
    const terms = Array.from({ length: 10_000 }, (_, i) => ad.variable(`v${i}`));
    const depth = new Map<ad.Expression, number>();
    for (const e of ad.topologicalOrder([ad.sum(terms)]))
      depth.set(e, 1 + Math.max(-1, ...ad.children(e).map((c) => depth.get(c) as number)));
    expect(Math.max(...depth.values())).toBe(14);
  });
});

describe('substitute', () => {
  property.prop([arbitraryExpression('every'), arbitraryExpression('every')], { numRuns: 200 })(
    'replaces at once: e with u := f has the value of e where u has the value of f',
    ({ expression, at }, { expression: f }) => {
      const value = interpret(f, at);
      const expected = interpret(expression, { ...at, u: value });
      fc.pre(Number.isFinite(value) && Number.isFinite(expected));
      const replaced = ad.substitute(expression, new Map([['u', f]]));
      const error = relativeError(interpret(replaced, at), expected);
      // simplification may reorder signs and drop zeros; ill-conditioned graphs magnify the rounding
      expect(error).toBeLessThan(1e-6);
    },
  );

  test('swaps two names without catching its own tail, and keeps sharing', () => {
    const both = ad.sub(ad.variable('u'), ad.mul(2, ad.variable('v')));
    const swapped = ad.substitute(
      both,
      new Map([
        ['u', ad.variable('v')],
        ['v', ad.variable('u')],
      ]),
    );
    expect(interpret(swapped, { u: 10, v: 1 })).toBe(-19);
    const shared = ad.substitute(
      chain(60, (e) => ad.mul(e, e)),
      new Map([['x', ad.variable('y')]]),
    );
    expect(ad.topologicalOrder([shared]).length).toBe(61);
  });
});

describe('splitSum', () => {
  property.prop([arbitraryExpression('every'), fc.subarray([...variableNames])], { numRuns: 300 })(
    'e = depends + rest, and rest reads none of the names',
    ({ expression, at }, names) => {
      const { depends, rest } = ad.splitSum(expression, new Set(names));
      const whole = interpret(expression, at);
      // the parts are added in another order
      expect(relativeError(interpret(depends, at) + interpret(rest, at), whole)).toBeLessThan(1e-12);
      expect([...ad.variablesOf(rest)].filter((name) => names.includes(name as 'u'))).toEqual([]);
    },
  );

  test('visits a shared sum once: 60 doublings are 2^60 times the term', () => {
    const { depends } = ad.splitSum(
      chain(60, (e) => ad.add(e, e)),
      new Set(['x']),
    );
    expect(interpret(depends, { x: 1 })).toBe(2 ** 60);
  });

  test('finds terms under nested signs', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(ad.variable);
    const e = ad.sub(a, ad.sub(ad.sub(b, c), ad.exp(a)));
    const { depends, rest } = ad.splitSum(e, new Set(['a']));
    expect(interpret(rest, { b: 2, c: 5 })).toBe(3);
    expect(interpret(depends, { a: 0 })).toBe(1);
  });

  test('splits both branches where something else selects', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(ad.variable);
    const e = ad.add(ad.select(b, 1, ad.add(a, ad.exp(b)), ad.sub(c, a)), b);
    const { depends, rest } = ad.splitSum(e, new Set(['a']));
    expect(ad.variablesOf(rest)).toEqual(new Set(['b', 'c']));
    expect(interpret(rest, { b: 2, c: 5 })).toBe(7);
    expect([0, 2].map((b) => interpret(depends, { a: 3, b, c: 5 }))).toEqual([3, -3]);
  });
});

describe('depth', () => {
  test('topologicalOrder puts operands before users, 200,000 deep', () => {
    const deep = chain(100_000, (e) => ad.add(ad.mul(0.5, e), 1));
    const order = ad.topologicalOrder([deep]);
    const place = new Map(order.map((node, i) => [node, i]));
    expect(new Set(order).size).toBe(order.length);
    const at = (node: ad.Expression): number => place.get(node) ?? Number.POSITIVE_INFINITY;
    expect(order.every((node) => ad.children(node).every((child) => at(child) < at(node)))).toBe(true);
  });

  test('variablesOf, substitute, dependence and splitSum have no limit of depth', () => {
    // 60,000 deep is five times what recursion could do
    const deep = chain(30_000, (e) => ad.add(ad.mul(0.5, e), 1));
    expect([...ad.variablesOf(deep)]).toEqual(['x']);
    expect(ad.dependence([deep], new Set(['x'])).size).toBe(60_001);
    expect(ad.substitute(deep, new Map([['x', ad.constant(2)]]))).toEqual(ad.constant(2));
    expect(ad.splitSum(deep, new Set(['y'])).depends).toEqual(ad.constant(0));
    expect(ad.variablesOf(ad.splitSum(deep, new Set(['x'])).depends).size).toBe(1);
    const flat = chain(60_000, (e) => ad.add(e, ad.variable('y')));
    expect(ad.variablesOf(ad.splitSum(flat, new Set(['x'])).rest)).toEqual(new Set(['y']));
  });
});
