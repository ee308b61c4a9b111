const NO_TIME = ' 00:00:00';

/**
 * Cells with their dates as text that a design reads, as R writes them: 2020-02-28 where all are midnights (UTC), else
 * with the time of day, 2020-02-28 10:30:00. Cells without dates come back as they are.
 */
export function datesAsText(cells: ArrayLike<unknown>): ArrayLike<unknown> {
  if (ArrayBuffer.isView(cells) || !holdsDate(cells)) return cells;
  const texts = Array.from(cells, (cell) => (cell instanceof Date ? dateText(cell) : cell));
  const midnights = texts.every((text, i) => !isDateText(cells[i], text) || text.endsWith(NO_TIME));
  if (!midnights) return texts;
  return texts.map((text, i) => (isDateText(cells[i], text) ? text.slice(0, -NO_TIME.length) : text));
}

function holdsDate(cells: ArrayLike<unknown>): boolean {
  for (let i = 0; i < cells.length; i++) if (cells[i] instanceof Date) return true;
  return false;
}

function isDateText(cell: unknown, text: unknown): text is string {
  return cell instanceof Date && typeof text === 'string';
}

function dateText(date: Date): string | null {
  if (Number.isNaN(date.getTime())) return null;
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/(?:\.000)?Z$/, '');
}
