/** Seconds between two lines. */
const pause = 5;

/** Tells of replicates now and then, with the time left. `what` begins the line. */
export function occasionally(what: string): (done: number, total: number) => void {
  const started = performance.now();
  let last = started;
  return (done, total) => {
    const now = performance.now();
    if (now - last < 1000 * pause) return;
    last = now;
    const left = Math.ceil(((now - started) / 1000 / done) * (total - done));
    process.stderr.write(`${what}: ${done} of ${total}, ${left} s left\n`);
  };
}
