import { type Cells, cell } from './cells.ts';
import type { OurLaplace } from './laplaceOurs.ts';

/** A fit in R: null and NaN arrive as null. */
export interface RCall {
  readonly seconds: number;
  readonly logLik: number | null;
  readonly standardErrors: readonly (number | null)[];
  readonly said: readonly string[];
}

export interface LaplaceRow {
  readonly name: string;
  readonly ours: OurLaplace;
  readonly byTmb: RCall;
  readonly byLme4: RCall;
}

/** Log-likelihoods differ by less than this where fits agree. */
const sameFit = 1e-3;
/** And standard errors by this share. */
const sameErrors = 0.02;

/** How another program's fit compares with ours, in a word. */
function agreement({ ours }: LaplaceRow, { logLik, standardErrors }: RCall): string {
  if (logLik === null) return 'no fit';
  if (Math.abs(logLik - ours.logLik) > sameFit)
    return `log-likelihood ${logLik > ours.logLik ? 'higher' : 'lower'} by ${cell(Math.abs(logLik - ours.logLik))}`;
  const same = standardErrors.every(
    (se, i) => se !== null && Math.abs(se / ours.standardErrors[i] - 1) < sameErrors,
  );
  return same ? 'same' : 'other standard errors';
}

/** Seconds of a fit, and whether the others found the same. */
export function laplaceTable(rows: readonly LaplaceRow[]): Cells {
  const head = ['model', 'cold s', 'warm s', 'evaluations', 'log-likelihood'];
  const more = ['glmmTMB s', 'over ours, cold', 'agrees', 'lme4 s', 'over ours, cold', 'agrees'];
  const body = rows.map((row) => [
    row.name,
    ...[row.ours.coldSeconds, row.ours.warmSeconds].map(cell),
    `${row.ours.evaluations}${row.ours.converged ? '' : ' (not converged)'}`,
    row.ours.logLik.toFixed(3),
    ...[row.byTmb, row.byLme4].flatMap((call) => [
      cell(call.seconds),
      cell(call.seconds / row.ours.coldSeconds),
      agreement(row, call),
    ]),
  ]);
  return [[...head, ...more], ...body];
}
