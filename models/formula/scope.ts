import type { Syntax, Variable } from './ast.ts';
import { formulaError } from './complain.ts';
import { LIMITS } from './limits.ts';
import { readVariable } from './variables.ts';

/** A term while terms are being combined: bit i is set when variable i takes part, so a product is an OR. */
export type Bits = bigint;

/** What one scope (outside all bars, or one side of a bar) has met so far. */
export interface Scope {
  readonly text: string;
  readonly variables: Map<string, { readonly bit: Bits; readonly variable: Variable }>;
  /** Products formed so far, over all scopes of the formula. */
  readonly work: { products: number };
}

export function newScope(text: string, work = { products: 0 }): Scope {
  return { text, variables: new Map(), work };
}

function checkSize(scope: Scope, terms: { readonly size: number }, at: number): void {
  if (terms.size > LIMITS.terms) {
    throw formulaError(scope.text, at, `expands to more than ${LIMITS.terms} terms`);
  }
}

/** The bit of a variable, a new one the first time it is met. */
export function bitOf(scope: Scope, node: Syntax & { kind: 'name' | 'call' }): Bits {
  const variable = readVariable(scope.text, node);
  const known = scope.variables.get(variable.text);
  if (known !== undefined) return known.bit;
  const bit = 1n << BigInt(scope.variables.size);
  scope.variables.set(variable.text, { bit, variable });
  checkSize(scope, scope.variables, node.at);
  return bit;
}

/** Every product of a term of `left` with a term of `right`, in that order, duplicates gone. */
export function products(
  scope: Scope,
  left: Iterable<Bits>,
  right: ReadonlySet<Bits>,
  at: number,
): Set<Bits> {
  const result = new Set<Bits>();
  for (const a of left) {
    scope.work.products += right.size;
    if (scope.work.products > LIMITS.products) {
      throw formulaError(scope.text, at, `forms more than ${LIMITS.products} products`);
    }
    for (const b of right) result.add(a | b);
    checkSize(scope, result, at);
  }
  return result;
}

/** Adds terms in place; hands `into` back. */
export function addAll(scope: Scope, into: Set<Bits>, terms: Iterable<Bits>, at: number): Set<Bits> {
  for (const term of terms) into.add(term);
  checkSize(scope, into, at);
  return into;
}

/** `a / b`: the terms of `a`, and each term of `b` within all of them together. */
export function nest(scope: Scope, left: ReadonlySet<Bits>, right: ReadonlySet<Bits>, at: number): Set<Bits> {
  let all = 0n;
  for (const term of left) all |= term;
  return addAll(scope, new Set(left), products(scope, [all], right, at), at);
}
