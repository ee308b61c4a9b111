/** Seconds between two lines about the bootstrap. */
const pause = 5;

/** Tells of replicates now and then, with the time left. */
export function occasionally(): (done: number, total: number) => void {
  const started = performance.now();
  let last = started;
  return (done, total) => {
    const now = performance.now();
    if (now - last < 1000 * pause) return;
    last = now;
    const left = Math.ceil(((now - started) / 1000 / done) * (total - done));
    process.stderr.write(`bootstrap: ${done} of ${total}, ${left} s left\n`);
  };
}
