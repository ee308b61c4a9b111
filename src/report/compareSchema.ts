import * as v from 'valibot';
import { InputError } from '../engine/errors.ts';
import { measured } from './measured.ts';
import { quantitySchema } from './quantitySchema.ts';

const tailSchema = v.object({ paretoK: measured, threshold: measured, ess: measured, proposals: measured });

/** What a compare.json must hold to be printed. */
const fileSchema = v.object({
  formula: v.string(),
  approximation: v.string(),
  verdict: v.object({ text: v.string(), posteriorTrusted: v.boolean() }),
  importance: v.nullable(
    v.object({ joint: v.nullable(tailSchema), population: v.nullable(tailSchema), reason: v.string() }),
  ),
  parameters: v.array(
    v.object({
      name: v.string(),
      quantity: quantitySchema,
      estimate: measured,
      se: measured,
      mean: measured,
      sd: measured,
      median: measured,
      q5: measured,
      q95: measured,
      skewness: measured,
      shift: measured,
      shiftError: measured,
      widthRatio: measured,
      widthRatioError: measured,
    }),
  ),
});

/** A stored comparison. */
export type ReadComparison = v.InferOutput<typeof fileSchema>;

/** Checks what a compare.json holds. Throws InputError naming the first thing that does not fit. */
export function readComparison(path: string, json: unknown): ReadComparison {
  const result = v.safeParse(fileSchema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new InputError(
    `summary: "${path}" is no comparison: "${v.getDotPath(issue) ?? 'the whole'}" must be ${issue.expected}, got ${issue.received}`,
  );
}
