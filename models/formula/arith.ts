import type { Arith, ArithLink, Link, Syntax } from './ast.ts';
import { formulaError } from './complain.ts';
import { explainFunction, isColumnFunction, isRowFunction } from './functions.ts';

/** The one argument of a call that takes exactly one. */
export function onlyArgument(text: string, call: Syntax & { kind: 'call' }): Syntax {
  if (call.args.length !== 1) {
    throw formulaError(text, call.at, `${call.fn}() takes one argument, got ${call.args.length},`);
  }
  return call.args[0];
}

function toLink(text: string, link: Link): ArithLink {
  if (link.op === ':') {
    throw formulaError(text, link.at, '":" makes interactions, not numbers; here write "*"');
  }
  return { op: link.op, operand: toArith(text, link.operand) };
}

function callToArith(text: string, call: Syntax & { kind: 'call' }): Arith {
  const { fn } = call;
  if (!isRowFunction(fn) && !isColumnFunction(fn)) throw formulaError(text, call.at, explainFunction(fn));
  const of = toArith(text, onlyArgument(text, call));
  return isRowFunction(fn) ? { kind: 'call', fn, of } : { kind: 'standardized', fn, of };
}

/** Reads syntax as arithmetic over columns; throws InputError where it is formula algebra instead. */
export function toArith(text: string, node: Syntax): Arith {
  switch (node.kind) {
    case 'number':
      return { kind: 'number', value: node.value };
    case 'name':
      if (node.name === '.') throw formulaError(text, node.at, '"." stands for no column; name the columns');
      return { kind: 'column', name: node.name };
    case 'call':
      return callToArith(text, node);
    case 'sign':
      return node.op === '+' ? toArith(text, node.of) : { kind: 'negative', of: toArith(text, node.of) };
    case 'power':
      return { kind: 'power', base: toArith(text, node.base), exponent: toArith(text, node.exponent) };
    case 'paren':
      return { kind: 'paren', of: toArith(text, node.of) };
    case 'chain': {
      const first = toArith(text, node.first);
      return { kind: 'chain', first, rest: node.rest.map((link) => toLink(text, link)) };
    }
    case 'bar':
      throw formulaError(text, node.at, 'a random term cannot stand inside arithmetic');
  }
}
