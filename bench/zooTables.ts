import { type Cells, cell } from './cells.ts';
import type { Measured } from './measure.ts';

/** A model's row of the zoo. */
export interface ZooRow extends Measured {
  readonly name: string;
  readonly kind: 'file' | 'simulated';
  readonly family: string;
}

const groupsOf = ({ groups }: ZooRow): string => Object.values(groups).join(' + ');

/** What a fit takes and gives. */
export function samplingTable(rows: readonly ZooRow[]): Cells {
  const head = ['model', 'rows', 'groups', 'sampler', 'chains x draws', 'gradients a draw', 'min ESS'];
  const more = ['per 1000 gradients', 'per chain-second', 'seconds', 'MB', 'max R-hat', 'divergences'];
  const body = rows.map((row) => {
    const s = row.sampling;
    return [
      row.name,
      String(row.rows),
      groupsOf(row),
      s.strategy,
      `${s.chains} x ${s.draws}`,
      s.gradientsPerDraw.toFixed(1),
      cell(s.minEss),
      cell(s.essPer1000Gradients),
      cell(s.essPerSecond),
      row.seconds.toFixed(2),
      row.peakMegabytes.toFixed(0),
      s.maxRhat?.toFixed(4) ?? '-', // JSON has no NaN
      String(s.divergences),
    ];
  });
  return [[...head, ...more], ...body];
}

/** Microseconds a gradient. */
export function gradientTable(rows: readonly ZooRow[]): Cells {
  const head = ['model', 'JavaScript', 'C', 'f64', 'f32', 'whole gradient', 'whole force'];
  const body = rows.map(({ name, gradients: g }) => [
    name,
    ...[g.plain, g.native, g.f64, g.f32, g.whole, g.force].map(cell),
  ]);
  return [head, ...body];
}

/** How a gradient's cost grows with the rows: per row where the rows are visited, whole where they are not. */
export function linearityTable(rows: readonly ZooRow[]): Cells {
  const head = ['model', 'rows', 'f64 ns a row', 'f32 ns a row', 'collapsed gradient us', 'first pass s'];
  const body = rows
    .filter((row) => row.kind === 'simulated')
    .map(({ name, rows: n, gradients: g, sampling, firstPassSeconds }) => {
      const collapsed = sampling.strategy === 'collapsed';
      const each = (micros: number | null): string =>
        collapsed ? '-' : cell(micros === null ? null : (1000 * micros) / n);
      return [
        name,
        String(n),
        each(g.f64),
        each(g.f32),
        collapsed ? cell(g.whole) : '-',
        cell(firstPassSeconds),
      ];
    });
  return [head, ...body];
}
