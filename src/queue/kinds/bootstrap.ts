import * as v from 'valibot';
import {
  type BootstrapReplicate,
  bootstrapReplicates,
  type RatioReplicate,
  ratioReplicates,
} from '../../../models/likelihood/bootstrap.ts';
import { type LaplaceResult, laplace } from '../../../models/likelihood/laplace.ts';
import type { LaplaceOptions } from '../../../models/likelihood/laplaceOptions.ts';
import { determinantRules } from '../../engine/laplace/determinant.ts';
import { type ModelInput, modelOfInput, modelSchema } from '../modelInput.ts';
import { anyNumber, count, doubles, text } from '../schemas.ts';
import { checkMeant } from './declared.ts';
import type { JobKind } from './kind.ts';

const settingsSchema: v.GenericSchema<unknown, LaplaceOptions> = v.strictObject({
  ...{ method: v.picklist(['ml', 'reml', 'map']), quadrature: count, fast: v.boolean() },
  logDeterminant: v.picklist(determinantRules),
});
const fitSchema = v.strictObject({ model: modelSchema, fingerprint: text, settings: settingsSchema });
const askSchema = v.pipe(
  v.strictObject({ seed: text, from: count, to: count }),
  v.check(({ from, to }) => from < to, 'expected at least one replicate'),
);
type Ask = v.InferOutput<typeof askSchema>;
type Given = v.InferOutput<typeof fitSchema>;

const both = { converged: v.boolean(), singular: v.boolean() };

/** Replicates of a bootstrap, from the fit, which is made anew where they are: it is a function of the model and settings. */
export const bootstrap: JobKind<Given, LaplaceResult, Ask, null, readonly BootstrapReplicate[]> = {
  given: fitSchema,
  prepare: fitted,
  ask: askSchema,
  extra: v.null(),
  found: v.array(v.strictObject({ ...both, estimates: doubles })),
  work: async (fit, ask, _, tell) => made(bootstrapReplicates(fit, ask.seed), ask, tell),
};

/** Replicates of a bootstrapped likelihood-ratio test. */
export const ratio: JobKind<
  { readonly small: Given; readonly large: Given },
  { readonly small: LaplaceResult; readonly large: LaplaceResult },
  Ask,
  null,
  readonly RatioReplicate[]
> = {
  given: v.strictObject({ small: fitSchema, large: fitSchema }),
  prepare: ({ small, large }) => ({ small: fitted(small), large: fitted(large) }),
  ask: askSchema,
  extra: v.null(),
  found: v.array(v.strictObject({ ...both, statistic: anyNumber })),
  work: async ({ small, large }, ask, _, tell) => made(ratioReplicates(small, large, ask.seed), ask, tell),
};

function fitted({
  model,
  fingerprint,
  settings,
}: {
  readonly model: ModelInput;
  readonly fingerprint: string;
  readonly settings: LaplaceOptions;
}): LaplaceResult {
  const declared = modelOfInput(model);
  checkMeant(declared, fingerprint);
  return laplace(declared, settings);
}

function made<Replicate>(
  make: (replicate: number) => Replicate,
  { from, to }: Ask,
  tell: (progress: unknown) => void,
): Replicate[] {
  return Array.from({ length: to - from }, (_, i) => {
    tell({ done: i, of: to - from });
    return make(from + i);
  });
}
