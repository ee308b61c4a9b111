import type { HypothesisRow } from '../../models/effects/hypothesis.ts';
import type { EffectRow, Effects } from '../../models/effects/types.ts';
import type { PrintedTable, TableCell, TableColumn } from './renderTable.ts';
import { decimalsFor, levelText } from './textTable.ts';

/** How an interval was made, in the head of a column. */
interface IntervalWords {
  readonly level: number;
  readonly interval: 'equal-tailed' | 'hdi';
  readonly simultaneous?: boolean;
}

function intervalTitle({ level, interval, simultaneous = false }: IntervalWords): string {
  return `${levelText(level)}${interval === 'hdi' ? ' HDI' : ''}${simultaneous ? ' (simultaneous)' : ''}`;
}

/**
 * Slopes, comparisons, means or contrasts as a table for `renderTable`, with what was averaged over below it. Ratios are told by their
 * median, all else by the mean.
 * @example renderTable(effectTable(slopes(fit, { variable: 'Age' })), 'text')
 */
export function effectTable(effects: Effects): PrintedTable {
  const { rows, measure, statement, over, notes } = effects;
  const labels = [...new Set(rows.flatMap(({ setting }) => Object.keys(setting)))];
  const compares = rows.some(({ direction }) => direction !== null);
  const isRatio = measure.includes('ratio');
  const hasCategories = rows.some(({ category }) => category !== null);
  const decimals = decimalsOf(rows);
  const text = (title: string): TableColumn => ({ title, kind: 'text' });
  return {
    title: `${measure.charAt(0).toUpperCase()}${measure.slice(1)}s: ${statement}`,
    columns: [
      ...labels.map(text),
      ...(compares ? [text(titleOf(measure))] : []),
      ...(hasCategories ? [text('Category')] : []),
      { title: isRatio ? 'Median' : 'Mean', kind: 'number' },
      { title: 'SD', kind: 'number' },
      { title: intervalTitle(effects), kind: 'interval' },
      ...(compares ? [{ title: 'Pr(direction)', kind: 'number' } as const] : []),
    ],
    rows: rows.map((row) => [
      ...labels.map((label) => (label in row.setting ? String(row.setting[label]) : '')),
      ...(compares ? [row.name] : []),
      ...(hasCategories ? [row.category] : []),
      { kind: 'number', value: isRatio ? row.median : row.mean, decimals } as const,
      { kind: 'number', value: row.sd, decimals } as const,
      { kind: 'interval', lower: row.lower, upper: row.upper, decimals } as const,
      ...(compares ? [percent(row.direction)] : []),
    ]),
    note: [`Rows: ${over}.`, ...notes.map((note) => `Note: ${note}.`)],
  };
}

const titleOf = (measure: string): string => (measure === 'slope' ? 'Slope of' : 'Contrast');

function percent(value: number | null): TableCell {
  return value === null ? null : { kind: 'probability', value, as: 'percent' };
}

/** Two digits of the smallest sd, so that a column has the same everywhere. */
function decimalsOf(rows: readonly Pick<EffectRow, 'sd'>[]): number {
  const sds = rows.map(({ sd }) => sd).filter((sd) => sd > 0 && Number.isFinite(sd));
  return sds.length === 0 ? 3 : Math.max(1, decimalsFor(Math.min(...sds), 2));
}

const POINT =
  'of "=", the evidence ratio is the density at the value over that before the data, and Pr(holds) is of a statement as likely as not before';

const isPoint = (statement: string): boolean => /=/.test(statement) && !/[<>]/.test(statement);

/** What draws say of statements as a table for `renderTable`. */
export function hypothesisTable(
  rows: readonly HypothesisRow[],
  words: { readonly level: number; readonly interval: 'equal-tailed' | 'hdi' },
): PrintedTable {
  const hasRope = rows.some(({ rope }) => rope !== null);
  const pointwise = rows.some(
    ({ hypothesis, evidenceRatio }) => isPoint(hypothesis) && evidenceRatio !== null,
  );
  const notes = [
    ...(pointwise ? [POINT] : []),
    ...new Set(rows.flatMap(({ note }) => (note === null ? [] : [note]))),
  ];
  return {
    title: 'Hypotheses: left side minus right',
    columns: [
      { title: 'Hypothesis', kind: 'text' },
      { title: 'Mean', kind: 'number' },
      { title: 'SD', kind: 'number' },
      { title: intervalTitle(words), kind: 'interval' },
      { title: 'Pr(holds)', kind: 'number' },
      { title: 'Evidence ratio', kind: 'number' },
      { title: 'Pr(direction)', kind: 'number' },
      ...(hasRope ? [{ title: 'In ROPE', kind: 'number' } as const] : []),
    ],
    rows: rows.map((row) => {
      const decimals = decimalsOf([{ sd: row.se }]);
      return [
        row.hypothesis,
        { kind: 'number', value: row.estimate, decimals },
        { kind: 'number', value: row.se, decimals },
        { kind: 'interval', lower: row.lower, upper: row.upper, decimals },
        percent(row.probability),
        evidenceCell(row),
        percent(row.direction),
        ...(hasRope ? [percent(row.rope)] : []),
      ] as const;
    }),
    note: notes.map((note) => `Note: ${note}.`),
  };
}

/** Draws that all agree show no more than that one against the others would have been too many. */
function evidenceCell({ evidenceRatio, draws }: HypothesisRow): TableCell {
  if (evidenceRatio === null) return null;
  const cell: TableCell = { kind: 'number', value: evidenceRatio };
  if (draws < 2 || (evidenceRatio > 0 && evidenceRatio < Infinity)) return cell;
  return { ...cell, beyond: evidenceRatio > 0 ? draws - 1 : 1 / (draws - 1) };
}

/** Results as JSON: what is infinite as text, what cannot be told as null. */
export function effectJson(value: unknown): string {
  const told = (_: string, one: unknown): unknown =>
    typeof one === 'number' && Math.abs(one) === Infinity ? String(one) : one;
  return `${JSON.stringify(value, told, 1)}\n`;
}
