import { InputError } from '../../engine/errors.ts';
import { html, type Part } from '../html.ts';
import { axisTitle, type Placed, place } from './axis.ts';
import { drawAcross, drawUp, upMargin } from './drawAxes.ts';
import { drawMark } from './drawMark.ts';
import { type Grid, gap, gridOf, line, type Row, tickRow } from './grid.ts';
import { headOf } from './head.ts';
import { type Axes, coordinates, type Mark } from './marks.ts';
import { letter } from './measure.ts';
import { tenth } from './paths.ts';
import type { Figure, Panel, PlotOptions } from './spec.ts';
import { label } from './texts.ts';
import { themeStyle, themes } from './theme.ts';

/** Of a picture, where nobody says otherwise. */
export const defaultWidth = 640;
const leastWidth = 160;
const most = 10_000;
const leastPanel = 16;
const edge = 8;
/** To the right of the last panel, into which a number at its end reaches. */
const rightEdge = edge + 10;
/** From a text above a panel to it: half a number of the axis is in between. */
const aboveText = 8;
/** Names take no more of a panel's width than this. */
const namesShare = 0.4;

/**
 * Draws a figure as SVG text: title and description, axes named with their units, a legend, panels side by side. Plain data in,
 * text out, the same for the same figure; nothing of a document is needed. All texts are escaped.
 * Throws InputError for a size that has no room for it, or a theme that there is not.
 */
export function figure(given: Figure, options: PlotOptions = {}): string {
  checkOptions(options);
  const { width = defaultWidth, theme = 'light' } = options;
  const spec = {
    ...given,
    title: options.title ?? given.title,
    description: options.description ?? given.description,
    caption: [given.caption, options.note].filter((text) => text !== undefined).join(' '),
    legend: options.legend === false ? [] : (given.legend ?? []),
  };
  const head = headOf(spec, width - 2 * edge, edge);
  const grid = gridOf(spec);
  const above = head.height + (grid.ownY || spec.y.label === '' ? 0 : line);
  const below = edge + (grid.ownX || spec.x.label === '' ? 0 : line);
  const taken = grid.rows.reduce((sum, row) => sum + row.above + row.below, above + below);
  const { panelHeight, height } = heights(spec, grid, taken, options.height);
  const shared: Part[] = [
    grid.ownY ? null : label(axisTitle(spec.y), edge, above - aboveText, width - 2 * edge, 'start'),
    grid.ownX ? null : label(axisTitle(spec.x), width - edge, height - edge, width - 2 * edge, 'end'),
  ];
  const paper =
    theme === 'page' || theme === 'print'
      ? null
      : html`<rect class="f-paper" width="${width}" height="${height}"/>`;
  const space = theme === 'page' ? null : html` xmlns="http://www.w3.org/2000/svg"`;
  return html`<svg${space} class="plot" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="${fonts}" font-size="${letter}"><title>${spec.title}</title><desc>${spec.description}</desc>${themeStyle(theme)}${paper}${head.markup}${drawPanels(spec, grid, { width, above, panelHeight })}${shared}</svg>
`.markup;
}

const fonts =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";

function checkOptions({ width = defaultWidth, height, theme = 'light' }: PlotOptions): void {
  for (const [what, size, least] of [
    ['width', width, leastWidth],
    ['height', height ?? leastWidth, 1],
  ] as const)
    if (!(Number.isFinite(size) && size >= least && size <= most))
      throw new InputError(`plot: ${what} must be ${least} to ${most} pixels, got ${size}`);
  if (!themes.includes(theme)) throw new InputError(`plot: no theme "${theme}" (have: ${themes.join(', ')})`);
}

/** Of each panel and of the whole, where `taken` is what panels do not have. */
function heights(
  { panelHeight: own }: Figure,
  { rows }: Grid,
  taken: number,
  asked: number | undefined,
): { readonly panelHeight: number; readonly height: number } {
  const panelHeight = asked === undefined ? Math.max(own, leastPanel) : (asked - taken) / rows.length;
  const least = Math.ceil(taken + leastPanel * rows.length);
  if (panelHeight < leastPanel)
    throw new InputError(
      `plot: a height of ${asked} leaves no room for ${rows.length === 1 ? 'the picture' : `${rows.length} rows of pictures`}; give at least ${least}`,
    );
  return { panelHeight, height: asked ?? Math.ceil(taken + panelHeight * rows.length) };
}

interface Room {
  readonly width: number;
  readonly above: number;
  readonly panelHeight: number;
}

/** Lays the axis of a panel along a line: its own, or the figure's by the data of all panels. */
type Lay = (panel: Panel, line: readonly [number, number]) => Placed;

