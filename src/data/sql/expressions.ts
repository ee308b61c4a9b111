import { type Arith, describeArith } from '../../../models/formula/index.ts';
import { rowFunctions } from '../../../models/sums/expressions.ts';
import { levelNumber } from '../../../models/sums/levelColumns.ts';
import type { Piece, RowExpression, ScaledColumn } from '../../../models/sums/questions.ts';
import type { Writer } from './statement.ts';

/** What stands for a column of the source, by its name, and whether its cells are text. */
export interface CellNames {
  readonly of: (name: string) => string;
  readonly isText: (name: string) => boolean;
}

/** What SQL calls the functions of `rowFunctions`, in their order. */
const sqlFunctions = ['', 'LN', 'EXP', 'SQRT', 'ABS'] as const;

/** SQL for arithmetic, every operation in parentheses, in the order in which it is evaluated in memory. */
export function arithText(arith: Arith, cells: CellNames, writer: Writer): string {
  const inner = (of: Arith): string => arithText(of, cells, writer);
  switch (arith.kind) {
    case 'number':
      return writer.number(arith.value);
    case 'column':
      return cells.of(arith.name);
    case 'paren':
      return inner(arith.of);
    case 'negative':
      return `(-${inner(arith.of)})`;
    case 'chain':
      return arith.rest.reduce(
        (so, { op, operand }) => `(${so} ${op} ${inner(operand)})`,
        inner(arith.first),
      );
    case 'power':
      return arith.exponent.kind === 'number' && arith.exponent.value === 2
        ? `(${inner(arith.base)} * ${inner(arith.base)})`
        : `POWER(${inner(arith.base)}, ${inner(arith.exponent)})`;
    case 'call':
      return `${sqlFunctions[rowFunctions.indexOf(arith.fn)]}(${inner(arith.of)})`;
    case 'standardized':
      throw new RangeError(`${describeArith(arith)} is not settled`);
  }
}

export function expressionText(expression: RowExpression, cells: CellNames, writer: Writer): string {
  switch (expression.kind) {
    case 'arith':
      return arithText(expression.of, cells, writer);
    case 'byLevel': {
      const { column, values } = expression;
      const level = (text: string): string =>
        cells.isText(column) ? writer.text(text) : writer.number(levelNumber(text));
      const cases = values.map(
        ({ level: text, value }) => `WHEN ${cells.of(column)} = ${level(text)} THEN ${writer.number(value)}`,
      );
      return cases.length === 0 ? writer.number(0) : `CASE ${cases.join(' ')} ELSE ${writer.number(0)} END`;
    }
    case 'pieces': {
      const x = arithText(expression.of, cells, writer);
      const [last, ...before] = expression.pieces.toReversed();
      return before.reduce(
        (rest, piece) =>
          `CASE WHEN ${x} < ${writer.number(piece.end)} THEN ${pieceText(piece, x, writer)} ELSE ${rest} END`,
        pieceText(last, x, writer),
      );
    }
    case 'product':
      return `(${expression.of.map((one) => expressionText(one, cells, writer)).join(' * ')})`;
  }
}

/** By Horner's rule. */
function pieceText({ middle, half, coefs }: Piece, x: string, writer: Writer): string {
  const u = `((${x} - ${writer.number(middle)}) / ${writer.number(half)})`;
  const [first, ...lower] = coefs.toReversed().map((c) => writer.number(c));
  return lower.reduce((so, c) => `(${so} * ${u} + ${c})`, first);
}

/** A scaled column times a power of two, so that nothing is rounded but by the subtraction. */
export function scaledText(
  { of, centre, scale }: ScaledColumn,
  unit: number,
  cells: CellNames,
  writer: Writer,
): string {
  return aboutText(expressionText(of, cells, writer), { centre, scale }, unit, writer);
}

/** The same of what is written already. */
export function aboutText(
  text: string,
  { centre, scale }: Pick<ScaledColumn, 'centre' | 'scale'>,
  unit: number,
  writer: Writer,
): string {
  const about = centre === 0 ? text : `(${text} - ${writer.number(centre)})`;
  return `${about} * ${writer.number(unit / scale)}`;
}
