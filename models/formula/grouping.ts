import type { NamedArgument, Syntax } from './ast.ts';
import { formulaError } from './complain.ts';
import { quoteName } from './text.ts';

type Call = Syntax & { readonly kind: 'call' };

/** What stands right of a bar, read but for the terms that it is of. */
export interface GroupingSyntax {
  /** The grouping factor: `g` or `a:b`. */
  readonly of: Syntax;
  /** The f of `gr(g, by = f)`; null without. */
  readonly by: string | null;
}

const grArguments = ['by'];

/** Reads `gr(g, by = f)`; anything else is a group by itself. */
export function readGrouping(text: string, group: Syntax): GroupingSyntax {
  if (group.kind !== 'call' || group.fn !== 'gr') return { of: group, by: null };
  checkArguments(text, group, grArguments);
  if (group.args.length !== 1)
    throw formulaError(
      text,
      group.at,
      `gr() takes one group, as in gr(g, by = f), got ${group.args.length},`,
    );
  return { of: group.args[0], by: byOf(text, group) };
}

function checkArguments(text: string, { fn, named }: Call, known: readonly string[]): void {
  named.forEach(({ name, at }, n) => {
    if (!known.includes(name))
      throw formulaError(text, at, `${fn}() takes ${known.join(', ')}, got "${name}",`);
    if (named.slice(0, n).some((other) => other.name === name))
      throw formulaError(text, at, `"${name}" is given twice`);
  });
}

const namedArgument = ({ named }: Call, name: string): NamedArgument | undefined =>
  named.find((one) => one.name === name);

function byOf(text: string, call: Call): string | null {
  const given = namedArgument(call, 'by');
  if (given === undefined) return null;
  if (typeof given.value !== 'string' && given.value.kind === 'name') return given.value.name;
  throw formulaError(text, given.at, 'by of gr() is a column, as in by = f,');
}

/** Canonical text of a grouping: `g`, `gr(g, by = f)`. */
export function describeGrouping(group: string, by: string | null): string {
  return by === null ? group : `gr(${group}, by = ${quoteName(by)})`;
}
