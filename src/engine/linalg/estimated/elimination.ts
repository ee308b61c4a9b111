import type { BlockPattern } from '../sparseCholesky/pattern.ts';

/**
 * A matrix of blocks H = [A C; C' G] with A block diagonal: the main nodes, no two of which meet, are eliminated one by one,
 * and what is left to the rest is S = G - C'A^-1 C, which is never formed. Where everything stands, made once.
 */
export interface Elimination {
  readonly pattern: BlockPattern;
  readonly main: NodeSet;
  readonly rest: NodeSet;
  /** Blocks of C by their main node: those of the i-th are start[i] up to start[i + 1] - 1. */
  readonly cells: BlockList & { readonly start: Int32Array };
  /** Blocks of G below its diagonal, by their higher node. */
  readonly pairs: BlockList;
  /** Whether all blocks are single numbers. */
  readonly scalar: boolean;
}

/** Some of the nodes, in ascending order. */
export interface NodeSet {
  readonly node: Int32Array;
  readonly size: Int32Array;
  /** Where each begins in a vector of these nodes alone; the last entry is that vector's length. */
  readonly at: Int32Array;
  /** Where each begins in a vector of all nodes. */
  readonly from: Int32Array;
  /** Where its square block begins among those of these nodes alone; the last entry is their length. */
  readonly squareAt: Int32Array;
  /** Where its diagonal block begins in the pattern's numbers. */
  readonly diagonal: Int32Array;
}

/** Blocks that are not diagonal, row-major, rows x columns. */
export interface BlockList {
  /** The node of its rows, by its number among the main nodes for C, and among the rest for G. */
  readonly row: Int32Array;
  /** The node of its columns, by its number among the rest. */
  readonly column: Int32Array;
  /** Where each begins among these blocks; the last entry is their length. */
  readonly at: Int32Array;
  /** Where each begins in the pattern's numbers. */
  readonly from: Int32Array;
  /** 1 where the pattern has the block the other way round. */
  readonly turned: Uint8Array;
}

/** Throws RangeError where two of the main nodes meet. */
export function elimination(pattern: BlockPattern, mainNodes: Int32Array): Elimination {
  const { sizes, start, column, offset } = pattern;
  const isMain = new Uint8Array(sizes.length);
  for (const node of mainNodes) isMain[node] = 1;
  const nodes = Int32Array.from(sizes.keys());
  const main = nodeSet(
    pattern,
    nodes.filter((node) => isMain[node] === 1),
  );
  const rest = nodeSet(
    pattern,
    nodes.filter((node) => isMain[node] === 0),
  );
  const numberOf = new Int32Array(sizes.length);
  for (const { node } of [main, rest])
    node.forEach((i, number) => {
      numberOf[i] = number;
    });
  const counts = new Int32Array(main.node.length + 1);
  let pairCount = 0;
  const each = (visit: (e: number, one: number, other: number, turned: number) => void): void => {
    for (let i = 0; i < sizes.length; i++)
      for (let e = start[i]; e < start[i + 1] - 1; e++) {
        const turned = isMain[i] === 0 && isMain[column[e]] === 1;
        visit(e, turned ? column[e] : i, turned ? i : column[e], turned ? 1 : 0);
      }
  };
  each((_, one, other) => {
    if (isMain[one] === 0) pairCount++;
    else if (isMain[other] === 1) throw new RangeError(`elimination: nodes ${other} and ${one} meet`);
    else counts[numberOf[one] + 1]++;
  });
  for (let i = 1; i < counts.length; i++) counts[i] += counts[i - 1];
  const cellCount = counts[counts.length - 1];
  const next = counts.slice();
  const cells = { ...emptyList(cellCount), start: counts };
  const pairs = emptyList(pairCount);
  let pair = 0;
  each((e, one, other, turned) => {
    const inCells = isMain[one] === 1;
    const to = inCells ? next[numberOf[one]]++ : pair++;
    const list = inCells ? cells : pairs;
    list.row[to] = numberOf[one];
    list.column[to] = numberOf[other];
    list.from[to] = offset[e];
    list.turned[to] = turned;
    list.at[to + 1] = sizes[one] * sizes[other];
  });
  for (const { at } of [cells, pairs]) for (let e = 1; e < at.length; e++) at[e] += at[e - 1];
  return { pattern, main, rest, cells, pairs, scalar: sizes.every((size) => size === 1) };
}

function emptyList(count: number): BlockList {
  const numbers = (): Int32Array => new Int32Array(count);
  return {
    ...{ row: numbers(), column: numbers(), from: numbers() },
    at: new Int32Array(count + 1),
    turned: new Uint8Array(count),
  };
}

function nodeSet({ sizes, start, offset }: BlockPattern, node: Int32Array): NodeSet {
  const starts = new Int32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i++) starts[i + 1] = starts[i] + sizes[i];
  const size = node.map((i) => sizes[i]);
  const at = new Int32Array(node.length + 1);
  const squareAt = new Int32Array(node.length + 1);
  size.forEach((k, i) => {
    at[i + 1] = at[i] + k;
    squareAt[i + 1] = squareAt[i] + k * k;
  });
  const diagonal = node.map((i) => offset[start[i + 1] - 1]);
  return { node, size, at, from: node.map((i) => starts[i]), squareAt, diagonal };
}
