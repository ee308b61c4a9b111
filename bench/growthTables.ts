import { type Cells, cell } from './cells.ts';

/** What one size takes. */
export interface Grown {
  readonly sampler: string;
  readonly laplaceSeconds: number;
  readonly laplaceConverged: boolean;
  /** Of `sample`, before the chain. */
  readonly setupSeconds: number;
  readonly drawMicros: number;
  readonly megabytes: number;
}

export interface GrowthRow extends Grown {
  readonly shape: string;
  readonly family: string;
  readonly rows: number;
}

/** A line each size, and below each shape the exponents of its times. */
export function growthTableOf(rows: readonly GrowthRow[]): Cells {
  const head = ['shape', 'family', 'rows', 'sampler', 'Laplace s', 'set-up s', 'us a draw', 'MB'];
  const kinds = new Set(rows.map(({ shape, family }) => `${shape} ${family}`));
  const body = [...kinds].flatMap((kind) => {
    const of = rows.filter(({ shape, family }) => `${shape} ${family}` === kind);
    const lines = of.map((row) => [
      row.shape,
      row.family,
      String(row.rows),
      row.sampler,
      `${cell(row.laplaceSeconds)}${row.laplaceConverged ? '' : ' (not converged)'}`,
      ...[row.setupSeconds, row.drawMicros, row.megabytes].map(cell),
    ]);
    const exponents = [
      exponent(of, 'laplaceSeconds'),
      exponent(of, 'setupSeconds'),
      exponent(of, 'drawMicros'),
    ];
    return [...lines, [of[0].shape, of[0].family, 'exponent', '', ...exponents.map(cell), '']];
  });
  return [head, ...body];
}

/** Least squares of log time on log rows, from 10^4 rows on: below that, what does not grow is most of it. */
export function exponent(
  rows: readonly GrowthRow[],
  of: 'laplaceSeconds' | 'setupSeconds' | 'drawMicros',
): number {
  const points = rows
    .filter(({ rows: n }) => n >= 10_000)
    .map((row) => [Math.log(row.rows), Math.log(row[of])] as const);
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const [xy, xx] = points.reduce(([a, b], [u, v]) => [a + (u - x) * (v - y), b + (u - x) * (u - x)], [0, 0]);
  return xy / xx;
}
