import * as v from 'valibot';
import type { Model } from '../../../models/glmm.ts';
import { quantitySchema } from '../../report/quantitySchema.ts';
import type { DrawOptions } from '../../run/drawOptions.ts';
import { samplerNames } from '../../run/plan.ts';
import { priorUses } from '../../run/priorFit.ts';
import { sample } from '../../run/sample.ts';
import { modelOfInput, modelSchema } from '../modelInput.ts';
import { count, doubles, text } from '../schemas.ts';
import { checkMeant, weighted } from './declared.ts';
import type { JobKind } from './kind.ts';
import { samplerSchema } from './reports.ts';

const optionsSchema: v.GenericSchema<unknown, DrawOptions> = v.strictObject({
  ...{ chains: v.exactOptional(count), warmup: v.exactOptional(count), draws: v.exactOptional(count) },
  seed: v.exactOptional(v.union([text, v.number()])),
  sampler: v.exactOptional(v.picklist(samplerNames)),
  prior: v.exactOptional(v.picklist(priorUses)),
  metric: v.exactOptional(v.picklist(['diagonal', 'dense'])),
  targetAccept: v.exactOptional(v.number()),
  maxDepth: v.exactOptional(count),
});
const askSchema = v.strictObject({ fingerprint: text, options: optionsSchema });
const extraSchema = v.strictObject({ weights: doubles });
const foundSchema = v.strictObject({
  quantities: v.array(quantitySchema),
  values: v.array(doubles),
  sampler: samplerSchema,
});

/** A whole fit, as `sample` makes it: a refit of cross-validation, one data set of a study. */
export const fit: JobKind<
  v.InferOutput<typeof modelSchema>,
  Model,
  v.InferOutput<typeof askSchema>,
  v.InferOutput<typeof extraSchema>,
  v.InferOutput<typeof foundSchema>
> = {
  given: modelSchema,
  prepare: modelOfInput,
  ask: askSchema,
  extra: v.nullable(extraSchema),
  found: foundSchema,
  async work(declared, { fingerprint, options }, extra, tell) {
    const model = weighted(declared, extra?.weights ?? null);
    checkMeant(model, fingerprint);
    const { draws, sampler } = await sample(model, { ...options, workers: 0, onProgress: tell });
    return { quantities: [...draws.quantities], values: [...draws.values], sampler };
  },
};
