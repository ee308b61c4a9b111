import * as v from 'valibot';

const text = v.string();
const texts = v.record(text, text);
const contrast = v.union([
  text,
  v.object({ matrix: v.array(v.array(v.number())), names: v.exactOptional(v.array(text)) }),
]);

/** What a stored fit says of how its model was declared: `glmm`'s formula and options, functions and data left out. */
export const declarationSchema = v.object({
  formula: text,
  /** As `glmm` takes them; parameters' formulas, such as sigma, under their own names. */
  options: v.looseObject({
    family: v.exactOptional(text),
    priors: v.exactOptional(texts),
    defaultPriors: v.exactOptional(texts),
    contrasts: v.exactOptional(v.record(text, contrast)),
    factors: v.exactOptional(v.record(text, v.union([v.literal('sorted'), v.array(text)]))),
    parameters: v.exactOptional(texts),
  }),
  /** Names of what cannot be stored and is handed in on loading: a family and priors of the user's own. */
  own: v.object({ family: v.nullable(text), priors: v.array(text) }),
  /** Names of the matrices of `cov`, which stand in matrices.parquet. */
  matrices: v.array(text),
});

export type StoredDeclaration = v.InferOutput<typeof declarationSchema>;
