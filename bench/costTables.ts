import { type Cells, cell } from './cells.ts';
import { costOf, workloads } from './costModel.ts';

/** A stage's constant, and how it held at a larger size. */
export interface CheckedStage {
  readonly name: string;
  readonly unit: string;
  /** A unit, of one processor, between the two small sizes. */
  readonly seconds: number;
  /** That a unit keeps. */
  readonly bytes: number;
  /** That do not grow. */
  readonly fixed: number;
  readonly largeUnits: number;
  readonly foretold: number;
  readonly measured: number;
  readonly largeSecondsEach: number;
}

/** A line a stage: its constant, and what that foretold of the larger size. */
export function checkTable(rows: readonly CheckedStage[]): Cells {
  const head = [
    'a unit is a',
    'ns a unit',
    'bytes',
    'fixed s',
    'units then',
    'foretold s',
    'measured s',
    'ratio',
  ];
  const body = rows.map((row) => [
    row.unit,
    cell(row.seconds * 1e9),
    row.bytes > 0 ? cell(row.bytes) : '-',
    cell(Math.max(0, row.fixed)),
    row.largeUnits.toExponential(1),
    ...[row.foretold, row.measured, row.measured / row.foretold].map(cell),
  ]);
  return [head, ...body];
}

/** A line a workload, by the constants of the larger size. */
export function paperTable(rows: readonly CheckedStage[]): Cells {
  const constants = Object.fromEntries(
    rows.map(({ name, largeSecondsEach, bytes }) => [name, { seconds: largeSecondsEach, bytes }]),
  );
  const head = ['work', 'processor', 'wall', 'memory', 'dollars'];
  const body = workloads.map((work) => {
    const { what, seconds, wall, bytes, dollars } = costOf(constants, work);
    return [
      what,
      time(seconds),
      time(wall),
      bytes === 0 ? 'under 1 GB' : memory(bytes),
      dollars.toFixed(dollars < 1 ? 3 : 0),
    ];
  });
  return [head, ...body];
}

function time(seconds: number): string {
  if (seconds < 120) return `${cell(seconds)} s`;
  if (seconds < 7200) return `${cell(seconds / 60)} min`;
  return seconds < 2 * 86_400 ? `${cell(seconds / 3600)} h` : `${cell(seconds / 86_400)} days`;
}

const memory = (bytes: number): string => (bytes < 1e9 ? 'under 1 GB' : `${cell(bytes / 1e9)} GB`);
