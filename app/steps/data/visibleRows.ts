/** Browsers lay out no element much taller than this many pixels; longer tables scroll in proportion. */
const tallest = 8_000_000;

/** How a table of many rows lies in what scrolls: `height` is that of all rows, scaled where they are too many. */
export interface Scrolling {
  readonly rows: number;
  /** Rows that are seen at once. */
  readonly seen: number;
  readonly rowHeight: number;
}

export function scrollHeight({ rows, rowHeight }: Scrolling): number {
  return Math.min(tallest, rows * rowHeight);
}

const lastFirst = ({ rows, seen }: Scrolling): number => Math.max(0, rows - seen);

/** Pixels that can be scrolled. */
function travel(scrolling: Scrolling): number {
  return Math.max(0, scrollHeight(scrolling) - scrolling.seen * scrolling.rowHeight);
}

/** The first row that is seen, counted from 0, scrolled by `top` pixels. */
export function firstRow(top: number, scrolling: Scrolling): number {
  const way = travel(scrolling);
  if (way === 0) return 0;
  return Math.round(Math.min(1, Math.max(0, top / way)) * lastFirst(scrolling));
}

/** Pixels to scroll by for a row to be the first that is seen. */
export function topOf(row: number, scrolling: Scrolling): number {
  const last = lastFirst(scrolling);
  return last === 0 ? 0 : (Math.min(last, Math.max(0, row)) / last) * travel(scrolling);
}

/** The first row after a key, null where the key moves nothing. */
export function rowAfterKey(key: string, first: number, scrolling: Scrolling): number | null {
  const page = Math.max(1, scrolling.seen - 1);
  const to = new Map([
    ['ArrowDown', first + 1],
    ['ArrowUp', first - 1],
    ['PageDown', first + page],
    ['PageUp', first - page],
    ['Home', 0],
    ['End', lastFirst(scrolling)],
  ]).get(key);
  return to === undefined ? null : Math.min(lastFirst(scrolling), Math.max(0, to));
}
