import { figure } from './figure.ts';
import type { Mark, Style } from './marks.ts';
import type { PlotOptions } from './spec.ts';

/** Where the design of group effects is not zero. */
export interface ZMatrix {
  /** The grouping factor. */
  readonly group: string;
  readonly rows: number;
  /** What each column is of: a level, and its coefficient where there are several. */
  readonly columns: readonly string[];
  /** Row and column of each entry that is not zero, from 0. */
  readonly row: ArrayLike<number>;
  readonly column: ArrayLike<number>;
  /** Columns a level. */
  readonly coefficients: number;
}

/** Levels that are enlarged. */
const enlarged = 10;
/** Cells of the whole that are told apart, along either side. */
const finest = 800;

const filled: Style = { colour: 'accent' };

/** The matrix Z that says which row belongs to which level, whole and for the first ten levels: a mark where it is not zero. */
export function zMatrixPlot(z: ZMatrix, options: PlotOptions = {}): string {
  const { group, rows, columns, coefficients } = z;
  const first = firstLevels(z, enlarged * coefficients);
  const levels = Math.min(enlarged, columns.length / coefficients);
  const share = (100 * z.row.length) / (rows * columns.length);
  const words = `${z.row.length} of ${rows * columns.length} entries are not zero (${Number(share.toPrecision(2))}%)`;
  return figure(
    {
      title: `Z: which row belongs to which ${group}`,
      description: `The matrix Z of group effects, ${rows} rows and ${columns.length} columns: ${words}. To the left whole, to the right the first ${levels} levels of ${group}, in ${first.rows} rows.`,
      caption: `${rows} rows, ${columns.length} columns; ${words}.`,
      x: { label: '' },
      y: { label: '' },
      panels: [
        {
          title: 'whole',
          x: { label: `column of Z`, unit: `${group}, ${columns.length}`, domain: [0, columns.length] },
          y: { label: 'row', unit: `of the data, ${rows}`, domain: [0, rows], reversed: true },
          marks: [blocks(coarse(z))],
        },
        {
          title: `first ${levels} levels, enlarged`,
          x: { label: 'level', unit: group, names: first.names },
          y: {
            label: 'row',
            unit: `of these levels, ${first.rows}`,
            domain: [0, Math.max(1, first.rows)],
            reversed: true,
          },
          marks: [
            blocks(first.runs.map((run) => ({ ...run, left: run.left - 0.5, right: run.right - 0.5 }))),
          ],
        },
      ],
      columns: 2,
      panelHeight: 420,
    },
    options,
  );
}

interface Block {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
}

function blocks(all: readonly Block[]): Mark {
  return {
    kind: 'blocks',
    left: all.map(({ left }) => left),
    right: all.map(({ right }) => right),
    low: all.map(({ low }) => low),
    high: all.map(({ high }) => high),
    style: filled,
  };
}

/** Cells of a grid, those below each other as one block. */
function runs(cells: ReadonlySet<number>, height: number): Block[] {
  const found: Block[] = [];
  for (const cell of [...cells].sort((a, b) => a - b)) {
    const [left, low] = [Math.floor(cell / height), cell % height];
    const last = found.at(-1);
    if (last !== undefined && last.left === left && last.high === low)
      found[found.length - 1] = { ...last, high: low + 1 };
    else found.push({ left, right: left + 1, low, high: low + 1 });
  }
  return found;
}

/** On a grid no finer than is seen. */
function coarse({ rows, columns, row, column }: ZMatrix): Block[] {
  const [height, width] = [Math.min(rows, finest), Math.min(columns.length, finest)];
  const cells = new Set<number>();
  for (let i = 0; i < row.length; i++)
    cells.add(
      Math.floor((column[i] * width) / columns.length) * height + Math.floor((row[i] * height) / rows),
    );
  const [wide, high] = [columns.length / width, rows / height];
  return runs(cells, height).map(({ left, right, low, high: end }) => ({
    left: left * wide,
    right: right * wide,
    low: low * high,
    high: end * high,
  }));
}

/** Rows with an entry in the first columns, numbered anew. */
function firstLevels(
  { columns, row, column }: ZMatrix,
  count: number,
): { readonly names: readonly string[]; readonly rows: number; readonly runs: Block[] } {
  const names = columns.slice(0, count);
  const entries = Array.from(row, (_, i) => i).filter((i) => column[i] < names.length);
  const places = new Map(
    [...new Set(entries.map((i) => row[i]))].sort((a, b) => a - b).map((r, k) => [r, k]),
  );
  const height = Math.max(1, places.size);
  const cells = new Set(entries.map((i) => column[i] * height + (places.get(row[i]) as number)));
  return { names, rows: places.size, runs: runs(cells, height) };
}
