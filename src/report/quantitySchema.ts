import * as v from 'valibot';
import type { Quantity } from '../engine/program/quantity.ts';
import { quantitiesFromNames } from './quantitiesFromNames.ts';

const text = v.string();
const pair = v.pipe(v.tuple([text, text]), v.readonly());
const supportSchema = v.variant('kind', [
  v.object({ kind: v.literal('real') }),
  v.object({ kind: v.literal('positive') }),
  v.object({ kind: v.literal('above'), lower: v.number() }),
  v.object({ kind: v.literal('below'), upper: v.number() }),
  v.object({ kind: v.literal('interval'), lower: v.number(), upper: v.number() }),
]);

/** Of one kind; fixed ones say so. */
const told = <const Kind extends string, const Entries extends v.ObjectEntries>(
  kind: Kind,
  entries: Entries,
) => v.object({ kind: v.literal(kind), ...entries, fixed: v.exactOptional(v.literal(true)) });

/** What a row of a stored fit is; see `Quantity`. */
export const quantitySchema: v.GenericSchema<unknown, Quantity> = v.variant('kind', [
  told('intercept', { predictor: text }),
  told('threshold', { predictor: text, number: v.number(), stratum: v.exactOptional(text) }),
  told('coefficient', { predictor: text, coef: text }),
  told('monotone', { predictor: text, coef: text }),
  told('share', { predictor: text, coef: text, number: v.number() }),
  told('sd', { predictor: text, group: text, coef: text }),
  told('correlation', { predictor: text, other: v.exactOptional(text), group: text, coefs: pair }),
  told('commonCorrelation', {
    predictor: text,
    group: text,
    block: text,
    lag: v.nullable(v.number()),
  }),
  told('groupEffect', { predictor: text, group: text, level: text, coef: text }),
  told('auxiliary', { parameter: text, support: supportSchema }),
  told('shrinkage', { predictor: text, parameter: text, support: supportSchema }),
  told('residualSd', { level: text }),
  told('residualCorrelation', { parameter: text, support: supportSchema }),
  told('residualPair', { points: pair }),
  told('missingOutcome', { row: v.number() }),
  told('own', { parameter: text, support: supportSchema }),
]);

/** Rows that may say what they are, and after reading do. */
export type Told<Row> = Omit<Row, 'quantity'> & { readonly quantity: Quantity };

/** Fills in what the rows of an older file are, from their names. */
export function withQuantities<
  Row extends { readonly name: string; readonly quantity?: Quantity | undefined },
>(rows: readonly Row[], groups: readonly string[]): Told<Row>[] {
  const silent = rows.filter(({ quantity }) => quantity === undefined);
  const read =
    silent.length === 0
      ? []
      : quantitiesFromNames(
          rows.map(({ name }) => name),
          groups,
        );
  return rows.map((row, i) => ({ ...row, quantity: row.quantity ?? read[i] }));
}
