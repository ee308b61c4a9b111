import type { EffectNormality, EffectsNormality } from '../../models/checks/effectNormality.ts';
import { type GroupInfluence, unreliableFrom } from '../../models/checks/groupInfluence.ts';
import type { TermShrinkage } from '../../models/checks/shrinkage.ts';
import { findingLevel } from '../../models/checks/words.ts';
import type { PrintedTable, TableColumn } from './renderTable.ts';

const number = (title: string): TableColumn => ({ title, kind: 'number' });
const text = (title: string): TableColumn => ({ title, kind: 'text' });

/** Shape and shrinkage of the effects of each coefficient. */
export function effectsTable(
  { effects, left }: EffectsNormality,
  shrunken: readonly TermShrinkage[],
): PrintedTable {
  return {
    title: 'Group effects: normal, as the model has them?',
    columns: [
      text(''),
      number('levels'),
      number('skewness'),
      number('p'),
      number('kurtosis'),
      number('p'),
      number('pooling'),
    ],
    rows: effects.map((one) => {
      const own = shrunken.find((term) => nameOf(term) === nameOf(one));
      return [
        nameOf(one),
        { kind: 'number', value: one.levels.length, decimals: 0 },
        { kind: 'number', value: one.skewness.observed, decimals: 2 },
        { kind: 'probability', value: one.skewness.pValue, as: 'p-value' },
        { kind: 'number', value: one.kurtosis.observed, decimals: 2 },
        { kind: 'probability', value: one.kurtosis.pValue, as: 'p-value' },
        own === undefined ? null : { kind: 'number', value: own.pooling, decimals: 2 },
      ];
    }),
    note: [
      'Of standardised effects, mean over draws: 0 and 3 for a normal distribution. Pooling: 0 where the levels speak for themselves, 1 where their rows say nothing.',
      ...left.map((why) => `Left out: ${why}.`),
    ],
  };
}

const nameOf = ({ group, coef, predictor }: Pick<EffectNormality, 'group' | 'coef' | 'predictor'>): string =>
  `${group}: ${coef} (${predictor})`;

/** In sentences: shapes that are not normal, allowing for all of them. */
export function effectsWords({ effects }: EffectsNormality): string[] {
  if (effects.length === 0) return [];
  const limit = findingLevel / (2 * effects.length);
  const found = effects.flatMap((one) => [
    ...(one.skewness.pValue < limit
      ? [
          `- ${nameOf(one)}: a longer tail ${one.skewness.observed > 0 ? 'above' : 'below'}; the levels may be of two kinds, or the outcome wants another scale.`,
        ]
      : []),
    ...(one.kurtosis.pValue < limit
      ? [
          `- ${nameOf(one)}: ${one.kurtosis.observed > 3 ? `levels far from the others (${farthest(one)} most), which a normal distribution hardly has` : 'flatter than a normal distribution, as of two kinds of levels'}.`,
        ]
      : []),
  ]);
  if (found.length === 0) return ['Group effects look normal, as the model has them.'];
  return ['Group effects do not look normal, as the model has them:', ...found];
}

function farthest({ means, levels }: EffectNormality): string {
  const most = means.reduce((best, z, j) => (Math.abs(z) > Math.abs(means[best]) ? j : best), 0);
  return levels[most];
}

/** Levels that a table shows. */
const mostLevels = 10;
/** A shift of so many posterior sds is worth a sentence. */
const notable = 0.5;

/** The most influential levels of a grouping factor. */
export function influenceTable({ group, levels, statement }: GroupInfluence): PrintedTable {
  return {
    title: `Influence of the levels of ${group}: the population without one`,
    columns: [text(group), number('rows'), text('moves most'), number('shift'), number('k-hat')],
    rows: levels
      .slice(0, mostLevels)
      .map(({ level, rows, largest, paretoK }) => [
        level,
        { kind: 'number', value: rows, decimals: 0 },
        largest.name,
        { kind: 'number', value: largest.shift, decimals: 2 },
        { kind: 'number', value: paretoK, decimals: 2 },
      ]),
    note: [
      `Shift: of the mean, in posterior sds, by importance weights (${statement}); where k-hat is above ${unreliableFrom} a guess.`,
      ...(levels.length > mostLevels ? [`The first ${mostLevels} of ${levels.length} levels.`] : []),
    ],
  };
}

/** In a sentence or two: levels without which the population would be told otherwise. */
export function influenceWords({ group, levels }: GroupInfluence): string[] {
  const moving = levels.filter(
    ({ largest, paretoK }) => Math.abs(largest.shift) >= notable && paretoK <= unreliableFrom,
  );
  const unsure = levels.filter(({ paretoK }) => paretoK > unreliableFrom);
  return [
    ...(moving.length === 0
      ? [
          `No level of ${group} by itself moves the population by ${notable} sds or more${unsure.length === 0 ? '' : ', as far as can be told'}.`,
        ]
      : [
          `${moving.length} of ${levels.length} levels of ${group} move the population by ${notable} sds or more, ${moving[0].level} most: without it ${moving[0].largest.name} would move by ${moving[0].largest.shift.toFixed(2)} sds.`,
        ]),
    ...(unsure.length === 0
      ? []
      : [
          `Of ${unsure
            .slice(0, 3)
            .map(({ level }) => level)
            .join(
              ', ',
            )}${unsure.length > 3 ? ` and ${unsure.length - 3} others` : ''} it is only roughly known, and takes a fit without ${unsure.length === 1 ? 'it' : 'them'} (k-hat above ${unreliableFrom}) to tell.`,
        ]),
  ];
}
