import { onlyArgument, toArith } from './arith.ts';
import type { Syntax, Variable } from './ast.ts';
import { formulaError } from './complain.ts';
import { readSmooth } from './smooth.ts';
import { readSpline } from './splines.ts';
import { describeArith, quoteName } from './text.ts';

/** Beyond this the recurrence loses the orthogonality that poly() is for. */
const MAX_DEGREE = 20;

function readPoly(text: string, call: Syntax & { kind: 'call' }): Variable {
  const [column, degree] = call.args;
  if (call.args.length !== 2) {
    throw formulaError(
      text,
      call.at,
      `poly() takes a column and a degree, as in poly(x, 2), got ${call.args.length},`,
    );
  }
  const whole = degree.kind === 'number' && Number.isInteger(degree.value);
  if (!whole || degree.value < 1 || degree.value > MAX_DEGREE) {
    throw formulaError(
      text,
      degree.at,
      `the degree of poly() must be a whole number from 1 to ${MAX_DEGREE},`,
    );
  }
  const of = toArith(text, column);
  return { kind: 'poly', text: `poly(${describeArith(of)}, ${degree.value})`, of, degree: degree.value };
}

function readFactor(text: string, call: Syntax & { kind: 'call' }): Variable {
  const argument = onlyArgument(text, call);
  if (argument.kind !== 'name') throw formulaError(text, argument.at, 'factor() takes a column name,');
  return { kind: 'factor', text: `factor(${quoteName(argument.name)})`, name: argument.name };
}

function readMonotone(text: string, call: Syntax & { kind: 'call' }): Variable {
  const argument = onlyArgument(text, call);
  if (argument.kind !== 'name') throw formulaError(text, argument.at, 'mo() takes a column name,');
  return { kind: 'monotone', text: `mo(${quoteName(argument.name)})`, name: argument.name };
}

function readName(text: string, node: Syntax & { kind: 'name' }): Variable {
  if (node.name === '.') throw formulaError(text, node.at, '"." stands for no column; name the columns');
  return { kind: 'column', text: quoteName(node.name), name: node.name };
}

/** Reads one variable of a term: a column, `factor(x)`, `poly(x, k)`, `mo(x)`, or arithmetic in a call such as `log(x)`. */
export function readVariable(text: string, node: Syntax & { kind: 'name' | 'call' }): Variable {
  if (node.kind === 'name') return readName(text, node);
  if (node.fn === 'poly') return readPoly(text, node);
  if (node.fn === 'bs' || node.fn === 'ns') return readSpline(text, node, node.fn);
  if (node.fn === 's') return readSmooth(text, node);
  if (node.fn === 'factor') return readFactor(text, node);
  if (node.fn === 'mo') return readMonotone(text, node);
  const value = toArith(text, node);
  return { kind: 'arith', text: describeArith(value), value };
}
