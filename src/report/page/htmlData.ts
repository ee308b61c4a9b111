import { groupsOf } from '../../../models/design/terms.ts';
import type { Model } from '../../../models/glmm.ts';
import type { FitFile } from '../fitSchema.ts';
import { html, type Markup } from '../html.ts';
import { decimalsFor, fixed } from '../textTable.ts';
import type { Section } from './htmlPage.ts';
import { cell, details, heading, table, textCell } from './htmlTables.ts';

/** What a file of a fit says of its data. */
interface Told {
  readonly data: Omit<FitFile['data'], 'groups'>;
  readonly notes: readonly { readonly text: string }[];
}

/**
 * What was read, what was left out, the groups with their sizes, and what was settled without asking. With `values` false no value
 * of a row: the ends of columns are left out.
 */
export function dataSection({ data, notes }: Told, model: Model, values = true): Section {
  const facts: [string, string][] = [
    ['source', data.source],
    ['rows used', String(data.rows)],
    ...(data.distinct === undefined ? [] : [['distinct rows', String(data.distinct)] as [string, string]]),
    ['rows left out', data.dropped === 0 ? 'none' : `${data.dropped}: ${droppedRows(model)}`],
    ...(data.weights === undefined
      ? []
      : [
          ['weights', `${data.weights.column}, sum ${Number(data.weights.total.toPrecision(6))}`] as [
            string,
            string,
          ],
        ]),
  ];
  const content = html`${table(
    'What was read',
    ['what', 'value'],
    facts.map(([name, value]) => [heading(name), textCell(value)]),
    1,
  )}${model.condensed === undefined ? ofRows(model, values) : null}${noteList(notes)}`;
  return { id: 'data', title: 'Data', content };
}

/** What is said of rows one by one. */
function ofRows(model: Model, values: boolean): Markup {
  return html`${groupTable(model)}${details('Outcome and columns of the model', columnTable(model, values))}`;
}

/** The first rows that had missing values. */
function droppedRows({ design: { dropped } }: Model): string {
  if (dropped.length === 0) return 'for missing values';
  return `rows ${dropped.slice(0, 10).join(', ')}${dropped.length > 10 ? ', ...' : ''}, for missing values`;
}

function groupTable({ design }: Model): Markup | null {
  const terms = groupsOf(design).filter(({ smooth }) => smooth === undefined);
  const groups = [...new Map(terms.map((term) => [term.group, term])).values()];
  if (groups.length === 0) return null;
  const rows = groups.map(({ group, levels, index, members }) => {
    if (members !== undefined) return [heading(group), cell(levels.length), cell('-'), cell('-'), cell('-')];
    const sizes = sizesOf(index, levels.length);
    const median = (sizes[(sizes.length - 1) >> 1] + sizes[sizes.length >> 1]) / 2;
    return [heading(group), cell(levels.length), cell(sizes[0]), cell(median), cell(sizes[sizes.length - 1])];
  });
  return table('Groups', ['group', 'levels', 'fewest rows', 'median rows', 'most rows'], rows);
}

/** Rows a level, ascending. */
function sizesOf(index: Int32Array, levels: number): Int32Array {
  const sizes = new Int32Array(levels);
  for (const level of index) sizes[level]++;
  return sizes.sort();
}

function columnTable({ outcome, design }: Model, withEnds: boolean): Markup {
  const titles = ['mean', 'sd', ...(withEnds ? ['least', 'most'] : [])];
  const columns: [string, Float64Array][] = [
    ['outcome', outcome.y],
    ...(outcome.trials === null ? [] : [['trials', outcome.trials] as [string, Float64Array]]),
    ...design.fixed.names.map((name, c): [string, Float64Array] => [name, design.fixed.columns[c]]),
  ];
  const rows = columns.map(([name, values]) => [
    heading(name),
    ...columnCells(values).slice(0, titles.length).map(cell),
  ]);
  return table('Columns as the model reads them', ['column', ...titles], rows);
}

function columnCells(values: Float64Array): string[] {
  const finite = values.filter(Number.isFinite);
  const n = finite.length;
  const mean = finite.reduce((sum, x) => sum + x, 0) / n;
  const sd = Math.sqrt(finite.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, n - 1));
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of finite) [least, most] = [Math.min(least, x), Math.max(most, x)];
  const decimals = decimalsFor(sd, 3);
  return [mean, sd, least, most].map((x) => fixed(Number.isFinite(x) ? x : Number.NaN, decimals));
}

function noteList(notes: Told['notes']): Markup {
  if (notes.length === 0)
    return html`<h3>Notes</h3>
<p>None.</p>
`;
  return html`<h3>Notes</h3>
<ul class="words">${notes.map(({ text }) => html`<li dir="auto">${text}</li>\n`)}</ul>
`;
}
