import type { LooScores, SumOfPoints } from '../../models/accuracy/index.ts';
import type { TableCell } from './table/cell.ts';
import type { PrintedTable, TableRow } from './table/table.ts';
import { levelText } from './textTable.ts';

/** Scores of rows left out, to be printed. */
export function looScoresTable(of: LooScores): PrintedTable {
  const { r2, level } = of;
  return {
    title: `Predictions of ${of.rows} rows, each left out: ${of.question}`,
    columns: [
      { title: '', kind: 'text' },
      { title: 'estimate', kind: 'number' },
      { title: 'se', kind: 'number' },
      { title: `${levelText(level)} interval`, kind: 'interval' },
    ],
    rows: [
      ...scoreRow('RMSE', of.rmse),
      ...scoreRow('MAE', of.mae),
      ...scoreRow('Brier', of.brier),
      ...scoreRow('CRPS', of.crps),
      ...(r2 === null
        ? []
        : [
            [
              'LOO-R2',
              number(r2.mean),
              null,
              { kind: 'interval', lower: r2.lower, upper: r2.upper, decimals: 3 },
            ] satisfies TableRow,
          ]),
      ...coverageRows(of),
      ...calibrationRows(of),
    ],
    note: [of.statement, ...of.without],
  };
}

const number = (value: number): TableCell => ({ kind: 'number', value, decimals: 3 });

function scoreRow(name: string, score: SumOfPoints | null): TableRow[] {
  return score === null ? [] : [[name, number(score.estimate), number(score.se), null]];
}

function coverageRows({ coverage }: LooScores): TableRow[] {
  if (coverage === null) return [];
  return [
    { heading: 'Outcomes in central intervals, and the se were the model right' },
    ...coverage.map(
      ({ level, share, se }): TableRow => [`${levelText(level)} interval`, number(share), number(se), null],
    ),
  ];
}

function calibrationRows({ calibration }: LooScores): TableRow[] {
  if (calibration === null) return [];
  return [
    { heading: 'Share of 1 among rows of like chances, and the chances' },
    ...calibration.map(
      ({ rows, predicted, observed, from, to }): TableRow => [
        `${rows} rows at ${predicted.toFixed(3)}`,
        number(observed),
        null,
        { kind: 'interval', lower: from, upper: to, decimals: 3 },
      ],
    ),
  ];
}

/** As JSON has it. */
export function looScoresJson({ mean, pit, ...of }: LooScores) {
  const plain = (values: Float64Array | null): number[] | null =>
    values === null ? null : Array.from(values);
  return { ...of, mean: plain(mean), pit: plain(pit) };
}
