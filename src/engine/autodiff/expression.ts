import * as fn from '../elementary.ts';

/**
 * Scalar expressions as plain immutable data: they can be printed, differentiated, compiled, and posted to a worker.
 * Sharing a sub-expression is sharing the object; the compiler merges equal ones anyway.
 */
export type Expression =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'unary'; readonly op: UnaryOp; readonly a: Expression }
  | { readonly kind: 'binary'; readonly op: BinaryOp; readonly a: Expression; readonly b: Expression }
  /** `a < b ? ifLess : otherwise`; both branches are evaluated, so both must be finite wherever it is used. */
  | {
      readonly kind: 'select';
      readonly a: Expression;
      readonly b: Expression;
      readonly ifLess: Expression;
      readonly otherwise: Expression;
    };

/** Operations on two numbers. */
export type BinaryOp = 'add' | 'sub' | 'mul' | 'div';
/** Operations on one number; `unaryFunctions` is what they do. */
export type UnaryOp =
  | 'neg'
  | 'abs'
  | 'sqrt'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'tanh'
  | 'logistic'
  | 'log1pexp'
  | 'lgamma'
  | 'digamma'
  | 'trigamma'
  | 'tetragamma'
  | 'logNormalCdf'
  | 'inverseMills'
  | 'scaledNormalTail'
  | 'atan';

/** A number is accepted wherever an expression is. */
export type Operand = Expression | number;

/** Runtime of every unary operation, for folding constants and for compiled code. */
export const unaryFunctions: Readonly<Record<UnaryOp, (x: number) => number>> = {
  neg: (x) => -x,
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp: fn.exp,
  expm1: fn.expm1,
  log: fn.log,
  log1p: fn.log1p,
  tanh: fn.tanh,
  logistic: fn.logistic,
  log1pexp: fn.log1pexp,
  lgamma: fn.lgamma,
  digamma: fn.digamma,
  trigamma: fn.trigamma,
  tetragamma: fn.tetragamma,
  logNormalCdf: fn.logNormalCdf,
  inverseMills: fn.inverseMills,
  scaledNormalTail: fn.scaledNormalTail,
  atan: fn.atan,
};

/** A number as an expression. */
export function constant(value: number): Expression {
  return { kind: 'constant', value };
}

/** A variable by name: `y`, `eta`, a parameter of a family, the `x` of a prior. */
export function variable(name: string): Expression {
  return { kind: 'variable', name };
}

function lift(x: Operand): Expression {
  return typeof x === 'number' ? constant(x) : x;
}

function isConstant(x: Expression, value: number): boolean {
  return x.kind === 'constant' && x.value === value;
}

function unary(op: UnaryOp, operand: Operand): Expression {
  const a = lift(operand);
  if (a.kind === 'constant') return constant(unaryFunctions[op](a.value));
  return { kind: 'unary', op, a };
}

/** x + y. */
export function add(x: Operand, y: Operand): Expression {
  const a = lift(x);
  const b = lift(y);
  if (a.kind === 'constant' && b.kind === 'constant') return constant(a.value + b.value);
  if (isConstant(a, 0)) return b;
  if (isConstant(b, 0)) return a;
  if (b.kind === 'unary' && b.op === 'neg') return sub(a, b.a);
  if (a.kind === 'unary' && a.op === 'neg') return sub(b, a.a);
  return { kind: 'binary', op: 'add', a, b };
}

/** x - y. */
export function sub(x: Operand, y: Operand): Expression {
  const a = lift(x);
  const b = lift(y);
  if (a.kind === 'constant' && b.kind === 'constant') return constant(a.value - b.value);
  if (isConstant(b, 0)) return a;
  if (isConstant(a, 0)) return neg(b);
  if (b.kind === 'unary' && b.op === 'neg') return add(a, b.a);
  return { kind: 'binary', op: 'sub', a, b };
}

/** Zero times anything is zero here, also where the other factor would be infinite. */
export function mul(x: Operand, y: Operand): Expression {
  const a = lift(x);
  const b = lift(y);
  if (a.kind === 'constant' && b.kind === 'constant') return constant(a.value * b.value);
  if (isConstant(a, 0) || isConstant(b, 0)) return constant(0);
  if (isConstant(a, 1)) return b;
  if (isConstant(b, 1)) return a;
  if (isConstant(a, -1)) return neg(b);
  if (isConstant(b, -1)) return neg(a);
  if (a.kind === 'unary' && a.op === 'neg') return neg(mul(a.a, b));
  if (b.kind === 'unary' && b.op === 'neg') return neg(mul(a, b.a));
  return { kind: 'binary', op: 'mul', a, b };
}

