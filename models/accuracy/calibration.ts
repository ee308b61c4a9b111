/** How many outcomes lie in a central predictive interval. */
export interface Coverage {
  /** Of the interval. */
  readonly level: number;
  readonly share: number;
  /** Of the share, were the model right. */
  readonly se: number;
}

/** Rows whose chances are alike. */
export interface CalibrationBin {
  readonly rows: number;
  /** Smallest and largest chance. */
  readonly from: number;
  readonly to: number;
  /** Mean chance, and the share of rows with a 1. */
  readonly predicted: number;
  readonly observed: number;
}

const levels = [0.5, 0.9];
const bins = 10;

/** By PIT values: an outcome lies in the central interval of a level where its value is within level / 2 of 1/2. */
export function coverages(pit: Float64Array): Coverage[] {
  const n = pit.length;
  return levels.map((level) => ({
    level,
    share: pit.filter((u) => Math.abs(u - 0.5) <= level / 2).length / n,
    se: Math.sqrt((level * (1 - level)) / n),
  }));
}

/** Ten bins of as many rows, by ascending chance; as many as rows where there are fewer. */
export function calibrationBins(chances: Float64Array, y: Float64Array): CalibrationBin[] {
  const order = [...chances.keys()].sort((a, b) => chances[a] - chances[b]);
  const count = Math.min(bins, order.length);
  return Array.from({ length: count }, (_, b) => {
    const own = order.slice(
      Math.floor((b * order.length) / count),
      Math.floor(((b + 1) * order.length) / count),
    );
    const mean = (values: Float64Array): number =>
      own.reduce((sum, row) => sum + values[row], 0) / own.length;
    const [first, last] = [own[0], own[own.length - 1]];
    return {
      rows: own.length,
      from: chances[first],
      to: chances[last],
      predicted: mean(chances),
      observed: mean(y),
    };
  });
}
