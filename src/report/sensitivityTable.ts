import type { PriorSensitivity, QuantitySensitivity } from '../../models/checks/priorSensitivity.ts';
import type { PrintedTable, TableColumn } from './renderTable.ts';

/** Power-scaling sensitivity of each quantity, and the prior that matters most to it. */
export function sensitivityTable({ quantities, left, withoutLikelihood }: PriorSensitivity): PrintedTable {
  const number = (title: string): TableColumn => ({ title, kind: 'number' });
  return {
    title: 'Prior sensitivity: change a doubling of the weight of all priors, or of the data',
    columns: [
      { title: '', kind: 'text' },
      number('prior'),
      number('data'),
      number('shift'),
      { title: 'prior that matters', kind: 'text' },
    ],
    rows: quantities.map((one) => [
      one.name,
      { kind: 'number', value: one.prior.distance, decimals: 3 },
      one.likelihood === null ? null : { kind: 'number', value: one.likelihood.distance, decimals: 3 },
      { kind: 'number', value: one.prior.shift, decimals: 2 },
      one.verdict === 'robust' ? '' : priorOf(one),
    ]),
    note: [
      'prior, data: cumulative Jensen-Shannon distance, from 0.05 on worth a look; shift: of the mean by the priors, in posterior sds.',
      ...left.map((text) => `Left out: ${text}.`),
      ...(withoutLikelihood === null ? [] : [`Of the data: none, ${withoutLikelihood}.`]),
    ],
  };
}

function priorOf({ blocks }: QuantitySensitivity): string {
  return blocks.length === 0 ? '' : `${blocks[0].name} ~ ${blocks[0].prior}`;
}

/** In sentences: which quantities the priors move, and which priors. */
export function sensitivityWords({ quantities, paretoK }: PriorSensitivity): string[] {
  const moved = quantities.filter(({ verdict }) => verdict !== 'robust');
  const doubt =
    paretoK > 0.7
      ? [`How the priors matter cannot be told well from these draws (k-hat ${paretoK.toFixed(2)}).`]
      : [];
  if (!Number.isFinite(paretoK))
    return ['How the priors matter cannot be told from these draws: they are too few.'];
  if (moved.length === 0)
    return ['The priors hardly matter: doubling their weight would move no quantity notably.', ...doubt];
  return [
    `The priors matter to ${moved.length} of ${quantities.length} quantities:`,
    ...moved.map(
      (one) =>
        `- ${one.name}, by ${priorOf(one)}: doubling the weight of the priors would shift it by ${one.prior.shift.toFixed(2)} of its sd${one.verdict === 'priorDominates' ? '; the data say little of it' : ', against or beside what the data say'}.`,
    ),
    ...doubt,
  ];
}