/** x / y; 0 / y is 0 here, whatever y is. */
export function div(x: Operand, y: Operand): Expression {
  const a = lift(x);
  const b = lift(y);
  if (a.kind === 'constant' && b.kind === 'constant') return constant(a.value / b.value);
  if (isConstant(a, 0)) return constant(0);
  if (isConstant(b, 1)) return a;
  return { kind: 'binary', op: 'div', a, b };
}

/** -x. */
export function neg(x: Operand): Expression {
  const a = lift(x);
  if (a.kind === 'unary' && a.op === 'neg') return a.a;
  if (a.kind === 'binary' && a.op === 'sub') return sub(a.b, a.a);
  return unary('neg', a);
}

/** `a < b ? ifLess : otherwise`. */
export function select(a: Operand, b: Operand, ifLess: Operand, otherwise: Operand): Expression {
  const left = lift(a);
  const right = lift(b);
  if (left.kind === 'constant' && right.kind === 'constant') {
    return lift(left.value < right.value ? ifLess : otherwise);
  }
  return { kind: 'select', a: left, b: right, ifLess: lift(ifLess), otherwise: lift(otherwise) };
}

/** |x|; its slope at 0 is taken as that of x > 0. */
export const abs = (x: Operand): Expression => unary('abs', x);
/** The square root; NaN below 0. */
export const sqrt = (x: Operand): Expression => unary('sqrt', x);
/** e to the power x. */
export const exp = (x: Operand): Expression => unary('exp', x);
/** exp(x) - 1, exact near 0. */
export const expm1 = (x: Operand): Expression => unary('expm1', x);
/** The natural logarithm; NaN below 0, -Infinity at 0. */
export const log = (x: Operand): Expression => unary('log', x);
/** log(1 + x), exact near 0. */
export const log1p = (x: Operand): Expression => unary('log1p', x);
/** The hyperbolic tangent. */
export const tanh = (x: Operand): Expression => unary('tanh', x);
/** 1 / (1 + exp(-x)), without overflow. */
export const logistic = (x: Operand): Expression => unary('logistic', x);
/** log(1 + exp(x)), without overflow. */
export const log1pexp = (x: Operand): Expression => unary('log1pexp', x);
/** log Gamma(x), for x > 0. */
export const lgamma = (x: Operand): Expression => unary('lgamma', x);
/** The derivative of `lgamma`. */
export const digamma = (x: Operand): Expression => unary('digamma', x);
/** The derivative of `digamma`. */
export const trigamma = (x: Operand): Expression => unary('trigamma', x);
/** The derivative of `trigamma`; has none itself. */
export const tetragamma = (x: Operand): Expression => unary('tetragamma', x);
/** log Pr(Z <= x) of a standard normal Z, exact in both tails. */
export const logNormalCdf = (x: Operand): Expression => unary('logNormalCdf', x);
/** phi(x) / Phi(x) of a standard normal, the derivative of `logNormalCdf`. */
export const inverseMills = (x: Operand): Expression => unary('inverseMills', x);
/** exp(x^2 / 2) Pr(Z > x) of a standard normal Z, for x >= 0. */
export const scaledNormalTail = (x: Operand): Expression => unary('scaledNormalTail', x);
/** The arctangent. */
export const atan = (x: Operand): Expression => unary('atan', x);
/** x * x. */
export const square = (x: Operand): Expression => mul(x, x);

/** Sum of any number of terms, as a balanced tree so that deep sums do not nest deeply. */
export function sum(terms: readonly Operand[]): Expression {
  if (terms.length === 0) return constant(0);
  if (terms.length === 1) return lift(terms[0]);
  const half = terms.length >> 1;
  return add(sum(terms.slice(0, half)), sum(terms.slice(half)));
}

/** The expressions right below this one. */
export function children(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case 'constant':
    case 'variable':
      return [];
    case 'unary':
      return [e.a];
    case 'binary':
      return [e.a, e.b];
    case 'select':
      return [e.a, e.b, e.ifLess, e.otherwise];
  }
}

