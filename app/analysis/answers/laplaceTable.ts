import type { Comparison, PrintedTable, TableCell, TableColumn } from 'poolwise';

/** Estimates of a Laplace fit beside the posterior's means, parameter by parameter. */
export function laplaceTable({ parameters }: Pick<Comparison, 'parameters'>): PrintedTable {
  const number = (title: string, over: string): TableColumn => ({ title, kind: 'number', over });
  const cell = (value: number, decimals?: number): TableCell => ({
    kind: 'number',
    value,
    ...(decimals === undefined ? {} : { decimals }),
  });
  return {
    title: 'A Laplace fit beside the posterior',
    columns: [
      { title: 'Parameter', kind: 'text' },
      number('estimate', 'Laplace'),
      number('se', 'Laplace'),
      number('mean', 'posterior'),
      number('sd', 'posterior'),
      number('shift', 'between them'),
      number('se / sd', 'between them'),
    ],
    rows: parameters.map(({ name, estimate, se, mean, sd, shift, widthRatio }) => [
      name,
      ...[estimate, se, mean, sd].map((value) => cell(value)),
      ...[shift, widthRatio].map((value) => cell(value, 2)),
    ]),
    note: 'shift: (estimate - mean) / sd',
  };
}
