import { type Cells, cell } from './cells.ts';
import type { Sampling } from './measure.ts';

/** Nanoseconds a row, and how many times the logistic model's that is: of a family's row kernel, or of a whole gradient. */
export interface FamilyRow {
  readonly family: string;
  readonly link: string;
  readonly f64: number;
  readonly f32: number;
  readonly ratio64: number;
  readonly ratio32: number;
}

/** Seconds to declare and of the one pass over the rows; microseconds of a gradient after it. */
export interface ResidualRow {
  readonly residual: string;
  readonly rows: number;
  readonly declare: number;
  readonly pass: number;
  readonly gradient: number;
}

/** How one fit sampled. */
export interface FitRow
  extends Pick<
    Sampling,
    'strategy' | 'minEss' | 'essPerSecond' | 'chainSeconds' | 'maxRhat' | 'divergences'
  > {
  readonly name: string;
}

/** What `npm run bench:families` writes: one row that holds all. */
export interface FamilyResults {
  readonly families: readonly FamilyRow[];
  readonly groups: readonly FamilyRow[];
  readonly residuals: readonly ResidualRow[];
  readonly fits: readonly FitRow[];
  readonly structureFits: readonly FitRow[];
}

const numbersOf = ({ f64, ratio64, f32, ratio32 }: FamilyRow): string[] =>
  [f64, ratio64, f32, ratio32].map(cell);

const measures = ['f64 ns a row', 'x logistic', 'f32 ns a row', 'x logistic'];

/** Worst first. */
export function familyTable(rows: readonly FamilyRow[]): Cells {
  const sorted = [...rows].sort((a, b) => b.ratio64 - a.ratio64);
  return [['family', 'link', ...measures], ...sorted.map((row) => [row.family, row.link, ...numbersOf(row)])];
}

export function groupTable(rows: readonly FamilyRow[]): Cells {
  return [['structure', ...measures], ...rows.map((row) => [row.family, ...numbersOf(row)])];
}

export function residualTable(rows: readonly ResidualRow[]): Cells {
  const head = ['residual', 'rows', 'declare s', 'pass s', 'gradient us'];
  return [
    head,
    ...rows.map(({ residual, rows, declare, pass, gradient }) => [
      residual,
      String(rows),
      ...[declare, pass, gradient].map(cell),
    ]),
  ];
}

export function fitTable(rows: readonly FitRow[]): Cells {
  const head = [
    'model',
    'sampler',
    'min ESS',
    'per chain-second',
    'chain-seconds',
    'max R-hat',
    'divergences',
  ];
  return [
    head,
    ...rows.map(({ name, strategy, minEss, essPerSecond, chainSeconds, maxRhat, divergences }) => [
      name,
      strategy,
      ...[minEss, essPerSecond, chainSeconds].map(cell),
      maxRhat?.toFixed(3) ?? '-', // JSON has no NaN
      String(divergences),
    ]),
  ];
}
