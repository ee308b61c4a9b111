import { quantityName } from '../../src/engine/program/quantity.ts';
import type { Inline, Line, Maths } from './maths.ts';

/** Longest line. */
const width = 100;

const joints = { sum: ' + ', product: ' ', list: ', ' } as const;

/** As text: `gamma_00`, `Normal(0, sigma^2)`. */
export function mathsText(maths: Maths): string {
  switch (maths.kind) {
    case 'name':
      return maths.text;
    case 'quantity':
      return quantityName(maths.quantity);
    case 'indexed':
      return `${mathsText(maths.base)}_${maths.index}`;
    case 'power':
      return `${mathsText(maths.base)}^${mathsText(maths.exponent)}`;
    case 'bracketed':
      return `(${mathsText(maths.inner)})`;
    case 'call':
      return `${maths.name}(${maths.of.map(mathsText).join(', ')})`;
    case 'sum':
    case 'product':
    case 'list':
      return maths.of.map(mathsText).join(joints[maths.kind]);
    case 'relation':
      return `${mathsText(maths.left)} ${maths.sign} ${mathsText(maths.right)}`;
    case 'spelt':
      return inlineText(maths.of);
  }
}

/** A line as text; more than one where it grows too long. */
export function lineText(line: Line): string[] {
  switch (line.kind) {
    case 'title':
      return [line.text];
    case 'equation':
      return equationText(mathsText(line.left), line.terms.map(mathsText));
    case 'line': {
      const text = `${'  '.repeat(line.depth)}${inlineText(line.parts)}`;
      return line.wraps ? wrapped(text) : [text];
    }
  }
}

function inlineText(parts: readonly Inline[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : mathsText(part))).join('');
}

/** `left = a + b + c`, broken before a plus where a line grows too long. */
function equationText(left: string, terms: readonly string[]): string[] {
  const lines = [`  ${left} = ${terms[0] ?? '0'}`];
  const indent = ' '.repeat(left.length + 3);
  for (const term of terms.slice(1)) {
    const last = lines.length - 1;
    if (lines[last].length + term.length + 3 <= width) lines[last] += ` + ${term}`;
    else lines.push(`${indent}+ ${term}`);
  }
  return lines;
}

/** Broken after commas; what follows is indented further. */
function wrapped(text: string): string[] {
  const lines = [''];
  for (const part of text.split(/(?<=, )/)) {
    const last = lines[lines.length - 1];
    if (last.trim() !== '' && last.length + part.trimEnd().length > width) lines.push(`      ${part}`);
    else lines[lines.length - 1] += part;
  }
  return lines.map((one) => one.trimEnd());
}
