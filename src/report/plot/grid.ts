import type { Figure, Panel } from './spec.ts';

/** Height of a line of text with its room, and of the numbers below a panel. */
export const line = 16;
export const tickRow = 18;
/** Between panels side by side, and between rows of them. */
export const gap = 18;
const rowGap = 8;
const noTicks = 4;

/** Which panels stand where, and what their rows carry. */
export interface Grid {
  readonly columns: number;
  readonly rows: readonly Row[];
  /** Whether panels name their axes themselves. */
  readonly ownX: boolean;
  readonly ownY: boolean;
}

/** A row of panels, and how high what stands above and below them is. */
export interface Row {
  readonly panels: readonly (Panel | null)[];
  readonly titles: boolean;
  readonly ownY: boolean;
  readonly above: number;
  readonly below: number;
  /** Of each panel: whether numbers stand below it, and to its left. */
  readonly across: readonly boolean[];
  readonly up: readonly boolean[];
}

const hasLabel = (axis: { readonly label: string } | undefined): boolean =>
  axis !== undefined && axis.label !== '';

export function gridOf({ panels, columns = 1 }: Figure): Grid {
  const count = Math.ceil(panels.length / columns);
  const there = panels.filter((panel) => panel !== null);
  return {
    columns,
    rows: Array.from({ length: count }, (_, row) => rowOf(panels, columns, row)),
    ownX: there.some(({ x }) => hasLabel(x)),
    ownY: there.some(({ y }) => hasLabel(y)),
  };
}

function rowOf(all: readonly (Panel | null)[], columns: number, row: number): Row {
  const panels = all.slice(row * columns, (row + 1) * columns);
  const there = panels.filter((panel) => panel !== null);
  const across = panels.map((panel, column) => {
    if (panel?.x !== undefined) return panel.x.bare !== true;
    return (all[(row + 1) * columns + column] ?? null) === null;
  });
  const [titles, ownX, ownY] = [
    there.some(({ title }) => title !== undefined),
    there.some(({ x }) => hasLabel(x)),
    there.some(({ y }) => hasLabel(y)),
  ];
  return {
    panels,
    titles,
    ownY,
    above: (row > 0 ? rowGap : 0) + (titles ? line : 0) + (ownY ? line : 0),
    below: (across.some((has) => has) ? tickRow : noTicks) + (ownX ? line : 0),
    across,
    up: panels.map((panel, column) => column === 0 || panel?.y !== undefined),
  };
}
