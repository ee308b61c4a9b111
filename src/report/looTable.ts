import type { Loo, LooComparison, SumOfPoints } from '../../models/accuracy/index.ts';
import { byOptions, type Say, textBy } from '../engine/advice.ts';
import type { TableCell } from './table/cell.ts';
import type { PrintedTable, TableRow } from './table/table.ts';

/** Points named at most. */
const mostWorst = 10;

/**
 * Leave-one-out accuracy to be printed: sums with their standard errors, k-hat, the worst points, and what is to be known. `say` words
 * what is advised; the command's options, and scripts' arguments, if left out.
 */
export function looTable(of: Loo, say: Say = byOptions): PrintedTable {
  const { elpd, p, looic, waic, data } = of;
  return {
    title: `Leave-one-out accuracy, ${of.unit === 'row' ? 'rows' : data.unit} left out: ${of.question}`,
    columns: [
      { title: '', kind: 'text' },
      { title: 'estimate', kind: 'number' },
      { title: 'se', kind: 'number' },
    ],
    rows: [
      { heading: 'PSIS-LOO' },
      sumRow('elpd_loo', elpd),
      sumRow('p_loo', p),
      sumRow('looic', looic),
      { heading: 'WAIC' },
      sumRow('elpd_waic', waic.elpd),
      sumRow('p_waic', waic.p),
      { heading: `Pareto k-hat of ${of.points} ${of.unit === 'row' ? 'rows' : `levels of ${data.unit}`}` },
      ...tailRows(of),
      ...worstRows(of),
    ],
    note: [
      `${of.statement}, by ${of.chains * of.draws} draws`,
      ...mcseNote(of),
      ...refittedNote(of),
      ...of.warnings.map((warning) => textBy(say, warning)),
    ],
  };
}

function sumRow(name: string, { estimate, se }: SumOfPoints): TableRow {
  return [name, number(estimate), number(se)];
}

const number = (value: number): TableCell => ({ kind: 'number', value, decimals: 1 });
const whole = (value: number): TableCell => ({ kind: 'number', value, decimals: 0 });

function tailRows({ tails, threshold, points }: Loo): TableRow[] {
  // of draws too few for any k-hat there is no threshold either
  if (tails.unknown === points) return [['unknown', whole(points), null]];
  const at = threshold.toFixed(2);
  const rows: [string, number][] = [
    [`good, up to ${at}`, tails.good],
    [`bad, ${at} to 1`, tails.bad],
    ['very bad, above 1', tails.veryBad],
    ...(tails.unknown === 0 ? [] : [['unknown', tails.unknown] satisfies [string, number]]),
  ];
  return rows.map(([name, count]) => [name, whole(count), null]);
}

/** The points with the largest k-hat above the threshold. */
function worstRows({ pointwise: { paretoK }, threshold, labels, unit, data }: Loo): TableRow[] {
  const bad = [...paretoK.keys()].filter(
    (point) => Number.isFinite(paretoK[point]) && paretoK[point] > threshold,
  );
  if (bad.length === 0) return [];
  const worst = bad.sort((a, b) => paretoK[b] - paretoK[a]).slice(0, mostWorst);
  return [
    { heading: bad.length > mostWorst ? `The worst ${mostWorst} of ${bad.length}` : 'The worst' },
    ...worst.map(
      (point): TableRow => [
        `k-hat of ${unit === 'row' ? 'row' : data.unit} ${labels[point]}`,
        { kind: 'number', value: paretoK[point], decimals: 2 },
        null,
      ],
    ),
  ];
}

function mcseNote({ mcse }: Loo): string[] {
  return Number.isNaN(mcse) ? [] : [`Monte Carlo error of elpd_loo: ${mcse.toFixed(2)}`];
}

function refittedNote({ refitted, labels, unit, data }: Loo): string[] {
  if (refitted.length === 0) return [];
  const names = refitted.slice(0, mostWorst).map((point) => labels[point]);
  const more = refitted.length > mostWorst ? `, and ${refitted.length - mostWorst} more` : '';
  return [
    `by refits without them: ${unit === 'row' ? (refitted.length === 1 ? 'row' : 'rows') : data.unit} ${names.join(', ')}${more}`,
  ];
}

/** Models by predictive accuracy to be printed, the best first. `say` as for `looTable`. */
export function looComparisonTable(
  { models, points, question, warnings }: LooComparison,
  how: 'loo' | 'kfold' = 'loo',
  say: Say = byOptions,
): PrintedTable {
  const weight = (value: number): TableCell => ({ kind: 'number', value, decimals: 3 });
  return {
    title: `${how === 'loo' ? 'Leave-one-out accuracy' : 'Accuracy by refits'} of ${points} points: ${question}`,
    columns: [
      { title: '', kind: 'text' },
      { title: 'difference', kind: 'number', over: 'elpd' },
      { title: 'its se', kind: 'number', over: 'elpd' },
      { title: 'elpd', kind: 'number', over: 'elpd' },
      { title: `p_${how}`, kind: 'number' },
      { title: how === 'loo' ? 'bad k' : 'doubts', kind: 'number' },
      { title: 'stacking', kind: 'number', over: 'weight' },
      { title: 'pseudo-BMA+', kind: 'number', over: 'weight' },
      { title: 'pseudo-BMA', kind: 'number', over: 'weight' },
    ],
    rows: models.map(({ name, difference, elpd, p, badPoints, weights }) => [
      name,
      number(difference.estimate),
      number(difference.se),
      number(elpd.estimate),
      number(p.estimate),
      whole(badPoints),
      weight(weights.stacking),
      weight(weights.pseudoBmaPlus),
      weight(weights.pseudoBma),
    ]),
    note: [
      'elpd: expected log predictive density, higher is better; differences are from the best, with the standard error of the differences point by point',
      ...warnings.map((warning) => textBy(say, warning)),
    ],
  };
}

/** As a JSON file has it: arrays a point. */
export function looJson({ pointwise, data, sizes, ...of }: Loo) {
  return {
    ...of,
    sizes: Array.from(sizes),
    pointwise: Object.fromEntries(
      Object.entries(pointwise).map(([name, values]) => [name, Array.from(values)]),
    ),
    leftOut: data.unit,
  };
}
