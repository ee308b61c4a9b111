import { toArith } from './arith.ts';
import type { Arith, KnownSyntax, MembersSyntax, NamedArgument, Syntax } from './ast.ts';
import { formulaError } from './complain.ts';
import { describeArith, quoteName } from './text.ts';

type Call = Syntax & { readonly kind: 'call' };

/** What stands right of a bar, read but for the terms that it is of. */
export interface GroupingSyntax {
  /** The grouping factors: `g`, `a:b`, and each of `mm(g1, g2)`. */
  readonly of: readonly Syntax[];
  /** The f of `gr(g, by = f)`; null without. */
  readonly by: string | null;
  readonly known: KnownSyntax | null;
  /** Null where a row has one level. */
  readonly members: MembersSyntax | null;
}

const grArguments = ['by', 'cov', 'prec'];
const mmArguments = ['weights', 'scale', 'cov', 'prec'];

/** Reads `gr(g, by = f)`, `gr(g, cov = A)` and `mm(g1, g2, weights = cbind(w1, w2))`; anything else is a group by itself. */
export function readGrouping(text: string, group: Syntax): GroupingSyntax {
  if (group.kind !== 'call' || (group.fn !== 'gr' && group.fn !== 'mm'))
    return { of: [group], by: null, known: null, members: null };
  return group.fn === 'gr' ? readGr(text, group) : readMm(text, group);
}

function readGr(text: string, call: Call): GroupingSyntax {
  checkArguments(text, call, grArguments);
  if (call.args.length !== 1)
    throw formulaError(text, call.at, `gr() takes one group, as in gr(g, cov = A), got ${call.args.length},`);
  const [by, known] = [byOf(text, call), knownOf(text, call)];
  if (by !== null && known !== null)
    throw formulaError(text, call.at, '"by" and a matrix exclude each other; leave one out,');
  return { of: call.args, by, known, members: null };
}

function byOf(text: string, call: Call): string | null {
  const given = namedArgument(call, 'by');
  if (given === undefined) return null;
  if (typeof given.value !== 'string' && given.value.kind === 'name') return given.value.name;
  throw formulaError(text, given.at, 'by of gr() is a column, as in by = f,');
}

function readMm(text: string, call: Call): GroupingSyntax {
  checkArguments(text, call, mmArguments);
  if (call.args.length < 2 || call.args.some(({ kind }) => kind !== 'name'))
    throw formulaError(text, call.at, 'mm() takes two columns or more, as in mm(g1, g2),');
  const weights = weightsOf(text, call);
  const members = { weights, scale: scaleOf(text, call) };
  return { of: call.args, by: null, known: knownOf(text, call), members };
}

function checkArguments(text: string, { fn, named }: Call, known: readonly string[]): void {
  named.forEach(({ name, at }, n) => {
    if (!known.includes(name))
      throw formulaError(text, at, `${fn}() takes ${known.join(', ')}, got "${name}",`);
    if (named.slice(0, n).some((other) => other.name === name))
      throw formulaError(text, at, `"${name}" is given twice`);
  });
}

const namedArgument = ({ named: all }: Call, name: string): NamedArgument | undefined =>
  all.find((one) => one.name === name);

/** `cov = A` or `prec = Q`. */
function knownOf(text: string, call: Call): KnownSyntax | null {
  const [cov, prec] = [namedArgument(call, 'cov'), namedArgument(call, 'prec')];
  if (cov !== undefined && prec !== undefined)
    throw formulaError(text, prec.at, 'a covariance and a precision exclude each other; leave one out,');
  const given = cov ?? prec;
  if (given === undefined) return null;
  if (typeof given.value === 'string' || given.value.kind !== 'name')
    throw formulaError(
      text,
      given.at,
      `${given.name} of ${call.fn}() is the name of a matrix, as in ${given.name} = A,`,
    );
  return { given: cov === undefined ? 'prec' : 'cov', name: given.value.name };
}

function weightsOf(text: string, call: Call): readonly Arith[] | null {
  const given = namedArgument(call, 'weights');
  if (given === undefined) return null;
  const { value, at } = given;
  if (typeof value === 'string' || value.kind !== 'call' || value.fn !== 'cbind' || value.named.length > 0)
    throw formulaError(text, at, 'weights of mm() are columns, as in weights = cbind(w1, w2),');
  if (value.args.length !== call.args.length)
    throw formulaError(
      text,
      at,
      `mm() of ${call.args.length} columns takes as many weights, got ${value.args.length},`,
    );
  return value.args.map((arg) => toArith(text, arg));
}

/** Whether weights are divided by their sum, as they are where nothing is said. */
function scaleOf(text: string, call: Call): boolean {
  const given = namedArgument(call, 'scale');
  if (given === undefined) return true;
  const { value, at } = given;
  if (typeof value !== 'string' && value.kind === 'name' && ['TRUE', 'FALSE'].includes(value.name))
    return value.name === 'TRUE';
  throw formulaError(text, at, 'scale of mm() is TRUE or FALSE,');
}

/** Canonical text of a grouping: `g`, `gr(g, by = f)`, `gr(g, cov = A)`, `mm(g1, g2, weights = cbind(w1, w2))`. */
export function describeGrouping(
  group: string,
  columns: readonly string[],
  { by, known, members }: Omit<GroupingSyntax, 'of'>,
): string {
  if (by !== null) return `gr(${group}, by = ${quoteName(by)})`;
  const ofKnown = known === null ? [] : [`${known.given} = ${quoteName(known.name)}`];
  if (members === null) return known === null ? group : `gr(${[group, ...ofKnown].join(', ')})`;
  const weights =
    members.weights === null ? [] : [`weights = cbind(${members.weights.map(describeArith).join(', ')})`];
  const scale = members.scale ? [] : ['scale = FALSE'];
  return `mm(${[...columns.map(quoteName), ...weights, ...scale, ...ofKnown].join(', ')})`;
}
