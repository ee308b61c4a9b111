import * as v from 'valibot';

/** A number in a stored file. JSON has no NaN or infinities: "cannot tell" is written as null and read back as NaN. */
export const measured = v.pipe(
  v.nullable(v.number()),
  v.transform((x) => x ?? Number.NaN),
);
