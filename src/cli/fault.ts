/**
 * What went wrong without the user's doing, in one line to report: the error, and the places in our own code that it went
 * through.
 */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error))
    return `poolwise: this is our fault, please report it with the command: ${error}`;
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return 'poolwise: out of memory; try a smaller model or fewer draws, or give Node more, in megabytes, as in NODE_OPTIONS=--max-old-space-size=8000';
  const places = new Set((error.stack ?? '').match(/[\w.-]+\.[jt]s:\d+/g));
  const where = places.size === 0 ? '' : ` (${[...places].slice(0, 4).join(', ')})`;
  return `poolwise: this is our fault, please report it with the command and this line: ${error.name}: ${error.message.split('\n')[0]}${where}`;
}
