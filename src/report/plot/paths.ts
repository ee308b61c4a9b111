/** A coordinate: a tenth of a picture unit is finer than anyone sees. */
export function tenth(x: number): string {
  return String(Math.round(x * 10) / 10);
}

/** Path data of a line through points, broken where one is not finite; a point alone is closed, so that round ends show it. */
export function lineThrough(x: Float64Array, y: Float64Array): string {
  return runs(x.length, (i) => Number.isFinite(x[i] + y[i]))
    .map((run) => `${through(run, x, y)}${run.length === 1 ? 'Z' : ''}`)
    .join('');
}

/** Path data of the band between two lines, broken likewise: along the upper one and back along the lower. */
export function bandBetween(x: Float64Array, low: Float64Array, high: Float64Array): string {
  return runs(x.length, (i) => Number.isFinite(x[i] + low[i] + high[i]))
    .map((run) => `${through(run, x, high)}L${through(run.toReversed(), x, low).slice(1)}Z`)
    .join('');
}

const through = (run: readonly number[], x: Float64Array, y: Float64Array): string =>
  `M${run.map((i) => `${tenth(x[i])},${tenth(y[i])}`).join('L')}`;

/** The places from 0 to `count` that are in, those beside each other together. */
function runs(count: number, isIn: (i: number) => boolean): number[][] {
  const found: number[][] = [];
  for (let i = 0; i < count; i++) {
    if (!isIn(i)) continue;
    const last = found.at(-1);
    if (last?.at(-1) === i - 1) last.push(i);
    else found.push([i]);
  }
  return found;
}
