import type { ComparedParameter } from '../../models/compare/compareParameters.ts';
import type { ImportanceTail, LaplaceTails } from '../../models/compare/paretoK.ts';
import { decimalsFor, fixed, textTable } from './textTable.ts';

/** Titles of `compareCells`. */
export const compareHead: readonly string[] = [
  'estimate',
  'se',
  'mean',
  'sd',
  'median',
  'skewness',
  'shift',
  'se / sd',
];

/** One parameter in numbers; the shift in posterior sds. */
export function compareCells(row: ComparedParameter): string[] {
  const decimals = decimalsFor(row.sd, 3);
  return [
    ...[row.estimate, row.se, row.mean, row.sd, row.median].map((x) => fixed(x, decimals)),
    ...[row.skewness, row.shift, row.widthRatio].map((x) => fixed(Math.abs(x) < 0.005 ? 0 : x, 2)),
  ];
}

/** What is printed: the verdict, the table, and k-hat in words. */
export function compareText(
  title: string,
  rows: readonly ComparedParameter[],
  verdict: string,
  tails: LaplaceTails | null,
): string {
  const cells = rows.map((row) => [row.name, ...compareCells(row)]);
  const words = tails === null ? [] : ['', ...tailLines(tails)];
  return [
    title,
    '',
    ...textTable(['', ...compareHead], cells).map((line) => `  ${line}`),
    'shift: (estimate - mean) / sd',
    ...words,
    '',
    verdict,
    '',
  ].join('\n');
}

/** What k-hat says, in a sentence or two. */
export function tailLines({ joint, population, reason }: LaplaceTails): string[] {
  if (joint === null) return [`Pareto k-hat: not available, ${reason}.`];
  const words = (tail: ImportanceTail): string =>
    `${fixed(tail.paretoK, 2)} (${tail.paretoK <= tail.threshold ? 'good' : 'too high'}: the limit is ${tail.threshold.toFixed(2)}; ${Math.round((100 * tail.ess) / tail.proposals)} % of the proposals count)`;
  if (population === joint) return [`Pareto k-hat ${words(joint)}.`];
  const whole = `Pareto k-hat of all parameters and group effects together ${words(joint)}.`;
  if (population === null) return [whole];
  const explained =
    joint.paretoK > joint.threshold && population.paretoK <= population.threshold
      ? ' The misfits of many groups add up in the first; it says that draws of everything at once cannot be reweighted, and by itself not that a parameter is off.'
      : '';
  return [
    whole,
    `Of the population parameters, group effects integrated out, ${words(population)}.${explained}`,
  ];
}
