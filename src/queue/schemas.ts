import * as v from 'valibot';

/** Pieces of what goes through a queue. */
export const text = v.string();
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** NaN and infinities too. */
export const anyNumber = v.custom<number>((x) => typeof x === 'number', 'Expected a number');
export const doubles = v.custom<Float64Array>((x) => x instanceof Float64Array, 'Expected doubles');
export const whole = v.custom<Int32Array>((x) => x instanceof Int32Array, 'Expected whole numbers');
export const bytes = v.custom<Uint8Array>((x) => x instanceof Uint8Array, 'Expected bytes');
/** SHA-256 in hex digits. */
export const hash = v.pipe(text, v.regex(/^[0-9a-f]{64}$/));
