import { type Cells, cell } from './cells.ts';

/** What one size takes. */
export interface Grown {
  readonly sampler: string;
  /** Null where none was tried. */
  readonly laplace: { readonly seconds: number; readonly converged: boolean } | null;
  /** Of `sample`, before the chain. */
  readonly setupSeconds: number;
  readonly drawMicros: number;
  readonly gradientsADraw: number;
  readonly megabytes: number;
}

export interface GrowthRow extends Grown {
  readonly shape: string;
  readonly family: string;
  readonly rows: number;
}

/** A time that grows with the rows; null where it was not measured. */
type TimeOf = (row: GrowthRow) => number | null;

const times: readonly TimeOf[] = [
  ({ laplace }) => laplace?.seconds ?? null,
  ({ setupSeconds }) => setupSeconds,
  ({ drawMicros }) => drawMicros,
  ({ gradientsADraw }) => gradientsADraw,
  ({ drawMicros, gradientsADraw }) => drawMicros / gradientsADraw,
];

/** A line each size, and below each shape the exponents of its times. */
export function growthTableOf(rows: readonly GrowthRow[]): Cells {
  const head = [
    ...['shape', 'family', 'rows', 'sampler', 'Laplace s', 'set-up s', 'us a draw'],
    ...['gradients a draw', 'us a gradient', 'MB'],
  ];
  const kinds = new Set(rows.map(({ shape, family }) => `${shape} ${family}`));
  const body = [...kinds].flatMap((kind) => {
    const of = rows.filter(({ shape, family }) => `${shape} ${family}` === kind);
    const lines = of.map((row) => {
      const [laplace, ...others] = times.map((time) => timeCell(time(row)));
      const doubt = row.laplace?.converged === false ? ' (not converged)' : '';
      const design = [row.shape, row.family, String(row.rows), row.sampler];
      return [...design, `${laplace}${doubt}`, ...others, cell(row.megabytes)];
    });
    const exponents = times.map((time) => timeCell(exponent(of, time)));
    return [...lines, [of[0].shape, of[0].family, 'exponent', '', ...exponents, '']];
  });
  return [head, ...body];
}

const timeCell = (time: number | null): string => (time === null ? '-' : cell(time));

/** Least squares of log time on log rows, from 10^4 rows on: below that, what does not grow is most of it. Null where less than two sizes were measured. */
export function exponent(rows: readonly GrowthRow[], timeOf: TimeOf): number | null {
  const points = rows.flatMap((row) => {
    const time = timeOf(row);
    return row.rows < 10_000 || time === null ? [] : [[Math.log(row.rows), Math.log(time)] as const];
  });
  if (points.length < 2) return null;
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const [xy, xx] = points.reduce(([a, b], [u, v]) => [a + (u - x) * (v - y), b + (u - x) * (u - x)], [0, 0]);
  return xy / xx;
}
