import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import type { Token } from '../formula/ast.ts';
import { quoteName } from '../formula/index.ts';
import { scan } from '../formula/scan.ts';
import type { ResidualStructure } from './structure.ts';
import { residualStructures } from './structures.ts';

/** A residual structure as written: `ar1(time | g)`. */
export interface ResidualSyntax {
  /** Canonical. */
  readonly text: string;
  readonly structure: ResidualStructure;
  /** What stands left of the bar, or alone: a time, a factor of strata; null for 1. */
  readonly of: string | null;
  /** The grouping columns, several for `a:b`; none where all rows are by themselves. */
  readonly columns: readonly string[];
}

/**
 * Reads a residual structure; null for `iid`, independent residuals.
 * Throws InputError for anything else than a structure of the table in its spelling.
 */
export function parseResidual(text: string): ResidualSyntax | null {
  const tokens = scanned(text);
  const [name] = tokens;
  if (tokens.length === 2 && name.text === 'iid') return null;
  const structure = residualStructures.find((row) => row.name === name.text);
  if (name.kind !== 'name' || structure === undefined) throw unknown(text, name);
  const { left, right } = between(text, tokens, structure);
  const of = left === '1' ? null : left;
  if ((structure.of === 'nothing') !== (of === null)) throw misspelt(text, structure);
  if ((structure.of === 'stratum') !== (right.length === 0)) throw misspelt(text, structure);
  const group = right.map(quoteName).join(':');
  const inside = of === null ? '1' : quoteName(of);
  const written = right.length === 0 ? inside : `${inside} | ${group}`;
  return { text: `${structure.name}(${written})`, structure, of, columns: right };
}

function scanned(text: string): readonly Token[] {
  if (typeof text !== 'string' || text.trim() === '')
    throw new InputError(`residual: expected a structure such as "ar1(time | g)", got "${text}"`);
  try {
    return scan(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.message.replace(/^formula/, 'residual'), error.details);
  }
}

/** What stands in the parentheses: a name or 1, then after a bar names joined by colons. */
function between(
  text: string,
  tokens: readonly Token[],
  structure: ResidualStructure,
): { left: string; right: string[] } {
  const inner = tokens.slice(2, -2);
  const [open, close] = [tokens[1], tokens[tokens.length - 2]];
  const isCall = tokens.length >= 5 && isMark(open, '(') && isMark(close, ')');
  const [left, bar, ...group] = inner;
  const isLeft = left?.kind === 'name' || (left?.kind === 'number' && left.text === '1');
  if (!isCall || !isLeft) throw misspelt(text, structure);
  if (bar === undefined) return { left: left.text, right: [] };
  const isGroup =
    group.length % 2 === 1 &&
    group.every((token, i) => (i % 2 === 0 ? token.kind === 'name' : isMark(token, ':')));
  if (!isMark(bar, '|') || !isGroup) throw misspelt(text, structure);
  return { left: left.text, right: group.filter((_, i) => i % 2 === 0).map((token) => token.text) };
}

function isMark(token: Token, mark: string): boolean {
  return token.kind === 'symbol' && token.text === mark;
}

function unknown(text: string, { text: name }: Token): InputError {
  const have = ['iid', ...residualStructures.map((row) => row.name)];
  return new InputError(
    `residual: no structure in "${text}" (have: iid, ${residualStructures.map(({ spelling }) => spelling).join(', ')})${didYouMean(name, have)}`,
  );
}

function misspelt(text: string, { name, spelling }: ResidualStructure): InputError {
  return new InputError(`residual: ${name} is written ${spelling}, got "${text}"`);
}
