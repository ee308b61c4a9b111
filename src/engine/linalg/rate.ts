import { factorLarge } from './largeBlock.ts';

/** Rows of the matrix that is factored for a measure: 2.3 million multiplications, a few milliseconds. */
const rows = 240;

/** Multiplications a second of dense factoring on this machine, as just measured; for forecasts only. */
export function multiplicationsASecond(): number {
  const matrix = Float64Array.from({ length: rows * rows }, (_, i) => (i % (rows + 1) === 0 ? rows : 0.5));
  let best = Number.POSITIVE_INFINITY;
  for (let trial = 0; trial < 4; trial++) {
    const a = matrix.slice();
    const started = performance.now();
    factorLarge(a, rows);
    best = Math.min(best, performance.now() - started);
  }
  return ((rows * rows * rows) / 6 / Math.max(best, 0.01)) * 1000;
}
