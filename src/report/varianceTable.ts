import type { BayesR2 } from '../../models/variance/bayesR2.ts';
import type { Uncertain } from '../../models/variance/spreadOfDraws.ts';
import type { VarianceShares } from '../../models/variance/varianceShares.ts';
import type { TableCell } from './table/cell.ts';
import type { PrintedTable, TableRow } from './table/table.ts';
import { levelText } from './textTable.ts';

/**
 * Shares of a variance to be printed, with R2 below them where it is given; what scale they are on, and what is meant, is in the
 * notes.
 */
export function varianceTable(shares: VarianceShares, r2: BayesR2 | null = null): PrintedTable {
  const interval = { title: `${levelText(shares.level)} interval`, kind: 'interval' } as const;
  const number = (title: string) => ({ title, kind: 'number' }) as const;
  const parts = shares.parts.map(({ name, variance, share, icc }) => [
    name,
    { kind: 'number', value: variance.mean } as const,
    ...shareCells(share),
    ...(icc === null ? [null, null] : shareCells(icc)),
  ]);
  return {
    title: `Variance shares, ${shares.scale} scale`,
    columns: [
      { title: '', kind: 'text' },
      number('variance'),
      number('share'),
      interval,
      number('ICC'),
      interval,
    ],
    rows: r2 === null ? parts : [{ heading: 'Parts' }, ...parts, ...r2Rows(r2)],
    note: [
      ...shares.statements,
      'ICC: intraclass correlation, the share of a random term in what fixed effects do not explain',
      ...(r2 === null ? [] : r2Notes(r2)),
    ],
  };
}

function shareCells({ mean, lower, upper }: Uncertain): TableCell[] {
  return [
    { kind: 'number', value: mean, decimals: 3 },
    { kind: 'interval', lower, upper, decimals: 3 },
  ];
}

function r2Rows({ conditional, marginal }: BayesR2): TableRow[] {
  const row = (name: string, found: Uncertain): TableRow => [name, null, ...shareCells(found), null, null];
  return [
    { heading: 'Bayesian R2' },
    row('conditional', conditional),
    ...(marginal === null ? [] : [row('marginal', marginal)]),
  ];
}

function r2Notes({ statements, without }: BayesR2): string[] {
  return [...statements, ...(without === null ? [] : [`no marginal R2: ${without}`])];
}
