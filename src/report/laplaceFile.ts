import { type Fingerprint, fingerprint } from '../../models/fingerprint.ts';
import { type DeterminantError, determinantError } from '../../models/likelihood/determinantError.ts';
import type { LaplaceResult } from '../../models/likelihood/laplace.ts';
import type { LaplaceMethod } from '../../models/likelihood/laplaceOptions.ts';
import { edfNotes } from '../../models/likelihood/smoothEdf.ts';
import type { Note } from '../../models/notes.ts';
import { isCoefficient, type Quantity } from '../engine/program/quantity.ts';
import { describeModel, describePriors } from './describeModel.ts';
import type { FitFile } from './fitSchema.ts';
import type { LaplaceReport } from './laplaceReport.ts';
import { type RatioEstimate, ratioOf } from './ratio.ts';
import { declarationFile } from './stored/declarationFile.ts';
import type { StoredDeclaration } from './stored/declarationSchema.ts';
import { version } from './version.ts';

/** One number of a Laplace fit; NaN, "not available", is null in JSON, as are infinite ends. */
export interface LaplaceRow {
  readonly name: string;
  readonly quantity: Quantity;
  readonly estimate: number;
  /** For group effects given the population estimates. */
  readonly se: number;
  readonly lower: number;
  readonly upper: number;
  /** Coefficients only. */
  readonly z?: number;
  readonly p?: number;
  /** Coefficients of a link whose exp has a name, such as odds ratio. */
  readonly ratio?: RatioEstimate;
  /** Group effects only: the uncertainty of the population estimates included. */
  readonly totalSe?: number;
}

/** What `laplace --json` writes: the fields of the contract first, then what else is known. */
export interface LaplaceFile {
  readonly poolwise: string;
  readonly formula: string;
  readonly family: FitFile['family'];
  readonly data: {
    readonly source: string;
    readonly rows: number;
    /** Rows that equal ones were merged into, where they were. */
    readonly distinct?: number;
    readonly dropped: number;
    readonly groups: Readonly<Record<string, number>>;
    readonly hash?: string;
    readonly weights?: { readonly column: string; readonly total: number };
  };
  readonly method: LaplaceMethod;
  readonly reml: boolean;
  readonly quadrature: number;
  readonly fast: boolean;
  /** Whether one node integrates the group effects exactly. */
  readonly exact: boolean;
  /** Whether the log determinant is exact, and if not, what its error does to log likelihood and estimates. */
  readonly logDeterminant: { readonly kind: 'exact' } | ({ readonly kind: 'estimated' } & DeterminantError);
  readonly priors: readonly {
    readonly parameter: string;
    readonly prior: string;
    readonly default: boolean;
  }[];
  readonly logLik: number;
  readonly deviance: number;
  readonly aic: number;
  readonly bic: number;
  readonly df: number;
  readonly converged: boolean;
  readonly gradientNorm: number;
  readonly smallestEigenvalue: number;
  readonly evaluations: number;
  readonly singular: readonly string[];
  readonly level: number;
  /** Where the intervals of the population parameters come from. */
  readonly intervals: 'wald' | 'profile' | 'bootstrap';
  readonly bootstrap: {
    readonly replicates: number;
    readonly seed: string;
    readonly failed: number;
    readonly singular: number;
  } | null;
  readonly parameters: readonly LaplaceRow[];
  readonly verdict: {
    readonly level: 'ok' | 'caution' | 'not';
    readonly ok: boolean;
    readonly text: string;
  };
  readonly notes: readonly Note[];
  readonly warnings: readonly string[];
  readonly fingerprint: Fingerprint;
  /** How the model was declared. */
  readonly declaration: StoredDeclaration;
}

/** The report as plain data, group effects included, on the user's scale; priors only where they count. */
export function laplaceFile(report: LaplaceReport): LaplaceFile {
  const { result, intervals, verdict } = report;
  const { model, certificate } = result;
  const described = describeModel(model);
  return {
    poolwise: version,
    ...described,
    notes: [...described.notes, ...edfNotes(result, report.effects)],
    method: result.method,
    reml: result.method === 'reml',
    quadrature: result.quadrature,
    fast: result.fast,
    exact: model.program.capabilities.quadraticInEta,
    logDeterminant: logDeterminantOf(result),
    priors: result.method === 'map' ? describePriors(model) : [],
    logLik: result.logLik,
    deviance: result.deviance,
    aic: result.aic,
    bic: result.bic,
    df: result.df,
    converged: certificate.converged,
    gradientNorm: certificate.gradientNorm,
    smallestEigenvalue: certificate.smallestEigenvalue,
    evaluations: certificate.evaluations,
    singular: result.singular,
    level: report.level,
    intervals: intervals.kind,
    bootstrap: bootstrapCounts(report),
    parameters: rows(report),
    verdict: { level: verdict.level, ok: verdict.ok, text: verdict.text },
    warnings: report.warnings,
    fingerprint: fingerprint(model, [
      result.method,
      String(result.quadrature),
      String(result.fast),
      estimates(report),
    ]),
    declaration: declarationFile(model.declaration),
  };
}

function logDeterminantOf(result: LaplaceResult): LaplaceFile['logDeterminant'] {
  const error = determinantError(result);
  return error === null ? { kind: 'exact' } : { kind: 'estimated', ...error };
}

/** What another fit of the same model would have otherwise. */
function estimates({ parameters, level, intervals }: LaplaceReport): string {
  const numbers = parameters.map(({ estimate, se, lower, upper }) =>
    [estimate, se, lower, upper].map(String),
  );
  return JSON.stringify([level, intervals.kind, numbers]);
}

function bootstrapCounts({ intervals }: LaplaceReport): LaplaceFile['bootstrap'] {
  if (intervals.kind !== 'bootstrap') return null;
  const { replicates, seed, failed, singular } = intervals.bootstrap;
  return { replicates, seed, failed, singular };
}

function rows({ result, parameters, effects }: LaplaceReport): LaplaceRow[] {
  const hasWord = result.model.family.chosen.link.ratio !== null;
  const population = parameters.map(({ z, p, ...row }) => {
    const ratio = hasWord ? ratioOf(row.quantity, row.estimate, row) : null;
    const tested = isCoefficient(row.quantity) ? { ...row, z, p } : row;
    return ratio === null ? tested : { ...tested, ratio };
  });
  const groups = effects.map(({ name, quantity, mode, conditionalSd, lower, upper, sd }) => ({
    name,
    quantity,
    estimate: mode,
    se: conditionalSd,
    lower,
    upper,
    totalSe: sd,
  }));
  return [...population, ...groups];
}

export function formatLaplaceFile(file: LaplaceFile): string {
  return `${JSON.stringify(file, null, 1)}\n`;
}
