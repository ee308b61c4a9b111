import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { glmm, type Model } from '../../models/glmm.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';
import { compile, gradient } from '../../src/engine/autodiff/index.ts';
import type { Criterion } from '../../src/engine/laplace/criterion.ts';
import { invert } from '../linalg/dense.ts';

interface Data {
  readonly data: string;
  readonly formula: string;
  readonly family: string;
  readonly categorical: Readonly<Record<string, readonly string[]>>;
}

export interface ReferenceValues extends Data {
  /** Reported parameters, by name. */
  readonly at: Readonly<Record<string, number>>;
  /** By number of nodes. */
  readonly logLik: Readonly<Record<string, number>>;
}

export interface ReferenceFit extends Data {
  readonly name: string;
  readonly criterion: Criterion;
  readonly logLik: number;
  readonly parameters: Readonly<Record<string, { readonly estimate: number; readonly se?: number }>>;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Numbers by other software; the file says how they were made. */
export const reference = JSON.parse(readFileSync(here('criteria.reference.json'), 'utf8')) as {
  readonly values: readonly ReferenceValues[];
  readonly fits: readonly ReferenceFit[];
};

export function modelOf({ data, formula, family, categorical }: Data): Model {
  const file = here(`../reference/${data}`);
  return glmm(formula, parseCsv(readFileSync(file, 'utf8'), file), { family, factors: categorical });
}

/** The alpha at which the reported parameters have these values, by Newton's method. */
export function alphaAt({ program }: Model, values: Readonly<Record<string, number>>): Float64Array {
  const { alpha, reported } = program;
  const n = alpha.length;
  const roots = reported.flatMap(({ expression }) => [expression, ...gradient(expression, alpha)]);
  const evaluate = compile(roots, alpha);
  const out = new Float64Array(roots.length);
  const at = new Float64Array(n);
  for (let step = 0; step < 50; step++) {
    evaluate(at, out);
    const jacobian = reported.map((_, r) => [...out.subarray(r * (n + 1) + 1, (r + 1) * (n + 1))]);
    const { inverse } = invert(jacobian);
    const gap = reported.map(({ name }, r) => values[name] - out[r * (n + 1)]);
    for (let i = 0; i < n; i++) at[i] += inverse[i].reduce((s, entry, r) => s + entry * gap[r], 0);
  }
  return at;
}
