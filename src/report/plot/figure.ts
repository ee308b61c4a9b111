import { InputError } from '../../engine/errors.ts';
import { html, type Part } from '../html.ts';
import { axisTitle, type Placed, place } from './axis.ts';
import { drawAcross, drawUp, upMargin } from './drawAxes.ts';
import { headOf } from './head.ts';
import { type Axes, coordinates, drawMark, type Mark, tenth } from './marks.ts';
import { letter } from './measure.ts';
import type { Figure, Panel, PlotOptions } from './spec.ts';
import { label } from './texts.ts';
import { themeStyle, themes } from './theme.ts';

/** Of a picture, where nobody says otherwise. */
export const defaultWidth = 640;
const leastWidth = 160;
const most = 10_000;
const leastPanel = 16;
const edge = 8;
const gap = 18;
const line = 15;
const tickRow = 18;

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
    legend: options.legend === false ? [] : (given.legend ?? []),
  };
  const head = headOf(spec, width - 2 * edge, edge);
  const grid = gridOf(spec);
  const above = head.height + (grid.ownY || spec.y.label === '' ? 0 : line);
  const below = edge + (grid.ownX ? 0 : line);
  const rowExtra = (row: number): number =>
    (grid.titles ? line : 0) +
    (grid.ownY ? line : 0) +
    (grid.ticksBelow(row) ? tickRow : 4) +
    (grid.ownX ? line : 0) +
    (row > 0 ? 8 : 0);
  const extras = Array.from({ length: grid.rows }, (_, row) => rowExtra(row)).reduce((a, b) => a + b, 0);
  const panelHeight =
    options.height === undefined ? spec.panelHeight : (options.height - above - below - extras) / grid.rows;
  const height = options.height ?? Math.ceil(above + below + extras + panelHeight * grid.rows);
  if (panelHeight < leastPanel)
    throw new InputError(
      `plot: a height of ${height} leaves no room for ${grid.rows === 1 ? 'the picture' : `${grid.rows} rows of pictures`}; give at least ${Math.ceil(above + below + extras + leastPanel * grid.rows)}`,
    );
  const body = drawPanels(spec, grid, { width, above, panelHeight });
  const shared: Part[] = [
    grid.ownY ? null : label(axisTitle(spec.y), edge, above - 6, width - 2 * edge, 'start'),
    grid.ownX ? null : label(axisTitle(spec.x), width - edge, height - edge, width - 2 * edge, 'end'),
  ];
  return html`<svg${theme === 'page' ? null : html` xmlns="http://www.w3.org/2000/svg"`} class="plot" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="${fonts}" font-size="${letter}"><title>${spec.title}</title><desc>${spec.description}</desc>${themeStyle(theme)}${theme === 'page' || theme === 'print' ? null : html`<rect class="f-paper" width="${width}" height="${height}"/>`}${head.markup}${body}${shared}</svg>
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

/** Which panels stand where, and which of them carry what. */
interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly titles: boolean;
  /** Panels whose axes have names of their own say so themselves. */
  readonly ownX: boolean;
  readonly ownY: boolean;
  readonly ticksBelow: (row: number) => boolean;
}

function gridOf({ panels, columns = 1 }: Figure): Grid {
  const rows = Math.ceil(panels.length / columns);
  const there = panels.filter((panel) => panel !== null);
  const freeX = there.some(({ x }) => x !== undefined);
  return {
    columns,
    rows,
    titles: there.some(({ title }) => title !== undefined),
    ownX: there.some(({ x }) => x !== undefined && x.label !== ''),
    ownY: there.some(({ y }) => y !== undefined && y.label !== ''),
    ticksBelow: (row) => freeX || row === rows - 1 || panels.length < (row + 2) * columns,
  };
}

interface Room {
  readonly width: number;
  readonly above: number;
  readonly panelHeight: number;
}

function drawPanels(spec: Figure, grid: Grid, { width, above, panelHeight }: Room): Part {
  const { panels } = spec;
  const marks = panels.flatMap((panel) => (panel === null ? [] : panel.marks));
  const all = coordinatesOf(marks);
  const upOf = (panel: Panel, range: [number, number]): Placed =>
    panel.y === undefined
      ? place(spec.y, all.y, range, 'up')
      : place(panel.y, coordinatesOf(panel.marks).y, range, 'up');
  const acrossOf = (panel: Panel, range: [number, number]): Placed =>
    panel.x === undefined
      ? place(spec.x, all.x, range, 'across')
      : place(panel.x, coordinatesOf(panel.marks).x, range, 'across');
  const hasTicksUp = (panel: Panel, column: number): boolean => column === 0 || panel.y !== undefined;
  const margins = Array.from({ length: grid.columns }, (_, column) =>
    Math.max(
      column === 0 ? edge : 0,
      ...panels.flatMap((panel, k) =>
        panel === null || k % grid.columns !== column || !hasTicksUp(panel, column)
          ? []
          : [
              upMargin(upOf(panel, [panelHeight, 0]), 0.4 * (width / grid.columns)) +
                (column === 0 ? edge : 0),
            ],
      ),
    ),
  );
  const right = edge + 10;
  const panelWidth =
    (width - right - gap * (grid.columns - 1) - margins.reduce((a, b) => a + b, 0)) / grid.columns;
  if (panelWidth < leastPanel)
    throw new InputError(
      `plot: a width of ${width} leaves no room for ${grid.columns === 1 ? 'the picture' : `${grid.columns} pictures side by side`}; ask for more`,
    );
  let y = above;
  return Array.from({ length: grid.rows }, (_, row) => {
    if (row > 0) y += 8;
    const top = y + (grid.titles ? line : 0) + (grid.ownY ? line : 0);
    const bottom = top + panelHeight;
    const drawn = panels.slice(row * grid.columns, (row + 1) * grid.columns).map((panel, column) => {
      if (panel === null) return null;
      const left = margins.slice(0, column + 1).reduce((a, b) => a + b, 0) + column * (panelWidth + gap);
      const axes: Axes = {
        left,
        right: left + panelWidth,
        top,
        bottom,
        x: acrossOf(panel, [left, left + panelWidth]),
        y: upOf(panel, [bottom, top]),
      };
      const below = panels[(row + 1) * grid.columns + column];
      const ticks = {
        across: panel.x !== undefined || below === undefined || below === null,
        up: hasTicksUp(panel, column),
      };
      return drawPanel(
        panel,
        axes,
        grid,
        ticks,
        column === 0 ? edge : left - Math.min(margins[column], gap + margins[column]),
      );
    });
    y = bottom + (grid.ticksBelow(row) ? tickRow : 4) + (grid.ownX ? line : 0);
    return drawn;
  });
}

function coordinatesOf(marks: readonly Mark[]): { x: ArrayLike<number>[]; y: ArrayLike<number>[] } {
  const found = marks.map(coordinates);
  return { x: found.flatMap(({ x }) => x), y: found.flatMap(({ y }) => y) };
}

function drawPanel(
  panel: Panel,
  axes: Axes,
  grid: Grid,
  ticks: { readonly across: boolean; readonly up: boolean },
  start: number,
): Part {
  const { left, right, top, bottom } = axes;
  const labelRoom = right - start;
  return [
    panel.title === undefined
      ? null
      : label(panel.title, left, top - 5 - (grid.ownY ? line : 0), right - left + gap - 4, 'start', 'f-ink'),
    panel.y !== undefined && panel.y.label !== ''
      ? label(axisTitle(panel.y), start, top - 6, labelRoom, 'start')
      : null,
    drawUp(axes, ticks.up),
    drawAcross(axes, ticks.across),
    isEmpty(panel.marks)
      ? html`<text class="f-soft" text-anchor="middle" x="${tenth((left + right) / 2)}" y="${tenth((top + bottom) / 2)}">no finite values</text>`
      : panel.marks.map((mark) => drawMark(mark, axes)),
    panel.x !== undefined && panel.x.label !== ''
      ? label(axisTitle(panel.x), right, bottom + tickRow + 11, labelRoom, 'end')
      : null,
  ];
}

function isEmpty(marks: readonly Mark[]): boolean {
  const shown = marks.filter(({ kind }) => kind !== 'rule');
  return !shown.some((mark) => {
    const { x, y } = coordinates(mark);
    return [x, y].every((lists) => lists.some((list) => Array.prototype.some.call(list, Number.isFinite)));
  });
}
