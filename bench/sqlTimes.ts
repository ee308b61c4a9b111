/** Seconds, seconds of processors, and the most memory since the last reset, said as they come. */
export interface Stopwatch {
  timed<T>(what: string, run: () => Promise<T>): Promise<T>;
  /** Forgets how much memory was used so far. */
  reset(): void;
  stop(): void;
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

export function stopwatch(): Stopwatch {
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 100);
  return {
    async timed(what, run) {
      const [started, used] = [performance.now(), process.cpuUsage()];
      const result = await run();
      const { user, system } = process.cpuUsage(used);
      const [wall, cpu] = [(performance.now() - started) / 1e3, (user + system) / 1e6];
      console.log(
        `${what}: ${rounded(wall)} s, ${rounded(cpu)} s of processors, at most ${rounded(peak / 2 ** 30)} GB resident so far`,
      );
      return result;
    },
    reset() {
      peak = 0;
    },
    stop: () => clearInterval(watch),
  };
}
