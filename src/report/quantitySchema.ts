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

/** What a row of a stored fit is; see `Quantity`. */
export const quantitySchema: v.GenericSchema<unknown, Quantity> = v.variant('kind', [
  v.object({ kind: v.literal('intercept'), predictor: text }),
  v.object({ kind: v.literal('coefficient'), predictor: text, coef: text }),
  v.object({ kind: v.literal('sd'), predictor: text, group: text, coef: text }),
  v.object({
    kind: v.literal('correlation'),
    predictor: text,
    other: v.exactOptional(text),
    group: text,
    coefs: pair,
  }),
  v.object({
    kind: v.literal('commonCorrelation'),
    predictor: text,
    group: text,
    block: text,
    lag: v.nullable(v.number()),
  }),
  v.object({ kind: v.literal('groupEffect'), predictor: text, group: text, level: text, coef: text }),
  v.object({ kind: v.literal('auxiliary'), parameter: text, support: supportSchema }),
  v.object({ kind: v.literal('residualSd'), level: text }),
  v.object({ kind: v.literal('residualCorrelation'), parameter: text, support: supportSchema }),
  v.object({ kind: v.literal('residualPair'), points: pair }),
  v.object({ kind: v.literal('own'), parameter: text, support: supportSchema }),
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
