import { ONE_OVER_SQRT_2PI } from '../elementary/erf.ts';
import {
  add,
  constant,
  digamma,
  div,
  type Expression,
  exp,
  inverseMills,
  logistic,
  mul,
  neg,
  type Operand,
  select,
  square,
  sub,
  tetragamma,
  topologicalOrder,
  trigamma,
  type UnaryOp,
} from './expression.ts';

/** d op(a) / d a, given `value = op(a)`. `null` where there is no closed form among our operations. */
const derivatives: Readonly<Record<UnaryOp, ((a: Expression, value: Expression) => Operand) | null>> = {
  neg: () => -1,
  abs: (a) => select(a, 0, -1, 1),
  sqrt: (_, value) => div(0.5, value),
  exp: (_, value) => value,
  expm1: (a) => exp(a),
  log: (a) => div(1, a),
  log1p: (a) => div(1, add(1, a)),
  tanh: (_, value) => sub(1, square(value)),
  logistic: (_, value) => mul(value, sub(1, value)),
  log1pexp: (a) => logistic(a),
  lgamma: (a) => digamma(a),
  digamma: (a) => trigamma(a),
  trigamma: (a) => tetragamma(a),
  tetragamma: null,
  logNormalCdf: (a) => inverseMills(a),
  inverseMills: (a, value) => neg(mul(value, add(a, value))),
  scaledNormalTail: (a, value) => sub(mul(a, value), ONE_OVER_SQRT_2PI),
  atan: (a) => div(1, add(1, square(a))),
};

/**
 * Gradient by reverse mode over the expression graph: one sweep, operands after users, adjoints as expressions.
 * Returns d output / d name for each name, in order; a name the output does not read gives constant 0.
 * Apply it again for second and third derivatives.
 * Throws RangeError where an operation has no derivative (tetragamma).
 * Source: Griewank & Walther 2008, section 3.2 (incremental reverse mode).
 */
export function gradient(output: Expression, names: readonly string[]): Expression[] {
  const adjoints = new Map<Expression, Expression>([[output, constant(1)]]);
  const push = (to: Expression, amount: Expression): void => {
    if (to.kind === 'constant') return;
    const before = adjoints.get(to);
    adjoints.set(to, before === undefined ? amount : add(before, amount));
  };
  const byName = new Map<string, Expression>();
  for (const node of topologicalOrder([output]).reverse()) {
    const adjoint = adjoints.get(node);
    if (adjoint === undefined) continue;
    if (node.kind === 'variable') {
      const before = byName.get(node.name);
      byName.set(node.name, before === undefined ? adjoint : add(before, adjoint));
    } else pushToOperands(node, adjoint, push);
  }
  return names.map((name) => byName.get(name) ?? constant(0));
}

function pushToOperands(
  node: Expression,
  adjoint: Expression,
  push: (to: Expression, amount: Expression) => void,
): void {
  switch (node.kind) {
    case 'unary': {
      const derivative = derivatives[node.op];
      if (derivative === null) throw new RangeError(`no derivative of ${node.op} is available`);
      push(node.a, node.op === 'neg' ? neg(adjoint) : mul(adjoint, derivative(node.a, node)));
      return;
    }
    case 'binary':
      pushBinary(node, adjoint, push);
      return;
    case 'select':
      push(node.ifLess, select(node.a, node.b, adjoint, 0));
      push(node.otherwise, select(node.a, node.b, 0, adjoint));
      return;
    case 'constant':
    case 'variable':
  }
}

function pushBinary(
  node: Extract<Expression, { kind: 'binary' }>,
  adjoint: Expression,
  push: (to: Expression, amount: Expression) => void,
): void {
  const { a, b } = node;
  switch (node.op) {
    case 'add':
      push(a, adjoint);
      push(b, adjoint);
      return;
    case 'sub':
      push(a, adjoint);
      push(b, neg(adjoint));
      return;
    case 'mul':
      push(a, mul(adjoint, b));
      push(b, mul(adjoint, a));
      return;
    case 'div':
      push(a, div(adjoint, b));
      push(b, neg(mul(adjoint, div(node, b))));
  }
}
