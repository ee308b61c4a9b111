import * as v from 'valibot';
import { emptySession, type Session, stepNames } from './session.ts';

/** Keyed by names of columns: any name may be one, `__proto__` too, so valibot's own record does not do. */
const record = (isValue: (value: unknown) => boolean) =>
  v.custom<Record<string, never>>(
    (input) => typeof input === 'object' && input !== null && Object.values(input).every(isValue),
  );
const isText = (value: unknown): boolean => typeof value === 'string';
const isLevels = (value: unknown): boolean =>
  value === 'sorted' || (Array.isArray(value) && value.every(isText));
const textRecord = record(isText);
const factors = record(isLevels);

const reading = v.looseObject({
  na: v.optional(v.array(v.string())),
  decimal: v.optional(v.picklist(['.', ','])),
  sheet: v.optional(v.string()),
  rowNames: v.optional(v.string()),
  encoding: v.optional(v.literal('windows-1252')),
});

const source = v.variant('kind', [
  v.object({ kind: v.picklist(['file', 'pasted']), name: v.string(), bytes: v.number(), id: v.string() }),
  v.object({ kind: v.literal('example'), name: v.string() }),
]);

const draft = v.looseObject({
  formula: v.string(),
  parameters: textRecord,
  family: v.string(),
  link: v.nullable(v.string()),
  priors: textRecord,
  weights: v.nullable(v.string()),
  residual: v.nullable(v.string()),
});

const sampling = v.looseObject({
  chains: v.number(),
  draws: v.number(),
  warmup: v.nullable(v.number()),
  seed: v.string(),
  sampler: v.string(),
  targetAccept: v.optional(v.nullable(v.number()), null),
});

const fitData = v.object({ source, reading });

const underWay = v.variant('kind', [
  v.object({
    ...{ kind: v.literal('fit'), data: fitData, name: v.string(), draft, factors, sampling },
    warmFrom: v.nullable(v.string()),
  }),
  v.object({ kind: v.literal('more'), data: fitData, fit: v.string(), draws: v.number() }),
]);

const fit = v.looseObject({
  id: v.string(),
  name: v.string(),
  draft,
  factors,
  data: v.optional(fitData),
  sampling,
  warnings: v.array(v.string()),
  isTrusted: v.boolean(),
});

const session = v.looseObject({
  version: v.literal(1),
  data: v.nullable(v.object({ source, reading, factors, settled: v.array(v.string()) })),
  draft,
  sampling,
  fits: v.array(fit),
  chosenFit: v.nullable(v.string()),
  underWay: v.optional(v.nullable(underWay)),
  prediction: v.looseObject({ patients: v.array(record(() => true)), edited: v.number() }),
  step: v.picklist(stepNames),
});

/** A session that was kept, what it does not say as in an empty one; null for what is none, or of another version. */
export function readSession(stored: unknown): Session | null {
  const filled = typeof stored === 'object' && stored !== null ? { ...emptySession, ...stored } : stored;
  const read = v.safeParse(session, filled);
  return read.success ? (read.output as unknown as Session) : null;
}
