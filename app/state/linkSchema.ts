import * as v from 'valibot';
import type { LinkContent } from './linkContent.ts';

const short = v.pipe(v.string(), v.maxLength(200));
const long = v.pipe(v.string(), v.maxLength(20_000));
const orNull = <Schema extends v.GenericSchema>(schema: Schema) => v.nullable(schema);
const pairs = <Schema extends v.GenericSchema>(value: Schema, most: number) =>
  v.pipe(v.array(v.strictTuple([long, value])), v.maxLength(most));
const count = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const content = v.strictObject({
  f: long,
  p: pairs(long, 20),
  y: short,
  l: orNull(short),
  q: pairs(long, 500),
  w: orNull(long),
  r: orNull(long),
  s: v.strictTuple([
    count(1, 64),
    count(1, 1_000_000),
    orNull(count(0, 1_000_000)),
    short,
    short,
    orNull(v.number()),
  ]),
  c: pairs(v.picklist(['n', 'f', 'b']), 2000),
  o: pairs(v.union([v.literal('sorted'), v.pipe(v.array(long), v.maxLength(1000))]), 500),
  e: orNull(short),
});

/** What a link holds, null where it is not what this page would have written. */
export function readContent(value: unknown): LinkContent | null {
  const read = v.safeParse(content, value);
  return read.success ? read.output : null;
}
