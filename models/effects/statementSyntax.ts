import type { InputError } from '../../src/engine/errors.ts';
import { formulaError } from '../formula/complain.ts';
import { LIMITS } from '../formula/limits.ts';

/**
 * A statement about quantities, `Days > 0` or `sd_g__Intercept^2 / (sd_g__Intercept^2 + pi^2 / 3) = 0.5`, as a tree.
 * It is no formula: `:` and what stands in brackets belong to names, and there are comparisons. Precedence as in R.
 */
export interface Statement {
  readonly text: string;
  readonly left: ValueSyntax;
  /** Null where the statement is of a value alone. */
  readonly comparison: { readonly relation: Relation; readonly right: ValueSyntax } | null;
}

export type Relation = '=' | '<' | '>';

/** A number made of quantities. `at` is the 0-based offset in the text. */
export type ValueSyntax =
  | { readonly kind: 'number'; readonly at: number; readonly value: number }
  | { readonly kind: 'name'; readonly at: number; readonly name: string }
  | { readonly kind: 'call'; readonly at: number; readonly fn: string; readonly of: ValueSyntax }
  | { readonly kind: 'negative'; readonly at: number; readonly of: ValueSyntax }
  | {
      readonly kind: 'binary';
      readonly at: number;
      readonly op: BinaryOperator;
      readonly left: ValueSyntax;
      readonly right: ValueSyntax;
    };

export type BinaryOperator = '+' | '-' | '*' | '/' | '^';

interface Token {
  readonly kind: 'number' | 'name' | 'mark' | 'end';
  readonly at: number;
  readonly text: string;
}

const SPACE = /\s*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/uy;
/** `b_x1:x2`, `r_g[a b,Intercept]`, `b_Intercept[2]`. */
const NAME = /(?:[\p{L}_]|\.(?!\d))[\p{L}\p{M}\p{N}._:]*(?:\[[^\]\n]*\])?/uy;
const QUOTED = /`([^`\n]+)`/uy;
const MARK = /[-+*/^()]|[<>]=?|==?/uy;

/** An error about one place of a statement, with a caret. */
export function statementError(text: string, at: number, message: string): InputError {
  return formulaError(text, at, message, 'hypothesis');
}

/** Reads a statement. Throws InputError, with a caret, where it is none. */
export function parseStatement(text: string): Statement {
  const cursor: Cursor = { text, tokens: scan(text), next: 0, depth: 0 };
  if (peek(cursor).kind === 'end') throw statementError(text, 0, 'empty, expected for example "x > 0",');
  const left = parseSum(cursor);
  const sign = peek(cursor);
  const comparison =
    sign.kind === 'mark' && /[<>=]/.test(sign.text)
      ? { relation: relationOf(take(cursor).text), right: parseSum(cursor) }
      : null;
  if (peek(cursor).kind !== 'end') throw leftover(cursor);
  return { text: text.trim(), left, comparison };
}

/** Draws are of continuous quantities: whether an end counts is the same. */
function relationOf(text: string): Relation {
  return text.charAt(0) as Relation;
}

function scan(text: string): Token[] {
  if (text.length > LIMITS.length)
    throw statementError(text, LIMITS.length, `longer than ${LIMITS.length} characters`);
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    at += matched(SPACE, text, at)?.[0].length ?? 0;
    const { token, length } = tokenAt(text, at);
    tokens.push(token);
    at += length;
  }
  return [...tokens, { kind: 'end', at: end, text: '' }];
}

function tokenAt(text: string, at: number): { readonly token: Token; readonly length: number } {
  const quoted = matched(QUOTED, text, at);
  if (quoted !== null) return { token: { kind: 'name', at, text: quoted[1] }, length: quoted[0].length };
  const kinds = [['number', NUMBER] as const, ['name', NAME] as const, ['mark', MARK] as const];
  for (const [kind, pattern] of kinds) {
    const found = matched(pattern, text, at)?.[0];
    if (found !== undefined) return { token: { kind, at, text: found }, length: found.length };
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  throw statementError(text, at, unexpected(character));
}

function unexpected(character: string): string {
  if (character === '`') return 'this backquote is never closed, or there is nothing in it,';
  return `unexpected character '${character}'; names with other than letters, digits, ".", "_" and ":" go in backquotes,`;
}

