import { InputError } from '../../src/engine/errors.ts';
import { nearestName } from '../../src/engine/nearest.ts';
import { type CovarianceKind, isCovarianceKind, structures } from '../covariance/structures.ts';
import type { ChainOperator, FormulaSyntax, Link, Mark, NamedArgument, Syntax, Token } from './ast.ts';
import { formulaError } from './complain.ts';
import { LIMITS } from './limits.ts';

/** Where the parser stands. The tokens never change; `next` moves forward and `depth` follows the recursion. */
interface Cursor {
  readonly text: string;
  readonly tokens: readonly Token[];
  next: number;
  depth: number;
}

function peek(cursor: Cursor): Token {
  return cursor.tokens[cursor.next];
}

function isMark(token: Token, ...marks: readonly Mark[]): boolean {
  return token.kind === 'symbol' && marks.includes(token.text);
}

function take(cursor: Cursor): Token {
  const token = cursor.tokens[cursor.next];
  if (token.kind !== 'end') cursor.next++;
  return token;
}

/** What stands before the cursor, for "expected a term after ...". */
function previous(cursor: Cursor): string {
  return cursor.next === 0 ? '' : ` after "${cursor.tokens[cursor.next - 1].text}"`;
}

function expectedTerm(cursor: Cursor): Error {
  const token = peek(cursor);
  if (isMark(token, ')') && cursor.depth === 0) {
    return formulaError(cursor.text, token.at, 'this ")" closes nothing');
  }
  return formulaError(cursor.text, token.at, `expected a term${previous(cursor)}`);
}

/** Runs one level deeper, refusing depths that could exhaust the stack. */
function nested(cursor: Cursor, parse: (cursor: Cursor) => Syntax): Syntax {
  if (cursor.depth >= LIMITS.nesting) {
    throw formulaError(cursor.text, peek(cursor).at, `nested more than ${LIMITS.nesting} deep`);
  }
  cursor.depth++;
  const node = parse(cursor);
  cursor.depth--;
  return node;
}

/** A sign before what `inner` reads: a whole product at the head of a sum (`-a:b`), one power elsewhere (`a * -b`). */
function parseSigned(cursor: Cursor, inner: (cursor: Cursor) => Syntax): Syntax {
  const sign = peek(cursor);
  if (!isMark(sign, '+', '-')) return inner(cursor);
  take(cursor);
  const of = nested(cursor, (deeper) => parseSigned(deeper, inner));
  return { kind: 'sign', at: sign.at, op: sign.text as '+' | '-', of };
}

function parseChain(
  cursor: Cursor,
  operators: readonly ChainOperator[],
  operand: (cursor: Cursor) => Syntax,
): Syntax {
  const { at } = peek(cursor);
  const first = operand(cursor);
  const rest: Link[] = [];
  while (isMark(peek(cursor), ...operators)) {
    const op = take(cursor);
    rest.push({ op: op.text as ChainOperator, at: op.at, operand: operand(cursor) });
  }
  return rest.length === 0 ? first : { kind: 'chain', at, first, rest };
}

function parseSum(cursor: Cursor): Syntax {
  return parseChain(cursor, ['+', '-'], (c) => parseSigned(c, parseProduct));
}

function parseProduct(cursor: Cursor): Syntax {
  return parseChain(cursor, ['*', '/'], parseInteraction);
}

function parseInteraction(cursor: Cursor): Syntax {
  return parseChain(cursor, [':'], (c) => parseSigned(c, parsePower));
}

function parsePower(cursor: Cursor): Syntax {
  const { at } = peek(cursor);
  const base = parsePrimary(cursor);
  const op = peek(cursor);
  if (!isMark(op, '^')) return base;
  take(cursor);
  const exponent = nested(cursor, (deeper) => parseSigned(deeper, parsePower));
  return { kind: 'power', at, opAt: op.at, base, exponent };
}

function parsePrimary(cursor: Cursor): Syntax {
  const token = peek(cursor);
  if (token.kind === 'number') {
    take(cursor);
    const value = Number(token.text);
    if (!Number.isFinite(value))
      throw formulaError(cursor.text, token.at, `${token.text} is too large a number`);
    return { kind: 'number', at: token.at, value };
  }
  if (token.kind === 'name') {
    take(cursor);
    if (isMark(peek(cursor), '(')) return parseCall(cursor, token);
    return { kind: 'name', at: token.at, name: token.text };
  }
  if (isMark(token, '(')) return nested(cursor, parseParenthesis);
  throw expectedTerm(cursor);
}

function close(cursor: Cursor, open: Token): void {
  const token = peek(cursor);
  if (isMark(token, ')')) {
    take(cursor);
    return;
  }
  if (token.kind === 'end') throw formulaError(cursor.text, open.at, 'this "(" is never closed');
  throw formulaError(cursor.text, token.at, `expected an operator or ")" before "${token.text}"`);
}

function parseCall(cursor: Cursor, name: Token): Syntax {
  const open = take(cursor);
  const args: Syntax[] = [];
  const named: NamedArgument[] = [];
  if (!isMark(peek(cursor), ')')) {
    do
      if (isNamed(cursor)) named.push(parseNamed(cursor, name));
      else args.push(nested(cursor, parseSum));
    while (isMark(peek(cursor), ',') && take(cursor));
  }
  if (args.length === 1 && isMark(peek(cursor), '|', '||'))
    return parseBar(cursor, open, args[0], structureOf(cursor, name));
  close(cursor, open);
  return { kind: 'call', at: name.at, fn: name.text, args, named };
}

function isNamed({ tokens, next }: Cursor): boolean {
  return tokens[next].kind === 'name' && isMark(tokens[next + 1], '=');
}

