import type { Progress } from 'poolwise';

/**
 * Seconds until all chains are done, where `atOnce` run at a time: what the running ones say, and as much for each that waits as
 * those take in all. Null while no chain has said anything.
 */
export function timeLeft(chains: readonly (Progress | null)[], atOnce: number): number | null {
  const told = chains.filter((chain) => chain !== null);
  if (told.length === 0) return null;
  const left = told.map(({ secondsLeft }) => secondsLeft);
  const whole = told.map(({ secondsLeft, done, total }) =>
    done < total ? secondsLeft / (1 - done / total) : 0,
  );
  const waiting = chains.length - told.length;
  const each = Math.max(...whole, 0);
  const sum = left.reduce((a, b) => a + b, 0) + waiting * each;
  return Math.max(...left, sum / Math.max(1, Math.min(atOnce, chains.length)));
}
