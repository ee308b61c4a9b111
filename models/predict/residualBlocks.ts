import { InputError } from '../../src/engine/errors.ts';
import { placeOf } from '../design/frame.ts';
import { ownResidualRows, type ResidualRows } from '../design/residual.ts';
import { levelOf } from '../spelling.ts';
import { type BlockLaw, blockLaw } from './residualLaws.ts';
import type { RowsAt } from './rowsAt.ts';

/** A block of residuals: rows of both kinds in ascending order of their places. */
export interface ResidualBlock {
  readonly label: string;
  /** The model's own, whose residuals are known; none where these are not asked for. */
  readonly known: readonly number[];
  readonly fresh: readonly number[];
  readonly law: BlockLaw;
}

/** The blocks that rows lie in, and the number of that of each. */
export interface ResidualBlocks {
  readonly blocks: readonly ResidualBlock[];
  readonly of: Int32Array;
  readonly at: ResidualRows;
}

/**
 * The blocks of rows, with those of the model's rows that lie in the same if `ahead`. Throws InputError for rows without the columns of blocks,
 * and for one at the very time of one that the model has.
 */
export function residualBlocks(rows: RowsAt, ahead: boolean): ResidualBlocks {
  const at = residualRowsAt(rows);
  const { residual } = rows.model.design;
  if (residual === null) throw new RangeError('residuals of the model have no blocks');
  const own = ahead ? ownResidualRows(residual) : null;
  if (own !== null && residual.syntax.of !== null) refuseSameTime(rows, own, at);
  const [fresh, known] = [byLabel(at), own === null ? null : byLabel(own)];
  const numbers = new Map([...fresh.keys()].map((label, b) => [label, b]));
  const blocks = [...fresh].map(([label, some]): ResidualBlock => {
    const others = known?.get(label) ?? [];
    const places = (all: readonly number[], { place }: ResidualRows): Float64Array =>
      Float64Array.from(all, (row) => place[row]);
    const law = blockLaw(
      residual,
      own === null ? new Float64Array(0) : places(others, own),
      places(some, at),
    );
    return { label, known: others, fresh: some, law };
  });
  return { blocks, of: Int32Array.from(at.label, (label) => numbers.get(label) ?? -1), at };
}

function residualRowsAt({ known: { blocks }, model, table }: RowsAt): ResidualRows {
  if (typeof blocks === 'function') return blocks();
  const { text, of, columns } = model.design.residual?.syntax ?? { text: '', of: null, columns: [] };
  const needed = [...(of === null ? [] : [of]), ...columns].map((name) => `"${name}"`).join(' and ');
  throw new InputError(
    `predict: residuals ${text} need the columns ${needed}, which ${table?.source ?? 'the data'} has not all of; take scale "link" or groups "typical" for rows without them`,
  );
}

/** Rows of each label, in order of place; labels as they come. */
function byLabel({ label, place }: ResidualRows): Map<string, number[]> {
  const found = new Map<string, number[]>();
  label.forEach((name, row) => {
    const some = found.get(name);
    if (some === undefined) found.set(name, [row]);
    else some.push(row);
  });
  for (const some of found.values()) some.sort((a, b) => place[a] - place[b]);
  return found;
}

const keyOf = ({ label, place }: ResidualRows, row: number): string =>
  JSON.stringify([label[row], place[row]]);

function refuseSameTime(rows: RowsAt, own: ResidualRows, at: ResidualRows): void {
  const taken = new Set(own.label.map((_, row) => keyOf(own, row)));
  const bad = at.label.findIndex((_, row) => taken.has(keyOf(at, row)));
  const { residual } = rows.model.design;
  if (bad < 0 || residual === null || rows.table === null) return;
  const { syntax, points } = residual;
  const place = at.place[bad];
  const time = syntax.structure.homogeneous ? levelOf(place) : points[place];
  throw new InputError(
    `predict: ${placeOf(rows.table, rows.rowNumbers[bad] - 1)} is at ${syntax.of} ${time} of ${syntax.columns.join(':')} "${at.label[bad]}", of which the model has the outcome, and ${syntax.text} has one residual for each; leave the new data out for the model's own rows, or take groups "typical"`,
  );
}
