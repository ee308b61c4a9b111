/** Which rows of a long table are in the page, and the pixels of those above and below. */
export interface ShownRows {
  readonly first: number;
  /** The first that is not. */
  readonly last: number;
  readonly above: number;
  readonly below: number;
}

interface Window {
  readonly count: number;
  /** Pixels that are scrolled away. */
  readonly from: number;
  readonly rowHeight: number;
  readonly tableHeight: number;
}

/** Rows to either side of what is in sight, so that scrolling finds them there. */
const spare = 8;

export function shownRows({ count, from, rowHeight, tableHeight }: Window): ShownRows {
  const top = Math.min(from, Math.max(0, count * rowHeight - tableHeight));
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(count, Math.ceil((top + tableHeight) / rowHeight) + spare);
  return { first, last, above: first * rowHeight, below: (count - last) * rowHeight };
}
