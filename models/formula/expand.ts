import { onlyArgument, toArith } from './arith.ts';
import type { Arith, Link, Syntax, Term, Terms, Variable } from './ast.ts';
import { formulaError } from './complain.ts';
import { addAll, type Bits, bitOf, nest, products, type Scope } from './scope.ts';
import { randomEffectOf } from './smooth.ts';
import { describeArith, describeTerm } from './text.ts';

/** A sum being collected. `intercept` is null until a 0, 1 or -1 has said something about it. */
interface Sum {
  readonly terms: Set<Bits>;
  intercept: boolean | null;
  readonly offsets: Map<string, { readonly arith: Arith; readonly at: number }>;
  readonly bars: (Syntax & { kind: 'bar' })[];
}

export interface Expansion {
  readonly fixed: Terms;
  readonly offsets: readonly Arith[];
  readonly bars: readonly (Syntax & { kind: 'bar' })[];
}

function newSum(terms: Iterable<Bits> = []): Sum {
  return { terms: new Set(terms), intercept: null, offsets: new Map(), bars: [] };
}

/** `sum + node`; a number there speaks about the intercept. */
function addNode(scope: Scope, sum: Sum, node: Syntax): void {
  const more = expandSum(scope, node);
  addAll(scope, sum.terms, more.terms, node.at);
  if (more.intercept !== null) sum.intercept = more.intercept;
  for (const [key, offset] of more.offsets) sum.offsets.set(key, offset);
  for (const bar of more.bars) sum.bars.push(bar);
}

/** `sum - node`; removing what is not there does nothing, as in R. */
function removeNode(scope: Scope, sum: Sum, node: Syntax): void {
  const less = expandSum(scope, node);
  for (const bar of less.bars) throw formulaError(scope.text, bar.at, 'a random term cannot be taken away');
  for (const term of less.terms) sum.terms.delete(term);
  if (less.intercept !== null) sum.intercept = !less.intercept;
  for (const key of less.offsets.keys()) sum.offsets.delete(key);
}

function interceptOf(scope: Scope, node: Syntax & { kind: 'number' }): boolean {
  if (node.value === 0 || node.value === 1) return node.value === 1;
  throw formulaError(scope.text, node.at, `a number by itself is no term but for 0 and 1, got ${node.value}`);
}

function expandCall(scope: Scope, node: Syntax & { kind: 'call' }): Sum {
  const group = randomEffectOf(scope.text, node);
  if (group !== null) {
    const { at } = node;
    const sum = newSum();
    const coefs: Syntax = { kind: 'number', at, value: 1 };
    sum.bars.push({ kind: 'bar', at, structure: 'us', coefs, id: null, group });
    return sum;
  }
  if (node.fn !== 'offset') return newSum([bitOf(scope, node)]);
  const sum = newSum();
  const arith = toArith(scope.text, onlyArgument(scope.text, node));
  sum.offsets.set(describeArith(arith), { arith, at: node.at });
  return sum;
}

function expandChain(scope: Scope, node: Syntax & { kind: 'chain' }): Sum {
  const [{ op }] = node.rest;
  const sum = newSum();
  if (op !== '+' && op !== '-') {
    for (const term of expandProduct(scope, sum, node.first, node.rest)) sum.terms.add(term);
    return sum;
  }
  addNode(scope, sum, node.first);
  for (const link of node.rest) {
    if (link.op === '-') removeNode(scope, sum, link.operand);
    else addNode(scope, sum, link.operand);
  }
  return sum;
}

/** Anything that may be added: terms, an intercept, offsets and random terms. */
function expandSum(scope: Scope, node: Syntax): Sum {
  const sum = newSum();
  switch (node.kind) {
    case 'number':
      sum.intercept = interceptOf(scope, node);
      return sum;
    case 'name':
      return newSum([bitOf(scope, node)]);
    case 'call':
      return expandCall(scope, node);
    case 'sign':
      if (node.op === '+') addNode(scope, sum, node.of);
      else removeNode(scope, sum, node.of);
      return sum;
    case 'chain':
      return expandChain(scope, node);
    case 'power':
      for (const term of expandPower(scope, sum, node)) sum.terms.add(term);
      return sum;
    case 'paren':
      return expandSum(scope, node.of);
    case 'bar':
      sum.bars.push(node);
      return sum;
  }
}

