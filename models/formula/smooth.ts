import { toArith } from './arith.ts';
import type { NamedArgument, Syntax, Variable } from './ast.ts';
import { formulaError } from './complain.ts';
import { describeArith, quoteName } from './text.ts';

type Call = Syntax & { readonly kind: 'call' };

/** Basis functions of a smooth, its constant and straight line among them, where nothing is said. */
const defaultSize = 10;
const leastSize = 4;
const mostSize = 100;

/** The one column or arithmetic that s() is of. */
function onlyOf(text: string, call: Call): Syntax {
  if (call.args.length === 1) return call.args[0];
  throw formulaError(text, call.at, `s() takes one column, as in s(x, k = 10), got ${call.args.length},`);
}

/** An argument by its name; refuses names that s() has not. */
function argument(text: string, { named }: Call, name: 'k' | 'by' | 'bs'): NamedArgument | undefined {
  for (const one of named)
    if (!['k', 'by', 'bs'].includes(one.name))
      throw formulaError(text, one.at, `s() takes k, by and bs, got "${one.name}",`);
  const given = named.filter((one) => one.name === name);
  if (given.length > 1) throw formulaError(text, given[1].at, `"${name}" is given twice`);
  return given[0];
}

/** `s(f, bs = "re")`: the column whose intercepts vary; null for any other smooth. */
export function randomEffectOf(text: string, call: Call): Syntax | null {
  if (call.fn !== 's') return null;
  const basis = argument(text, call, 'bs');
  if (basis === undefined || basis.value === 'cr') return null;
  if (basis.value !== 're') throw formulaError(text, basis.at, 's() has the bases "cr" and "re",');
  const other = argument(text, call, 'by') ?? argument(text, call, 'k');
  if (other !== undefined || call.args.length !== 1)
    throw formulaError(text, call.at, 's(g, bs = "re") is (1 | g); for slopes write (0 + x | g),');
  return call.args[0];
}

function sizeOf(text: string, call: Call): number {
  const given = argument(text, call, 'k');
  if (given === undefined) return defaultSize;
  const { value } = given;
  const k = typeof value !== 'string' && value.kind === 'number' ? value.value : Number.NaN;
  if (Number.isInteger(k) && k >= leastSize && k <= mostSize) return k;
  throw formulaError(text, given.at, `k of s() must be a whole number from ${leastSize} to ${mostSize},`);
}

function factorOf(text: string, call: Call): string | null {
  const given = argument(text, call, 'by');
  if (given === undefined) return null;
  if (typeof given.value !== 'string' && given.value.kind === 'name') return given.value.name;
  throw formulaError(text, given.at, 'by of s() must be a column, as in s(x, by = f),');
}

/** Reads `s(x)`, `s(x, k = 20)`, `s(x, by = f)`; the size is in the name only where it is given. */
export function readSmooth(text: string, call: Call): Variable {
  const of = toArith(text, onlyOf(text, call));
  const [k, by] = [sizeOf(text, call), factorOf(text, call)];
  const said = [
    describeArith(of),
    ...(k === defaultSize ? [] : [`k=${k}`]),
    ...(by === null ? [] : [`by=${quoteName(by)}`]),
  ];
  return { kind: 'smooth', text: `s(${said.join(',')})`, of, k, by };
}
