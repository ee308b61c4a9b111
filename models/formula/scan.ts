import type { Mark, Token } from './ast.ts';
import { formulaError } from './complain.ts';
import { LIMITS } from './limits.ts';

const SPACE = /\s+/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/uy;
const NAME = /(?:[\p{L}_]|\.(?!\d))[\p{L}\p{M}\p{N}._]*/uy;
const QUOTED = /`([^`\n\r\u2028\u2029]*)`/uy;
const STRING = /"([^"\n]*)"|'([^'\n]*)'/uy;
const EQUALS = /=(?!=)/uy;
const MARK = /\|\||[-+*/:^~|(),]/uy;

/** The match of a sticky pattern at one place, or null. */
function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** What to say about a character no token starts with; some have an obvious cause. */
function explainCharacter(character: string, text: string): string {
  if (character === '=' && !text.includes('~'))
    return 'unexpected "="; between outcome and predictors goes "~"';
  if (character === '=') return 'unexpected "="; arguments go by place, as in poly(x, 2)';
  if (character === '"') return "unexpected '\"'; names with spaces go in backquotes";
  if (character === "'") return 'unexpected "\'"; names with spaces go in backquotes';
  if (character === '%') return 'unexpected "%"; for nesting write a/b or a:b';
  return `unexpected character "${character}"`;
}

function quotedName(text: string, at: number): Token & { readonly length: number } {
  const match = matchAt(QUOTED, text, at);
  if (match === null) throw formulaError(text, at, 'this backquote is never closed');
  if (match[1].trim() === '') throw formulaError(text, at, 'there is no name between these backquotes');
  return { kind: 'name', at, text: match[1], length: match[0].length };
}

/** `before` are the tokens so far: only `(k =` and `, k =` name an argument, and only what follows may be in quotes. */
function tokenAt(text: string, at: number, before: readonly Token[]): Token & { readonly length: number } {
  const [mark0, name0] = before.slice(-2);
  const isNamed = name0?.kind === 'name' && mark0.kind === 'symbol' && ['(', ','].includes(mark0.text);
  const isArgument = name0?.kind === 'symbol' && name0.text === '=';
  if (text[at] === '`') return quotedName(text, at);
  const number = matchAt(NUMBER, text, at);
  if (number !== null) return { kind: 'number', at, text: number[0], length: number[0].length };
  const name = matchAt(NAME, text, at);
  if (name !== null) return { kind: 'name', at, text: name[0], length: name[0].length };
  const string = isArgument ? matchAt(STRING, text, at) : null;
  if (string !== null) return { kind: 'string', at, text: string[1] ?? string[2], length: string[0].length };
  const mark = matchAt(MARK, text, at) ?? (isNamed ? matchAt(EQUALS, text, at) : null);
  if (mark !== null) return { kind: 'symbol', at, text: mark[0] as Mark, length: mark[0].length };
  throw formulaError(text, at, explainCharacter(String.fromCodePoint(text.codePointAt(at) ?? 0), text));
}

/**
 * Cuts a formula into tokens; white space, line breaks included, only separates them. The last token is `end`,
 * placed just after the last visible character. Backquoted names lose their quotes and may hold anything but
 * line breaks.
 * Throws InputError on a character that starts no token, on an open backquote and on text beyond `LIMITS.length`.
 */
export function scan(text: string): readonly Token[] {
  if (text.length > LIMITS.length) {
    throw formulaError(text, LIMITS.length, `longer than the ${LIMITS.length} characters a formula may have`);
  }
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    const space = matchAt(SPACE, text, at);
    if (space !== null) at += space[0].length;
    const { length, ...token } = tokenAt(text, at, tokens);
    tokens.push(token);
    at += length;
  }
  tokens.push({ kind: 'end', at: end, text: '' });
  return tokens;
}
