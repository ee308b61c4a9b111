import * as v from 'valibot';
import { samplerNames } from '../../run/plan.ts';
import { declare } from '../../testing/declaration.ts';
import { posteriorSourceOf } from '../../testing/posteriorSource.ts';
import { checkSbcOptions } from '../../testing/sbc.ts';
import type { SbcOptions } from '../../testing/sbcOptions.ts';
import { planSbc, type SbcPlan, type SbcReplicate } from '../../testing/sbcPlan.ts';
import { priorSource } from '../../testing/sbcSource.ts';
import { declarationOf, modelSchema } from '../modelInput.ts';
import { count, doubles, text } from '../schemas.ts';
import { checkMeant } from './declared.ts';
import type { JobKind } from './kind.ts';

/** What the ranks are a function of, besides the model. */
const settingsSchema = v.strictObject({
  ...{ draws: v.exactOptional(count), warmup: v.exactOptional(count) },
  seed: v.union([text, v.number()]),
  sampler: v.exactOptional(v.picklist(samplerNames)),
  metric: v.exactOptional(v.picklist(['diagonal', 'dense'])),
  ...{ targetAccept: v.exactOptional(v.number()), maxDepth: v.exactOptional(count) },
});
const givenSchema = v.strictObject({
  ...{ model: modelSchema, fingerprint: text, settings: settingsSchema },
  /** Draws of the posterior given the data; null where truths come from the priors. */
  truths: v.nullable(v.array(doubles)),
});
const askSchema = v.strictObject({ dataSet: count, place: count });
const foundSchema: v.GenericSchema<unknown, SbcReplicate> = v.variant('kind', [
  v.object({
    kind: v.literal('ranked'),
    run: v.object({
      ...{ simulation: count, strategy: text, reason: text },
      ...{ divergences: count, draws: count, leastEss: v.number() },
    }),
    ranks: v.array(count),
  }),
  v.object({ kind: v.literal('refused'), reason: text }),
  v.object({ kind: v.literal('left out') }),
  v.object({ kind: v.literal('failed'), reason: text }),
]);

/** One simulated data set of a calibration: drawn, fitted and ranked where it is done. */
export const sbc: JobKind<
  v.InferOutput<typeof givenSchema>,
  SbcPlan,
  v.InferOutput<typeof askSchema>,
  null,
  SbcReplicate
> = {
  given: givenSchema,
  prepare({ model, fingerprint, settings, truths }) {
    const options: SbcOptions = settings;
    checkSbcOptions('queue', options);
    const declaration = declarationOf(model);
    checkMeant(declare(declaration), fingerprint);
    const seed = String(settings.seed);
    const source =
      truths === null ? priorSource(declaration, seed) : posteriorSourceOf(declaration, truths, seed);
    return planSbc(source, options);
  },
  ask: askSchema,
  extra: v.null(),
  found: foundSchema,
  work: (plan, { dataSet, place }) => plan.one(dataSet, place),
};