/** Left to right through `*`, `/` or `:`. */
function expandProduct(scope: Scope, sum: Sum, first: Syntax, rest: readonly Link[]): Set<Bits> {
  let left = expandOperand(scope, sum, first);
  for (const { op, at, operand } of rest) {
    const right = expandOperand(scope, sum, operand);
    if (op === '*')
      left = addAll(scope, addAll(scope, new Set(left), right, at), products(scope, left, right, at), at);
    else if (op === ':') left = products(scope, left, right, at);
    else left = nest(scope, left, right, at);
  }
  return left;
}

function exponentOf(scope: Scope, node: Syntax & { kind: 'power' }): number {
  const { exponent } = node;
  if (exponent.kind === 'number' && Number.isInteger(exponent.value) && exponent.value >= 1)
    return exponent.value;
  throw formulaError(
    scope.text,
    exponent.at,
    'terms can only be raised to a whole number >= 1, like (a + b)^2,',
  );
}

/** `(a + b + ...)^k`: all interactions of up to k of the terms. Stops early once a further power adds nothing. */
function expandPower(scope: Scope, sum: Sum, node: Syntax & { kind: 'power' }): Set<Bits> {
  const power = exponentOf(scope, node);
  const base = expandOperand(scope, sum, node.base);
  if (base.size === 1 && power > 1) {
    throw formulaError(
      scope.text,
      node.opAt,
      'a power of one term is that term; for arithmetic write I(x^2),',
    );
  }
  let terms = base;
  for (let k = 2; k <= power; k++) {
    const next = products(scope, terms, base, node.opAt);
    if (next.size === terms.size) return next;
    terms = next;
  }
  return terms;
}

/** An operand of `*`, `/`, `:` or `^`: terms, and perhaps a word about the intercept for the `sum` it is part of. */
function expandOperand(scope: Scope, sum: Sum, node: Syntax): Set<Bits> {
  if (node.kind === 'number') {
    throw formulaError(scope.text, node.at, `${node.value} cannot interact; for arithmetic write I(...),`);
  }
  const { terms, intercept, bars, offsets } = expandSum(scope, node);
  for (const bar of bars)
    throw formulaError(scope.text, bar.at, 'a random term cannot be part of an interaction');
  for (const { at } of offsets.values()) {
    throw formulaError(scope.text, at, 'an offset cannot be part of an interaction');
  }
  if (terms.size === 0) throw formulaError(scope.text, node.at, 'expected a term that can interact');
  if (intercept !== null) sum.intercept = intercept;
  return terms;
}

/** The variables of a term and how many, read off its bits. */
function toTerm(bits: Bits, variables: readonly Variable[]): Term {
  const chosen: Variable[] = [];
  for (let i = 0, rest = bits; rest > 0n; i++, rest >>= 1n) {
    if ((rest & 1n) === 1n) chosen.push(variables[i]);
  }
  return { text: describeTerm(chosen), variables: chosen };
}

/**
 * Works out the formula algebra of one scope as R's terms() does: duplicates collapse to their first place, variables
 * of an interaction come in order of first appearance, and terms are sorted by the number of their variables, ties as
 * written. An intercept is there unless 0 or -1 took it away. Bars are handed back unread.
 */
export function expand(scope: Scope, node: Syntax): Expansion {
  const { terms, intercept, offsets, bars } = expandSum(scope, node);
  const variables = [...scope.variables.values()].map((entry) => entry.variable);
  const sorted = [...terms]
    .map((bits) => toTerm(bits, variables))
    .sort((a, b) => a.variables.length - b.variables.length);
  for (const { variables: of } of sorted)
    if (of.length > 1 && of.some(({ kind }) => kind === 'smooth'))
      throw formulaError(scope.text, node.at, 'a smooth cannot interact; write s(x, by = f),');
  for (const { text, variables: of } of sorted)
    if (of.length > 1 && of.some(({ kind }) => kind === 'monotone'))
      throw formulaError(
        scope.text,
        node.at,
        `mo() cannot interact, got ${text}; write mo(x) by itself, or poly(x, 2):z,`,
      );
  return {
    fixed: { intercept: intercept ?? true, terms: sorted },
    offsets: [...offsets.values()].map((offset) => offset.arith),
    bars,
  };
}
