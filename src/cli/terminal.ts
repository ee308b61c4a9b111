/** Columns of the terminal that standard output goes to; no limit where it goes to a file or a pipe. */
export function terminalWidth(): number {
  const { isTTY, columns } = process.stdout;
  return isTTY && columns > 0 ? columns : Number.POSITIVE_INFINITY;
}
