import { toArith } from './arith.ts';
import type { NamedArgument, Syntax, Variable } from './ast.ts';
import { formulaError } from './complain.ts';
import { describeArith } from './text.ts';

type Call = Syntax & { readonly kind: 'call' };

const mostDf = 100;
const mostDegree = 10;

/** Reads `bs(x, df = 5, knots = c(1, 2), degree = 3)` or `ns(x, df = 4)`; df or knots, not both. */
export function readSpline(text: string, call: Call, basis: 'bs' | 'ns'): Variable {
  const names = basis === 'bs' ? ['df', 'knots', 'degree'] : ['df', 'knots'];
  if (call.args.length !== 1)
    throw formulaError(
      text,
      call.at,
      `${basis}() takes one column, then names, as in ${basis}(x, df = 5), got ${call.args.length},`,
    );
  const given = new Map<string, NamedArgument>();
  for (const one of call.named) {
    if (!names.includes(one.name))
      throw formulaError(text, one.at, `${basis}() takes ${names.join(', ')}, got "${one.name}",`);
    if (given.has(one.name)) throw formulaError(text, one.at, `"${one.name}" is given twice`);
    given.set(one.name, one);
  }
  const [df, knots, degree] = [
    wholeOf(text, given.get('df'), mostDf),
    knotsOf(text, given.get('knots')),
    wholeOf(text, given.get('degree'), mostDegree),
  ];
  if (df !== null && knots !== null)
    throw formulaError(text, call.at, `${basis}() takes df or knots, not both,`);
  const of = toArith(text, call.args[0]);
  const said = [
    describeArith(of),
    ...(df === null ? [] : [`df = ${df}`]),
    ...(knots === null ? [] : [`knots = ${knots.length === 1 ? knots[0] : `c(${knots.join(', ')})`}`]),
    ...(degree === null ? [] : [`degree = ${degree}`]),
  ];
  return { kind: 'spline', text: `${basis}(${said.join(', ')})`, of, basis, df, knots, degree: degree ?? 3 };
}

function wholeOf(text: string, given: NamedArgument | undefined, most: number): number | null {
  if (given === undefined) return null;
  const value = typeof given.value === 'string' ? null : numberOf(given.value);
  if (value !== null && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw formulaError(text, given.at, `${given.name} must be a whole number from 1 to ${most},`);
}

/** `c(1, 2)` or one number. */
function knotsOf(text: string, given: NamedArgument | undefined): readonly number[] | null {
  if (given === undefined) return null;
  const { value, at } = given;
  const list =
    typeof value === 'string' ? [] : value.kind === 'call' && value.fn === 'c' ? value.args : [value];
  const numbers = list.map(numberOf);
  const known = numbers.filter((x) => x !== null);
  if (known.length === 0 || known.length < numbers.length)
    throw formulaError(text, at, 'knots must be numbers, as in knots = c(1, 2.5),');
  return known;
}

/** A number, perhaps with a sign. */
function numberOf(node: Syntax): number | null {
  if (node.kind === 'number') return node.value;
  if (node.kind !== 'sign') return null;
  const of = numberOf(node.of);
  return of !== null && node.op === '-' ? -of : of;
}
