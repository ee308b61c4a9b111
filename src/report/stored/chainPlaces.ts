import * as v from 'valibot';
import type { ChainPlace } from '../../../models/posterior/chainPlace.ts';
import type { ChainReport } from '../../../models/posterior/fit.ts';
import { packedBytes, unpacked } from '../../data/packed.ts';
import type { Marks } from '../../data/parquetBytes.ts';

/** Version of what chains.bin holds. */
const format = 1;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const numbers = v.instance(Float64Array);

const stateSchema = v.object({ theta: numbers, gradient: numbers, lp: v.number() });
const metricSchema = v.variant('kind', [
  v.object({ kind: v.literal('diagonal'), inverse: numbers }),
  v.object({ kind: v.literal('dense'), inverse: numbers, factor: numbers }),
]);
const adaptationSchema = v.object({
  ...{ target: v.number(), mu: v.number(), count, meanError: v.number() },
  ...{ logStepSize: v.number(), meanLogStepSize: v.number(), logLargest: v.number() },
});
const covarianceSchema = v.object({
  ...{ kind: v.picklist(['diagonal', 'dense']), count },
  ...{ mean: numbers, sums: numbers, deviation: numbers },
});
const gibbsStateSchema = v.object({
  ...{ gamma: numbers, b: v.array(numbers), coefficients: numbers },
  learnt: v.object({ values: numbers, vectors: v.array(numbers) }),
});
/** Where a chain of any sampler stood in what it walks on. */
export const walkSchema = v.variant('kind', [
  v.object({
    ...{ kind: v.literal('nuts'), state: stateSchema, metric: metricSchema, adaptation: adaptationSchema },
    ...{ warm: v.boolean(), stage: count, done: count, measured: covarianceSchema },
  }),
  v.object({
    ...{ kind: v.literal('reference'), state: stateSchema, adaptation: adaptationSchema },
    rescaled: v.nullable(v.object({ shift: numbers, scale: numbers })),
    ...{ warm: v.boolean(), stretch: count, done: count, divergent: count, moments: covarianceSchema },
  }),
  v.object({
    ...{ kind: v.literal('independence'), theta: numbers, lp: v.number() },
    ...{ weight: v.number(), accepted: v.number(), done: count },
  }),
  v.object({
    ...{ kind: v.literal('gibbs'), state: gibbsStateSchema, lp: v.number() },
    metrics: v.array(metricSchema),
    adaptations: v.array(adaptationSchema),
    measured: v.array(covarianceSchema),
    ...{ stretch: count, done: count, slowest: count, iterations: count, residual: v.number() },
  }),
]);
const rngSchema = v.object({
  generator: v.object({ w: v.number(), i: v.number(), X: v.pipe(v.array(v.number()), v.length(128)) }),
  spareNormal: v.nullable(v.number()),
});

/** Where a chain stood; of the same shape as `ChainPlace`. */
export const placeSchema: v.GenericSchema<unknown, ChainPlace> = v.object({
  ...{ walk: walkSchema, rng: rngSchema, completion: rngSchema },
});

const fileSchema = v.object({
  format: v.literal(format),
  marks: v.record(v.string(), v.string()),
  places: v.array(v.nullable(placeSchema)),
});

/** chains.bin: where each chain stood after its last draw, so that more follow. Null where no chain has such a place. */
export function placesFile(chains: readonly ChainReport[], marks: Marks): Uint8Array | null {
  const places = chains.map(({ place = null }) => place);
  return places.every((place) => place === null) ? null : packedBytes({ format, marks, places });
}

/** The other way round. Rejects with any error where the bytes are no such file. */
export async function placesOf(
  bytes: Uint8Array,
  chains: number,
): Promise<{ readonly places: readonly (ChainPlace | null)[]; readonly marks: Marks }> {
  const read = v.safeParse(fileSchema, unpacked(bytes));
  if (!read.success) throw new Error(`"${v.getDotPath(read.issues[0]) ?? ''}": ${read.issues[0].message}`);
  const { places, marks } = read.output;
  if (places.length !== chains) throw new Error(`it is of ${places.length} chains, not of ${chains}`);
  return { places, marks };
}
