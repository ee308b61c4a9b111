import type { BootstrapRatio } from '../../models/likelihood/bootstrap.ts';
import type { LaplaceResult } from '../../models/likelihood/laplace.ts';
import { type LikelihoodRatio, likelihoodRatio } from '../../models/likelihood/likelihoodRatio.ts';
import type { Note } from '../../models/notes.ts';
import { InputError } from '../engine/errors.ts';
import { droppedNotes, noteLines } from './describeModel.ts';
import { pText } from './laplaceText.ts';
import { fixed, textTable } from './textTable.ts';
import { version } from './version.ts';

/** A fit and its test against the one before it; the smallest has none. */
export interface RatioRow {
  readonly fit: LaplaceResult;
  readonly test: LikelihoodRatio | null;
  readonly bootstrap: BootstrapRatio | null;
}

/** Each fit and the next smaller one that it is tested against. */
export interface NestedPair {
  readonly small: LaplaceResult;
  readonly large: LaplaceResult;
}

/**
 * Nested fits by number of parameters, fewest first, in pairs; fits with as many parameters keep their order.
 * Throws InputError for fewer than two fits.
 */
export function nestedPairs(fits: readonly LaplaceResult[]): NestedPair[] {
  if (fits.length < 2)
    throw new InputError(`likelihood ratio: expected two fits or more, got ${fits.length}`);
  const sorted = [...fits].sort((a, b) => a.df - b.df);
  return sorted.slice(1).map((large, i) => ({ small: sorted[i], large }));
}

/**
 * The smallest fit, then each tested against the one before it; `bootstraps` has a test of each pair by parametric
 * bootstrap, and is empty without. Throws InputError as `likelihoodRatio` does.
 */
export function ratioTable(
  pairs: readonly NestedPair[],
  bootstraps: readonly BootstrapRatio[] = [],
): RatioRow[] {
  const tested = pairs.map(
    ({ small, large }, i): RatioRow => ({
      fit: large,
      test: likelihoodRatio(small, large),
      bootstrap: bootstraps[i] ?? null,
    }),
  );
  return [{ fit: pairs[0].small, test: null, bootstrap: null }, ...tested];
}

/** The table with what it rests on: formulas, criteria, tests, and how far each p can be trusted. */
export function ratioText(rows: readonly RatioRow[], width?: number): string {
  const resampled = rows.some(({ bootstrap }) => bootstrap !== null);
  const head = ['', 'df', 'logLik', 'AIC', 'BIC', 'deviance', 'chi2', 'chi2 df', 'p'];
  const cells = rows.map(({ fit, test, bootstrap }, i) => [
    String(i + 1),
    String(fit.df),
    ...[fit.logLik, fit.aic, fit.bic, fit.deviance].map((x) => fixed(x, 2)),
    ...(test === null ? ['', '', ''] : [fixed(test.statistic, 3), String(test.df), pText(test.p)]),
    ...(resampled ? [bootstrap === null ? '' : pText(bootstrap.p)] : []),
  ]);
  return [
    ...rows.map(({ fit }, i) => `${i + 1}: ${fit.model.formula}`),
    '',
    'Likelihood-ratio tests, each model against the one above it',
    ...textTable(resampled ? [...head, 'bootstrap p'] : head, cells, width),
    '',
    ...rows.flatMap(notesOf),
    ...noteLines(dataNotes(rows)),
    '',
  ].join('\n');
}

/** What was settled of the data without asking, by any of the models, once. */
function dataNotes(rows: readonly RatioRow[]): Note[] {
  const notes = rows.flatMap(({ fit: { model } }) => [...droppedNotes(model), ...model.notes]);
  return [...new Map(notes.map(({ kind, text }) => [text, { kind, text }])).values()];
}

function notesOf({ test, bootstrap }: RatioRow, i: number): string[] {
  if (test === null) return [];
  const pair = `${i + 1} against ${i}`;
  const resampled =
    bootstrap === null
      ? []
      : [
          `${pair}: bootstrap of ${bootstrap.replicates} replicates, seed ${bootstrap.seed}, ${bootstrap.failed} failed`,
        ];
  return [
    `${pair}: ${test.reference}`,
    ...resampled,
    ...test.warnings.map((warning) => `Warning, ${pair}: ${warning}`),
  ];
}

/** What `lrt --json` writes. */
export function formatRatioFile(rows: readonly RatioRow[]): string {
  const models = rows.map(({ fit, test, bootstrap }) => ({
    formula: fit.model.formula,
    df: fit.df,
    logLik: fit.logLik,
    aic: fit.aic,
    bic: fit.bic,
    deviance: fit.deviance,
    converged: fit.certificate.converged,
    test,
    bootstrap:
      bootstrap === null
        ? null
        : {
            p: bootstrap.p,
            replicates: bootstrap.replicates,
            seed: bootstrap.seed,
            failed: bootstrap.failed,
          },
  }));
  const [{ fit }] = rows;
  const { name, link } = fit.model.family;
  return `${JSON.stringify({ poolwise: version, family: { name, link }, quadrature: fit.quadrature, models, notes: dataNotes(rows) }, null, 1)}\n`;
}
