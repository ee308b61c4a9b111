import * as v from 'valibot';
import { InputError } from '../engine/errors.ts';
import type { ToldLaplace } from './laplaceText.ts';
import { measured } from './measured.ts';
import { quantitySchema, withQuantities } from './quantitySchema.ts';
import { declarationSchema, type StoredDeclaration } from './stored/declarationSchema.ts';

const ratioSchema = v.object({ estimate: measured, lower: measured, upper: measured });

const rowSchema = v.object({
  name: v.string(),
  quantity: v.optional(quantitySchema),
  estimate: measured,
  se: measured,
  lower: measured,
  upper: measured,
  z: v.exactOptional(measured),
  p: v.exactOptional(measured),
  ratio: v.exactOptional(ratioSchema),
  totalSe: v.exactOptional(measured),
});

/** What a laplace.json must hold to be printed. */
const fileSchema = v.object({
  poolwise: v.string(),
  formula: v.string(),
  family: v.object({
    name: v.string(),
    link: v.string(),
    ratio: v.nullish(v.object({ title: v.string(), words: v.string() }), null),
    residualSd: v.nullish(v.string(), null),
    /** How residuals vary together; left out where they are independent. */
    residual: v.exactOptional(v.string()),
  }),
  data: v.object({
    source: v.string(),
    rows: v.number(),
    distinct: v.exactOptional(v.number()),
    dropped: v.number(),
    hash: v.exactOptional(v.string()),
    groups: v.record(v.string(), v.number()),
  }),
  method: v.picklist(['ml', 'reml', 'map']),
  reml: v.boolean(),
  quadrature: v.number(),
  fast: v.boolean(),
  exact: v.optional(v.boolean(), false),
  logDeterminant: v.optional(
    v.variant('kind', [
      v.object({ kind: v.literal('exact') }),
      v.object({ kind: v.literal('estimated'), vectors: v.number(), logLik: measured, drift: measured }),
    ]),
    { kind: 'exact' },
  ),
  priors: v.array(v.object({ parameter: v.string(), prior: v.string(), default: v.boolean() })),
  logLik: measured,
  deviance: measured,
  aic: measured,
  bic: measured,
  df: v.number(),
  converged: v.boolean(),
  gradientNorm: measured,
  smallestEigenvalue: measured,
  evaluations: v.number(),
  singular: v.array(v.string()),
  level: v.number(),
  intervals: v.picklist(['wald', 'profile', 'bootstrap']),
  bootstrap: v.nullable(
    v.object({ replicates: v.number(), seed: v.string(), failed: v.number(), singular: v.number() }),
  ),
  parameters: v.array(rowSchema),
  verdict: v.object({
    level: v.optional(v.picklist(['ok', 'caution', 'not']), 'ok'),
    ok: v.boolean(),
    text: v.string(),
  }),
  notes: v.optional(v.array(v.object({ kind: v.string(), text: v.string() })), []),
  warnings: v.array(v.string()),
  fingerprint: v.optional(v.object({ model: v.string(), run: v.string() })),
  declaration: v.exactOptional(declarationSchema),
});

/** A stored Laplace fit, and the mark of its folder's files. */
export type ReadLaplace = ToldLaplace & {
  readonly fingerprint?: { readonly model: string; readonly run: string } | undefined;
  /** Left out by older versions. */
  readonly declaration?: StoredDeclaration;
};

/** Checks what a laplace.json holds. Throws InputError naming the first thing that does not fit, beginning with `where`. */
export function readLaplace(path: string, json: unknown, where: string): ReadLaplace {
  const result = v.safeParse(fileSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new InputError(
      `${where}: "${path}" is no Laplace fit: "${v.getDotPath(issue) ?? 'the whole'}" must be ${issue.expected}, got ${issue.received}`,
    );
  }
  const { parameters, ...file } = result.output;
  return { ...file, parameters: withQuantities(parameters, Object.keys(file.data.groups)) };
}
