import { exp, expm1, log, log1p, logistic, normalCdf, pow, tanh } from '../../src/engine/elementary.ts';
import { nearestName } from '../../src/engine/nearest.ts';
import { columnAt, type Draws } from '../posterior/draws.ts';
import { explainNoQuantity, findQuantity } from './namedQuantity.ts';
import { type BinaryOperator, statementError, type ValueSyntax } from './statementSyntax.ts';

/** Functions that a statement may call; names as in R, and `logit` and `inv_logit` as in Stan. */
const functions: Readonly<Record<string, (x: number) => number>> = {
  exp,
  expm1,
  log,
  log1p,
  sqrt: Math.sqrt,
  abs: Math.abs,
  tanh,
  plogis: logistic,
  inv_logit: logistic,
  qlogis: logit,
  logit,
  pnorm: normalCdf,
};

const operators: Readonly<Record<BinaryOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': pow,
};

/**
 * A value at every draw, one array a chain. `pi` is the number where no quantity is called so.
 * Throws InputError, with a caret, for a name or function that there is not.
 */
export function valuesOf(text: string, syntax: ValueSyntax, draws: Draws): Float64Array[] {
  const at = (node: ValueSyntax): Float64Array[] => valuesOf(text, node, draws);
  switch (syntax.kind) {
    case 'number':
      return constant(syntax.value, draws);
    case 'name':
      return named(text, syntax, draws);
    case 'negative':
      return at(syntax.of).map((chain) => chain.map((x) => -x));
    case 'call':
      return called(text, syntax, draws);
    case 'binary': {
      const apply = operators[syntax.op];
      const right = at(syntax.right);
      return at(syntax.left).map((chain, c) => chain.map((x, i) => apply(x, right[c][i])));
    }
  }
}

function named(text: string, { at, name }: ValueSyntax & { kind: 'name' }, draws: Draws): Float64Array[] {
  const q = findQuantity(draws, name);
  if (q >= 0) return columnAt(draws, q);
  if (name === 'pi') return constant(Math.PI, draws);
  throw statementError(text, at, explainNoQuantity(draws, name));
}

function called(text: string, syntax: ValueSyntax & { kind: 'call' }, draws: Draws): Float64Array[] {
  const { at, fn, of } = syntax;
  if (Object.hasOwn(functions, fn)) return valuesOf(text, of, draws).map((chain) => chain.map(functions[fn]));
  const known = Object.keys(functions);
  const near = nearestName(fn, known);
  const hint = near === null ? ` (have: ${known.join(', ')})` : ` (did you mean "${near}"?)`;
  throw statementError(
    text,
    at,
    `no function "${fn}"${hint}; a quantity with parentheses in its name goes in backquotes,`,
  );
}

function constant(value: number, { chains, draws }: Draws): Float64Array[] {
  return Array.from({ length: chains }, () => new Float64Array(draws).fill(value));
}

function logit(p: number): number {
  return log(p) - log1p(-p);
}