function drawPanels(spec: Figure, grid: Grid, { width, above, panelHeight }: Room): Part {
  const all = coordinatesOf(spec.panels.flatMap((panel) => panel?.marks ?? []));
  const up: Lay = ({ y, marks }, along) =>
    y === undefined ? place(spec.y, all.y, along, 'up') : place(y, coordinatesOf(marks).y, along, 'up');
  const across: Lay = ({ x, marks }, along) =>
    x === undefined
      ? place(spec.x, all.x, along, 'across')
      : place(x, coordinatesOf(marks).x, along, 'across');
  const margins = marginsOf(grid, up, panelHeight, namesShare * (width / grid.columns));
  const panelWidth = widthOf(grid, margins, width);
  const lefts = margins.map(
    (_, column) => margins.slice(0, column + 1).reduce((a, b) => a + b, 0) + column * (panelWidth + gap),
  );
  let y = above;
  return grid.rows.map((row) => {
    const top = y + row.above;
    const bottom = top + panelHeight;
    y = bottom + row.below;
    return row.panels.map((panel, column) => {
      if (panel === null) return null;
      const left = lefts[column];
      const right = left + panelWidth;
      const axes: Axes = {
        ...{ left, right, top, bottom },
        x: across(panel, [left, right]),
        y: up(panel, [bottom, top]),
      };
      const start = column === 0 ? edge : left - margins[column];
      const isAlone = row.panels.every((other, c) => c === column || !hasTextAbove(other));
      return drawPanel(panel, axes, row, column, { start, end: isAlone ? width - edge : right });
    });
  });
}

/** Room to the left of each column. */
function marginsOf({ columns, rows }: Grid, up: Lay, panelHeight: number, mostNames: number): number[] {
  return Array.from({ length: columns }, (_, column) => {
    const own = rows.flatMap(({ panels, up: has }) => {
      const panel = panels[column] ?? null;
      return panel === null || !has[column] ? [] : [upMargin(up(panel, [panelHeight, 0]), mostNames)];
    });
    return Math.max(0, ...own) + (column === 0 ? edge : 0);
  });
}

function widthOf({ columns }: Grid, margins: readonly number[], width: number): number {
  const taken = margins.reduce((a, b) => a + b, rightEdge + gap * (columns - 1));
  const panelWidth = (width - taken) / columns;
  if (panelWidth >= leastPanel) return panelWidth;
  throw new InputError(
    `plot: a width of ${width} leaves no room for ${columns === 1 ? 'the picture' : `${columns} pictures side by side`}; give at least ${Math.ceil(taken + leastPanel * columns)}`,
  );
}

function coordinatesOf(marks: readonly Mark[]): { x: ArrayLike<number>[]; y: ArrayLike<number>[] } {
  const found = marks.map(coordinates);
  return { x: found.flatMap(({ x }) => x), y: found.flatMap(({ y }) => y) };
}

const hasTextAbove = (panel: Panel | null): boolean =>
  panel !== null && (panel.title !== undefined || (panel.y !== undefined && panel.y.label !== ''));

/** Where texts above and below a panel may begin, and where those above must end. */
interface TextRoom {
  readonly start: number;
  readonly end: number;
}

function drawPanel(panel: Panel, axes: Axes, row: Row, column: number, { start, end }: TextRoom): Part {
  const { left, right, top, bottom } = axes;
  const { title = '', x, y, marks } = panel;
  return [
    label(title, left, top - (row.ownY ? aboveText + line : 5), right - left + gap - 4, 'start', 'f-ink'),
    y === undefined || y.label === ''
      ? null
      : label(axisTitle(y), start, top - aboveText, end - start, 'start'),
    drawUp(axes, row.up[column]),
    drawAcross(axes, row.across[column]),
    isEmpty(marks)
      ? emptiness(panel.empty ?? 'no finite values', axes)
      : marks.map((mark) => drawMark(mark, axes)),
    x === undefined || x.label === ''
      ? null
      : label(axisTitle(x), right, bottom + tickRow + 11, right - start, 'end'),
  ];
}

function emptiness(words: string, { left, right, top, bottom }: Axes): Part {
  return html`<text class="f-soft" text-anchor="middle" x="${tenth((left + right) / 2)}" y="${tenth((top + bottom) / 2)}">${words}</text>`;
}

function isEmpty(marks: readonly Mark[]): boolean {
  const shown = marks.filter(({ kind }) => kind !== 'rule');
  return !shown.some((mark) => {
    const { x, y } = coordinates(mark);
    return [x, y].every((lists) => lists.some((list) => Array.prototype.some.call(list, Number.isFinite)));
  });
}
