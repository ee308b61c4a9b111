import type { WeighedDraws } from '../../../models/compare/compareParameters.ts';
import { drawsOf } from '../../../models/posterior/draws.ts';
import type { NumberColumn } from '../../data/parquetBytes.ts';
import { InputError } from '../../engine/errors.ts';
import type { Quantity } from '../../engine/program/quantity.ts';
import type { FitFile } from '../fitSchema.ts';

/** The other way round of what a fit folder holds: one row a draw, chain after chain. */
export function drawsFrom(
  columns: readonly NumberColumn[],
  { sampler, parameters }: Pick<FitFile, 'sampler' | 'parameters'>,
  where: string,
): WeighedDraws {
  const { chains, draws } = sampler;
  const quantities = columns.filter(({ name }) => name !== 'chain' && name !== 'draw');
  const wrong = quantities.find(({ values }) => values.length !== chains * draws);
  if (quantities.length === 0 || wrong !== undefined)
    throw new InputError(
      `${where}: draws.parquet has ${wrong?.values.length ?? 0} rows, fit.json ${chains} chains of ${draws} draws; they are not of one fit`,
    );
  const values = Array.from({ length: chains }, (_, c) => {
    const out = new Float64Array(quantities.length * draws);
    quantities.forEach((column, q) => {
      out.set(column.values.subarray(c * draws, (c + 1) * draws), q * draws);
    });
    return out;
  });
  const names = quantities.map(({ name }) => name);
  return {
    ...drawsOf(quantitiesOf(names, parameters, where), draws, values),
    effectiveDraws: sampler.importance?.effectiveDraws,
  };
}

function quantitiesOf(names: readonly string[], rows: FitFile['parameters'], where: string): Quantity[] {
  const byName = new Map(rows.map(({ name, quantity }) => [name, quantity]));
  return names.map((name) => {
    const quantity = byName.get(name);
    if (quantity !== undefined) return quantity;
    throw new InputError(
      `${where}: draws.parquet has "${name}", which fit.json has not; they are not of one fit`,
    );
  });
}
