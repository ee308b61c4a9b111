import { InputError } from '../../src/engine/errors.ts';
import type { Point } from '../covariance/structure.ts';
import type { Variable } from '../formula/index.ts';
import { printNumber } from '../spelling.ts';
import { type Frame, placeOf } from './frame.ts';
import { numbersOf } from './numbers.ts';

/** A coefficient for each point that occurs, with its column, 1 in its rows. */
export interface PointColumns {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly intercept: false;
  readonly text: string;
  readonly positions: readonly Point[];
}

/** Usual distances of nearest neighbours beyond this, or below one over it, are out of reach of the prior. */
const mostUnits = 500;

/**
 * One column a distinct point of the columns `coordinates`, in order of the first of them, then the next.
 * Throws InputError for a single point, for more than `most`, and for new rows at a point the model has not seen.
 */
export function pointColumns(
  texts: readonly string[],
  coordinates: readonly Variable[],
  most: number,
  frame: Frame,
): PointColumns {
  const values = coordinates.flatMap((one) =>
    one.kind === 'column' || one.kind === 'factor' ? [numbersOf(frame, one.name, one.name)] : [],
  );
  const text = texts.join('+');
  const rows = Array.from(frame.kept, (_, i) => values.map((column) => column[i] + 0));
  const key = `points(${text})`;
  const known = frame.variables.get(key);
  const points = known?.kind === 'points' ? known.points : learn(text, rows, most);
  frame.variables.set(key, { kind: 'points', points });
  const places = new Map(points.map((point, at) => [JSON.stringify(point), at]));
  const columns = points.map(() => new Float64Array(rows.length));
  rows.forEach((row, i) => {
    const at = places.get(JSON.stringify(row));
    if (at === undefined)
      throw new InputError(
        `data: ${text} is at ${row.join(', ')} at ${placeOf(frame.table, frame.kept[i])}, a point the model has not seen`,
      );
    columns[at][i] = 1;
  });
  const names = points.map((point) => point.map((x, c) => texts[c] + printNumber(x)).join(':'));
  return { names, columns, intercept: false, text, positions: points };
}

function learn(text: string, rows: readonly Point[], most: number): Point[] {
  const points = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()].sort(compare);
  if (points.some((point) => !point.every(Number.isFinite)))
    throw new InputError(`data: coordinates ${text} must be finite numbers`);
  if (points.length < 2 || points.length > most)
    throw new InputError(
      `data: ${text} has ${points.length} different points, and a covariance over them takes 2 to ${most}; round() coordinates to fewer, or give a known covariance, gr(g, cov = A)`,
    );
  const nearest = points.map((point) =>
    Math.min(...points.map((other) => (other === point ? Number.POSITIVE_INFINITY : distance(point, other)))),
  );
  const usual = nearest.sort((a, b) => a - b)[Math.floor(nearest.length / 2)];
  if (usual <= mostUnits && usual >= 1 / mostUnits) return points;
  throw new InputError(
    `data: points of ${text} are usually ${Number(usual.toPrecision(2))} from the nearest, and the correlation is that of points one apart; divide the coordinates by about ${Number(usual.toPrecision(1))}`,
  );
}

function distance(a: Point, b: Point): number {
  return Math.sqrt(a.reduce((s, x, c) => s + (x - b[c]) * (x - b[c]), 0));
}

function compare(a: Point, b: Point): number {
  const c = a.findIndex((x, i) => x !== b[i]);
  return c < 0 ? 0 : a[c] - b[c];
}
