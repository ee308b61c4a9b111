import type { BayesFactor, MarginalLikelihood } from '../run/evidence/marginalLikelihood.ts';
import type { TableCell } from './table/cell.ts';
import type { PrintedTable } from './table/table.ts';

export interface NamedEvidence {
  readonly name: string;
  readonly evidence: MarginalLikelihood;
}

/** Marginal likelihoods to be printed, the largest first, with each one's Bayes factor against the first. */
export function evidenceTable(fits: readonly NamedEvidence[], factors: readonly BayesFactor[]): PrintedTable {
  const number = (value: number, decimals: number): TableCell => ({ kind: 'number', value, decimals });
  const overs = [
    ...new Set(fits.map(({ evidence: { over, dimension } }) => `${over} (${dimension} numbers)`)),
  ];
  return {
    title: 'Marginal likelihood by bridge sampling',
    columns: [
      { title: '', kind: 'text' },
      { title: 'log p(y)', kind: 'number' },
      { title: 'error', kind: 'number' },
      ...(fits.length > 1 ? [{ title: 'log Bayes factor', kind: 'number' } as const] : []),
    ],
    rows: fits.map(({ name, evidence: { logMarginalLikelihood, relativeError } }, m) => [
      name,
      number(logMarginalLikelihood, 2),
      number(relativeError, 3),
      ...(fits.length > 1 ? [number(factors[m].logFactor, 2)] : []),
    ]),
    note: [
      ...overs.map((over) => `the bridge is over ${over}`),
      ...(fits.length > 1
        ? [
            `Bayes factors are of a model against "${fits[0].name}": exp(log Bayes factor) times as probable are the data under it`,
          ]
        : []),
      ...new Set(fits.flatMap(({ evidence }) => evidence.warnings)),
    ],
  };
}