/** Every distinct node below the roots, operands before users; no recursion, so depth is no limit. */
export function topologicalOrder(roots: readonly Expression[]): Expression[] {
  const order: Expression[] = [];
  const seen = new Set<Expression>();
  const stack: { node: Expression; expanded: boolean }[] = roots.map((node) => ({ node, expanded: false }));
  stack.reverse();
  while (stack.length > 0) {
    const top = stack.pop() as { node: Expression; expanded: boolean };
    if (top.expanded) {
      order.push(top.node);
      continue;
    }
    if (seen.has(top.node)) continue;
    seen.add(top.node);
    stack.push({ node: top.node, expanded: true });
    for (const child of children(top.node))
      if (!seen.has(child)) stack.push({ node: child, expanded: false });
  }
  return order;
}

/** Names of the variables an expression reads. */
export function variablesOf(e: Expression): Set<string> {
  const names = new Set<string>();
  for (const node of topologicalOrder([e])) if (node.kind === 'variable') names.add(node.name);
  return names;
}

/**
 * The same expression with its variables replaced. Shared parts stay shared.
 * Names that `by` does not hold are kept.
 */
export function substitute(e: Expression, by: ReadonlyMap<string, Expression>): Expression {
  const done = new Map<Expression, Expression>();
  const at = (x: Expression) => done.get(x) as Expression;
  for (const node of topologicalOrder([e])) {
    switch (node.kind) {
      case 'constant':
        done.set(node, node);
        break;
      case 'variable':
        done.set(node, by.get(node.name) ?? node);
        break;
      case 'unary':
        done.set(node, node.op === 'neg' ? neg(at(node.a)) : unary(node.op, at(node.a)));
        break;
      case 'binary':
        done.set(node, { add, sub, mul, div }[node.op](at(node.a), at(node.b)));
        break;
      case 'select':
        done.set(node, select(at(node.a), at(node.b), at(node.ifLess), at(node.otherwise)));
    }
  }
  return at(e);
}

/**
 * Splits `e` into a part that reads any of `names` and a part that reads none: `e = [depends] + [rest]`. Where something else
 * selects between sums, both of them are split.
 * Every node is visited once, with the number of times it is added, so neither depth nor sharing is a limit.
 */
export function splitSum(
  e: Expression,
  names: ReadonlySet<string>,
): { depends: Expression; rest: Expression } {
  const reads = dependence([e], names);
  const depends: Expression[] = [];
  const rest: Expression[] = [];
  const times = new Map<Expression, number>([[e, 1]]);
  const pass = (to: Expression, by: number): void => {
    times.set(to, (times.get(to) ?? 0) + by);
  };
  for (const node of topologicalOrder([e]).reverse()) {
    const count = times.get(node);
    if (count === undefined) continue;
    if (!reads.has(node)) rest.push(mul(count, node));
    else if (node.kind === 'binary' && (node.op === 'add' || node.op === 'sub')) {
      pass(node.a, count);
      pass(node.b, node.op === 'add' ? count : -count);
    } else if (node.kind === 'unary' && node.op === 'neg') pass(node.a, -count);
    else {
      const parts = splitBranches(node, names, reads);
      depends.push(mul(count, parts.depends));
      rest.push(mul(count, parts.rest));
    }
  }
  return { depends: sum(depends), rest: sum(rest) };
}

/** A node that reads `names`: split where it selects by what reads none of them, else whole. */
function splitBranches(
  node: Expression,
  names: ReadonlySet<string>,
  reads: ReadonlySet<Expression>,
): { depends: Expression; rest: Expression } {
  const whole = { depends: node, rest: constant(0) };
  if (node.kind !== 'select' || reads.has(node.a) || reads.has(node.b)) return whole;
  const [ifLess, otherwise] = [splitSum(node.ifLess, names), splitSum(node.otherwise, names)];
  if (isConstant(ifLess.rest, 0) && isConstant(otherwise.rest, 0)) return whole;
  return {
    depends: select(node.a, node.b, ifLess.depends, otherwise.depends),
    rest: select(node.a, node.b, ifLess.rest, otherwise.rest),
  };
}

/** The nodes below `roots` whose value depends on a variable in `names`. */
export function dependence(roots: readonly Expression[], names: ReadonlySet<string>): Set<Expression> {
  const reads = new Set<Expression>();
  for (const node of topologicalOrder(roots)) {
    const own = node.kind === 'variable' && names.has(node.name);
    if (own || children(node).some((child) => reads.has(child))) reads.add(node);
  }
  return reads;
}
