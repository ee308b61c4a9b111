import * as v from 'valibot';
import { measured } from './measured.ts';
import { quantitySchema, type Told, withQuantities } from './quantitySchema.ts';
import { declarationSchema } from './stored/declarationSchema.ts';
import { runSchema } from './stored/samplerFile.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const atLeastOne = v.pipe(v.number(), v.integer(), v.minValue(1));

const parameterSchema = v.object({
  name: v.string(),
  /** Left out by older versions. */
  quantity: v.optional(quantitySchema),
  mean: measured,
  sd: measured,
  q5: measured,
  q50: measured,
  q95: measured,
  /** Ends of the interval of the file's `level`; left out by older versions, whose intervals are from q5 to q95. */
  lower: v.optional(measured),
  upper: v.optional(measured),
  mcseMean: measured,
  rhat: measured,
  essBulk: measured,
  essTail: measured,
  /** exp of a coefficient where the family has a word for that: of the median, and the ends of the interval. */
  ratio: v.optional(v.object({ estimate: measured, lower: measured, upper: measured })),
});

/** What a fit.json must hold. */
const writtenSchema = v.object({
  poolwise: v.string(),
  /** Of a log density that no formula made; left out for models. */
  kind: v.optional(v.literal('density')),
  formula: v.string(),
  family: v.object({
    name: v.string(),
    link: v.string(),
    /** What exp(coefficient) means under the link. */
    ratio: v.nullish(v.object({ title: v.string(), words: v.string() }), null),
    /** The parameter that is a normal residual's sd. */
    residualSd: v.nullish(v.string(), null),
    /** How residuals vary together; left out where they are independent. */
    residual: v.exactOptional(v.string()),
  }),
  data: v.object({
    source: v.string(),
    rows: count,
    /** Rows that equal ones were merged into, where they were. */
    distinct: v.exactOptional(count),
    dropped: count,
    groups: v.record(v.string(), count),
    /** Of outcome, predictors, groups, trials, offset and weights as used; left out by older versions. */
    hash: v.optional(v.string()),
    /** Case weights, by their column; left out where there are none. */
    weights: v.optional(v.object({ column: v.string(), total: v.number() })),
  }),
  /** What was settled of data and model without asking. */
  notes: v.optional(v.array(v.object({ kind: v.string(), text: v.string() }))),
  priors: v.array(
    v.object({
      parameter: v.string(),
      prior: v.string(),
      default: v.boolean(),
      atMeans: v.exactOptional(v.boolean()),
    }),
  ),
  sampler: v.object({
    strategy: v.string(),
    reason: v.string(),
    chains: atLeastOne,
    warmup: count,
    draws: atLeastOne,
    seed: v.string(),
    divergences: count,
    maxDepthHits: count,
    ebfmi: v.array(measured),
    stepSizes: v.array(measured),
    /** Left out by older versions. */
    targetAccept: v.optional(v.number()),
    gradients: count,
    setupSeconds: v.number(),
    warmupSeconds: v.array(v.number()),
    sampleSeconds: v.array(v.number()),
    wallSeconds: v.number(),
    /** Of a run that was stopped: the draws a chain and the chains that were asked for. */
    stopped: v.exactOptional(v.object({ draws: count, chains: count })),
    /** Of strategy laplace: k-hat, mean of the chains', and what bounds every quantity's effective draws. */
    importance: v.optional(v.object({ paretoK: measured, proposals: count, effectiveDraws: v.number() })),
    /** Of strategy gibbs: iterations of conjugate gradients a draw, and the largest residual relative to the right side. */
    solves: v.optional(v.object({ iterations: v.number(), residual: v.number() })),
  }),
  /** How the chains went, one by one; left out by older versions. */
  run: v.exactOptional(runSchema),
  /** Data sets that the chains are of, where they were imputed. */
  imputations: v.exactOptional(atLeastOne),
  /** How the model was declared; left out of a log density, and by older versions. */
  declaration: v.exactOptional(declarationSchema),
  /** Of the intervals; left out by older versions. */
  level: v.optional(v.number(), 0.9),
  parameters: v.pipe(v.array(parameterSchema), v.nonEmpty()),
  warnings: v.array(v.string()),
  /** What every file of a fit carries; files written before there was one have none. */
  fingerprint: v.optional(v.object({ model: v.string(), run: v.string() })),
});

/** fit.json, every row and note told what it is. */
export const fitFileSchema = v.pipe(
  writtenSchema,
  v.transform((file) => ({
    ...file,
    parameters: withQuantities(file.parameters.map(withEnds), Object.keys(file.data.groups)),
    notes: file.notes ?? notesOfOlder(file),
  })),
);

/** Files written before there were notes have that of rows left out as their first warning. */
function notesOfOlder({ data, warnings }: v.InferOutput<typeof writtenSchema>): StoredNote[] {
  return warnings.slice(0, data.dropped > 0 ? 1 : 0).map((text) => ({ kind: 'dropped', text }));
}

interface StoredNote {
  kind: string;
  text: string;
}

function withEnds(row: v.InferOutput<typeof parameterSchema>) {
  return { ...row, lower: row.lower ?? row.q5, upper: row.upper ?? row.q95 };
}

/** A quantity with its summary. */
export type ParameterRow = Told<ReturnType<typeof withEnds>>;
/** The contract of fit.json. */
export type FitFile = v.InferOutput<typeof fitFileSchema>;
