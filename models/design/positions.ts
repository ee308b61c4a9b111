import { InputError } from '../../src/engine/errors.ts';
import type { Variable } from '../formula/index.ts';
import { printNumber } from '../spelling.ts';
import { type Frame, placeOf } from './frame.ts';
import { numbersOf } from './numbers.ts';

/** A coefficient for each place that occurs, and the places, ascending. */
export interface PositionColumns {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly positions: readonly number[];
}

/**
 * One column a distinct number of a column, 1 in its rows.
 * Throws InputError for a single place, for more than `most`, and for new rows at a place the model has not seen.
 */
export function positionColumns(
  { text, name }: Variable & { readonly kind: 'column' | 'factor' },
  most: number,
  frame: Frame,
): PositionColumns {
  const values = numbersOf(frame, name, name);
  const key = `positions(${text})`;
  const known = frame.variables.get(key);
  const positions = known?.kind === 'positions' ? known.positions : learn(name, values, most);
  frame.variables.set(key, { kind: 'positions', positions });
  const places = new Map(positions.map((position, at) => [position, at]));
  const columns = positions.map(() => new Float64Array(values.length));
  values.forEach((value, i) => {
    const at = places.get(value);
    if (at === undefined)
      throw new InputError(
        `data: "${name}" is ${value} at ${placeOf(frame.table, frame.kept[i])}, a place the model has not seen`,
        { column: name },
      );
    columns[at][i] = 1;
  });
  return { names: positions.map((position) => text + printNumber(position)), columns, positions };
}

/** Beyond this the correlation at distance one is too near 0 or 1 for its prior and its coordinate to mean anything. */
const mostUnits = 500;

function learn(name: string, values: Float64Array, most: number): readonly number[] {
  const positions = [...Float64Array.from(new Set(values)).sort()];
  const gaps = positions
    .slice(1)
    .map((position, i) => position - positions[i])
    .sort((a, b) => a - b);
  const usual = gaps[Math.floor(gaps.length / 2)];
  if (usual > mostUnits || usual < 1 / mostUnits)
    throw new InputError(
      `data: places of "${name}" are usually ${Number(usual.toPrecision(2))} apart, and the correlation is that of places one apart; divide "${name}" by about ${Number(usual.toPrecision(1))}`,
      { column: name },
    );
  if (positions.length >= 2 && positions.length <= most && positions.every(Number.isFinite)) return positions;
  throw new InputError(
    `data: "${name}" has ${positions.length} different places, and a covariance over them takes 2 to ${most}; round() them to fewer`,
    { column: name },
  );
}
