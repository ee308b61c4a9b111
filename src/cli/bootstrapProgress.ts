/** Seconds between two lines about the bootstrap. */
const pause = 5;

/** Tells of replicates now and then. */
export function occasionally(): (done: number, total: number) => void {
  let last = performance.now();
  return (done, total) => {
    if (performance.now() - last < 1000 * pause) return;
    last = performance.now();
    process.stderr.write(`bootstrap: ${done} of ${total}\n`);
  };
}