/** Functions whose arguments may have names. */
const withNames: ReadonlySet<string> = new Set(['s', 'bs', 'ns', 'se', 'gr', 'mm', 'thres']);

function parseNamed(cursor: Cursor, fn: Token): NamedArgument {
  const name = take(cursor);
  const equals = take(cursor);
  if (!withNames.has(fn.text))
    throw formulaError(cursor.text, equals.at, 'unexpected "="; arguments go by place, as in poly(x, 2)');
  const token = peek(cursor);
  const value = token.kind === 'string' ? take(cursor).text : nested(cursor, parseSum);
  return { name: name.text, at: name.at, value };
}

function parseParenthesis(cursor: Cursor): Syntax {
  const open = take(cursor);
  const inner = parseSum(cursor);
  const bar = peek(cursor);
  if (isMark(bar, '|', '||')) return parseBar(cursor, open, inner, bar.text === '|' ? 'us' : 'diag');
  close(cursor, open);
  return { kind: 'paren', at: open.at, of: inner };
}

/** The structure that stands before a bar's parenthesis, `cs(f | g)`. */
function structureOf(cursor: Cursor, name: Token): CovarianceKind {
  const bar = peek(cursor);
  const complain = (message: string) => formulaError(cursor.text, name.at, message);
  if (!isCovarianceKind(name.text)) {
    const known = Object.keys(structures);
    const nearest = nearestName(name.text, known);
    const hint = nearest === null ? ` (have: ${known.join(', ')})` : ` (did you mean "${nearest}"?)`;
    throw complain(`no structure "${name.text}" of random terms${hint}`);
  }
  if (bar.text === '||')
    throw complain(`"||" is diag() by itself; write ${name.text}(x | g), or diag(x | g),`);
  return name.text;
}

/** From the bar on: the group, and the parenthesis that closes the term. */
function parseBar(cursor: Cursor, open: Token, coefs: Syntax, structure: CovarianceKind): Syntax {
  const bar = take(cursor);
  if (isMark(peek(cursor), ')')) {
    throw formulaError(cursor.text, peek(cursor).at, `expected a grouping column after "${bar.text}"`);
  }
  const first = parseSum(cursor);
  const isId = isMark(peek(cursor), '|', '||');
  const id = isId ? idOf(cursor, bar, first, structure) : null;
  if (isId) take(cursor);
  const group = isId ? parseSum(cursor) : first;
  close(cursor, open);
  return { kind: 'bar', at: open.at, structure, coefs, id, group };
}

/** What stands between two bars, `(x |p| g)`. */
function idOf(cursor: Cursor, bar: Token, between: Syntax, structure: CovarianceKind): string {
  const complain = (message: string) => formulaError(cursor.text, between.at, message);
  if (between.kind !== 'name') throw complain('between two bars stands an id, a name, as in (x |p| g)');
  if (bar.text === '||' || isMark(peek(cursor), '||') || structure !== 'us')
    throw complain(
      `an id is for effects that are correlated with those of other terms; write (x |${between.name}| g), or leave it out,`,
    );
  return between.name;
}

/** The left side up to `~`: a response, perhaps followed by `| trials(n)`. */
function parseLeft(cursor: Cursor): Pick<FormulaSyntax, 'left' | 'addition'> {
  const left = parseSum(cursor);
  if (!isMark(peek(cursor), '|')) return { left, addition: null };
  take(cursor);
  return { left, addition: parseSum(cursor) };
}

/** Says what is wrong with a token that should have been the end of a side. */
function leftover(cursor: Cursor): Error {
  const token = peek(cursor);
  const complain = (message: string) => formulaError(cursor.text, token.at, message);
  if (isMark(token, ')')) return complain('this ")" closes nothing');
  if (isMark(token, '~')) return complain('there is a second "~"; a formula has one');
  if (isMark(token, '|', '||')) return complain(`"${token.text}" belongs in parentheses, as in (1 | group),`);
  if (isMark(token, ',')) return complain('unexpected ","');
  return complain(`expected an operator before "${token.text}"`);
}

/**
 * Builds the syntax tree of `left ~ right`. Precedence as in R, tightest first: `^`, `:`, `*` and `/`, `+` and `-`, `|`, `~`.
 * Chains of one precedence are flat, so only parentheses, calls, signs and powers cost depth.
 * Throws InputError, with a caret, on anything that is not a formula.
 */
export function parse(text: string, tokens: readonly Token[]): FormulaSyntax {
  const cursor: Cursor = { text, tokens, next: 0, depth: 0 };
  if (peek(cursor).kind === 'end')
    throw new InputError('formula: empty, expected for example y ~ x + (1 | g)');
  if (isMark(peek(cursor), '~')) throw formulaError(text, peek(cursor).at, 'expected an outcome before "~"');
  const { left, addition } = parseLeft(cursor);
  if (peek(cursor).kind === 'end') throw formulaError(text, peek(cursor).at, 'expected "~" and predictors');
  if (!isMark(peek(cursor), '~')) throw leftover(cursor);
  return { left, addition, right: parseAfterTilde(cursor) };
}

function parseAfterTilde(cursor: Cursor): Syntax {
  take(cursor);
  const right = parseSum(cursor);
  if (peek(cursor).kind !== 'end') throw leftover(cursor);
  return right;
}

/** Builds the syntax tree of `~ right`, the linear predictor of `parameter`. Throws InputError where it is none. */
export function parseRight(text: string, tokens: readonly Token[], parameter: string): Syntax {
  const cursor: Cursor = { text, tokens, next: 0, depth: 0 };
  if (!isMark(peek(cursor), '~'))
    throw new InputError(
      `formula: the linear predictor of ${parameter} starts with "~", as in "~ x + (1 | g)", got "${text}"`,
    );
  return parseAfterTilde(cursor);
}
