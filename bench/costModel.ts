/** Seconds of one processor for a unit of each stage, and bytes a unit keeps: measured, see `costStages.ts`. */
export type Constants = Readonly<Record<string, { readonly seconds: number; readonly bytes: number }>>;

/** A piece of work on paper. */
export interface Workload {
  readonly what: string;
  /** Units of each stage. */
  readonly units: Readonly<Record<string, number>>;
  /** What must be in memory at once, beside what the stages keep. */
  readonly heldBytes: number;
  /** How many processors can work at once. */
  readonly processors: number;
}

export interface Cost {
  readonly what: string;
  /** Of one processor. */
  readonly seconds: number;
  /** On as many as can work at once. */
  readonly wall: number;
  readonly bytes: number;
  readonly dollars: number;
}

/** Of one processor for an hour, rented with 4 GB: what the large clouds ask about 2026, rounded up. */
export const dollarsAnHour = 0.05;

export function costOf(constants: Constants, { what, units, heldBytes, processors }: Workload): Cost {
  const seconds = Object.entries(units).reduce((sum, [stage, n]) => sum + n * constants[stage].seconds, 0);
  return {
    what,
    seconds,
    wall: seconds / processors,
    bytes: heldBytes,
    dollars: (seconds / 3600) * dollarsAnHour,
  };
}

const chains = 4;
const draws = 1000;
/** Warmup of the collapsed sampler and of the reference, in draws. */
const warmup = 200;
/** A drawn number, and a number of a table or a row. */
const number = 8;
/** A level's code. */
const code = 4;

/** A gaussian model whose sums a database makes: rows are scanned once, draws are of levels. */
export function summedGaussian(rows: number, levels: number, draws = 1000): Workload {
  const kept = chains * draws * levels;
  return {
    what: `gaussian by sums, ${power(rows)} rows, ${power(levels)} groups, 4 x ${draws} draws`,
    units: { sums: rows, collapsed: chains * (warmup + draws) * levels, save: kept },
    heldBytes: number * kept,
    processors: 2,
  };
}

/** A logistic model whose rows a database merges to so many. */
export function mergedLogistic(rows: number, different: number, levels: number): Workload {
  return {
    what: `logistic of ${power(rows)} rows merged to ${power(different)}, ${power(levels)} groups`,
    units: {
      merge: rows,
      laplace: different,
      draw: different * chains * (warmup + draws),
      save: chains * draws * levels,
    },
    heldBytes: number * chains * draws * levels,
    processors: 4,
  };
}

/** A logistic model whose rows are all different: read, and gone through at every draw, where the rows' sums stand for them inside trajectories. */
export function wholeLogistic(rows: number, columns: number, levels: number): Workload {
  return {
    what: `logistic of ${power(rows)} rows in memory, ${columns} predictors, ${power(levels)} groups`,
    units: {
      csv: rows * (columns + 2),
      laplace: rows,
      draw: rows * chains * (warmup + draws),
      save: chains * draws * levels,
    },
    heldBytes: rows * (number * (2 * columns + 2) + code) + number * chains * draws * levels,
    processors: 4,
  };
}

/** Many small fits, as of a simulation study or SBC, on so many processors. */
export function manyFits(fits: number, processors: number): Workload {
  return {
    what: `${power(fits)} small fits on ${processors} processors`,
    units: { fit: fits },
    heldBytes: 0,
    processors,
  };
}

/** 10^k where it is one. */
function power(n: number): string {
  const exponent = Math.log10(n);
  return Number.isInteger(exponent) && exponent > 3 ? `10^${exponent}` : n.toLocaleString('en-US');
}

export const workloads: readonly Workload[] = [
  summedGaussian(1e7, 40_000),
  summedGaussian(1e8, 407),
  summedGaussian(1e8, 1e6, 100),
  summedGaussian(1e9, 407),
  summedGaussian(1e9, 1e6, 100),
  summedGaussian(1e9, 1e6),
  mergedLogistic(1e8, 4896, 34),
  mergedLogistic(1e9, 500_000, 3333),
  wholeLogistic(1e6, 10, 1e4),
  wholeLogistic(1e7, 10, 1e5),
  wholeLogistic(1e8, 10, 1e6),
  wholeLogistic(1e9, 10, 1e6),
  manyFits(1e4, 2),
  manyFits(1e4, 64),
];
