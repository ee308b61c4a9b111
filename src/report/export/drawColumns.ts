import type { Draws } from '../../../models/posterior/draws.ts';
import type { NumberColumn } from '../../data/parquetBytes.ts';
import { quantityColumns } from '../quantityColumns.ts';

/** Draws as a table, one row a draw, chain after chain: `chain`, `iteration` (in its chain) and `draw` (of all), from 1, then the quantities. */
export function drawColumns(all: Draws): NumberColumn[] {
  const { chains, draws } = all;
  const length = chains * draws;
  const counted = (number: (row: number) => number): Int32Array =>
    Int32Array.from({ length }, (_, row) => number(row));
  return [
    { name: 'chain', values: counted((row) => Math.floor(row / draws) + 1) },
    { name: 'iteration', values: counted((row) => (row % draws) + 1) },
    { name: 'draw', values: counted((row) => row + 1) },
    ...quantityColumns(all),
  ];
}