function matched(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

interface Cursor {
  readonly text: string;
  readonly tokens: readonly Token[];
  next: number;
  depth: number;
}

function peek({ tokens, next }: Cursor): Token {
  return tokens[next];
}

function take(cursor: Cursor): Token {
  const token = peek(cursor);
  if (token.kind !== 'end') cursor.next++;
  return token;
}

function isMark({ kind, text }: Token, ...marks: readonly string[]): boolean {
  return kind === 'mark' && marks.includes(text);
}

/** Runs one level deeper, refusing depths that could exhaust the stack. */
function nested(cursor: Cursor, parse: (cursor: Cursor) => ValueSyntax): ValueSyntax {
  if (cursor.depth >= LIMITS.nesting)
    throw statementError(cursor.text, peek(cursor).at, `nested more than ${LIMITS.nesting} deep`);
  cursor.depth++;
  const value = parse(cursor);
  cursor.depth--;
  return value;
}

function parseChain(
  cursor: Cursor,
  operators: readonly BinaryOperator[],
  operand: (cursor: Cursor) => ValueSyntax,
): ValueSyntax {
  let left = operand(cursor);
  while (isMark(peek(cursor), ...operators)) {
    const { at, text } = take(cursor);
    left = { kind: 'binary', at, op: text as BinaryOperator, left, right: operand(cursor) };
  }
  return left;
}

function parseSum(cursor: Cursor): ValueSyntax {
  return parseChain(cursor, ['+', '-'], (c) => parseChain(c, ['*', '/'], parseSigned));
}

function parseSigned(cursor: Cursor): ValueSyntax {
  const sign = peek(cursor);
  if (!isMark(sign, '+', '-')) return parsePower(cursor);
  take(cursor);
  const of = nested(cursor, parseSigned);
  return sign.text === '+' ? of : { kind: 'negative', at: sign.at, of };
}

function parsePower(cursor: Cursor): ValueSyntax {
  const left = parsePrimary(cursor);
  if (!isMark(peek(cursor), '^')) return left;
  const { at } = take(cursor);
  return { kind: 'binary', at, op: '^', left, right: nested(cursor, parseSigned) };
}

function parsePrimary(cursor: Cursor): ValueSyntax {
  const token = take(cursor);
  const { at, text } = token;
  if (token.kind === 'number') return { kind: 'number', at, value: Number(text) };
  if (token.kind === 'name' && !isMark(peek(cursor), '(')) return { kind: 'name', at, name: text };
  if (token.kind === 'name')
    return { kind: 'call', at, fn: text, of: parseParenthesis(cursor, take(cursor)) };
  if (isMark(token, '(')) return parseParenthesis(cursor, token);
  const place = cursor.next - (token.kind === 'end' ? 1 : 2);
  const before = place < 0 ? '' : ` after "${cursor.tokens[place].text}"`;
  throw statementError(cursor.text, at, `expected a name or a number${before}`);
}

function parseParenthesis(cursor: Cursor, open: Token): ValueSyntax {
  const value = nested(cursor, parseSum);
  if (isMark(peek(cursor), ')')) {
    take(cursor);
    return value;
  }
  if (peek(cursor).kind === 'end') throw statementError(cursor.text, open.at, 'this "(" is never closed');
  throw leftover(cursor);
}

function leftover(cursor: Cursor): InputError {
  const { at, text } = peek(cursor);
  const complain = (message: string) => statementError(cursor.text, at, message);
  if (text === ')') return complain('this ")" closes nothing');
  if (/[<>=]/.test(text)) return complain('a statement has one comparison; write another one for the other,');
  return complain(`expected an operator before "${text}"`);
}
