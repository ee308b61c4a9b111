import { html, type Markup, type Part } from '../html.ts';
import type { Axes, Colour, Mark, Style } from './marks.ts';
import { bandBetween, lineThrough, tenth } from './paths.ts';
import { colourCount } from './theme.ts';

export function drawMark(mark: Mark, axes: Axes): Part {
  switch (mark.kind) {
    case 'line':
      return stroke(linePath(mark.x, mark.y, axes), mark.style);
    case 'band':
      return fill(bandPath(mark, axes), mark.style, 0.2);
    case 'points':
      return drawPoints(mark, axes);
    case 'spans':
      return stroke(spansPath(mark, axes), mark.style);
    case 'columns':
      return fill(columnsPath(mark, axes), mark.style, 0.6);
    case 'posts':
      return stroke(postsPath(mark, axes), mark.style);
    case 'blocks':
      return fill(blocksPath(mark, axes), mark.style, 1);
    case 'rule':
      return drawRule(mark, axes);
  }
}

const dashes = ['', '7 3', '2 2.5', '9 3 2 3', '4 4', '1 4'];

function stroke(path: string, style: Style): Markup | null {
  if (path === '') return null;
  return html`<path class="${strokeClass(style.colour)}" fill="none" stroke-width="${style.width ?? 1.5}"${dashOf(style)}${opacityOf(style.opacity, 'stroke')} d="${path}"/>`;
}

function fill(path: string, style: Style, opacity: number): Markup | null {
  if (path === '') return null;
  return html`<path class="${fillClass(style.colour)}"${opacityOf(style.opacity ?? opacity, 'fill')} d="${path}"/>`;
}

function strokeClass(colour: Colour): string {
  return typeof colour === 'number' ? `k${(colour % colourCount) + 1}` : `s-${colour}`;
}

function fillClass(colour: Colour): string {
  return typeof colour === 'number' ? `f${(colour % colourCount) + 1}` : `f-${colour}`;
}

function dashOf({ dash = 0 }: Style): Markup | null {
  return dash === 0 ? null : html` stroke-dasharray="${dashes[1 + ((dash - 1) % (dashes.length - 1))]}"`;
}

function opacityOf(opacity: number | undefined, what: 'stroke' | 'fill'): Markup | null {
  return opacity === undefined || opacity === 1
    ? null
    : what === 'fill'
      ? html` fill-opacity="${opacity}"`
      : html` stroke-opacity="${opacity}"`;
}

const indices = (list: ArrayLike<number>): number[] => Array.from({ length: list.length }, (_, i) => i);

/** A point that is not finite breaks the line. */
function linePath(xs: ArrayLike<number>, ys: ArrayLike<number>, { x, y }: Axes): string {
  return lineThrough(Float64Array.from(xs, x.at), Float64Array.from(ys, y.at));
}

function bandPath({ x: xs, low, high }: Extract<Mark, { kind: 'band' }>, { x, y }: Axes): string {
  return bandBetween(
    Float64Array.from(xs, x.at),
    Float64Array.from(low, y.at),
    Float64Array.from(high, y.at),
  );
}

function spansPath(
  { low, high, y: ys, shift = 0 }: Extract<Mark, { kind: 'spans' }>,
  { x, y }: Axes,
): string {
  return indices(low)
    .map((i) => [x.at(low[i]), x.at(high[i]), y.at(ys[i]) + shift])
    .filter(([from, to, at]) => Number.isFinite(from + to + at))
    .map(([from, to, at]) => `M${tenth(from)},${tenth(at)}H${tenth(to)}`)
    .join('');
}

function columnsPath({ edges, heights }: Extract<Mark, { kind: 'columns' }>, { x, y }: Axes): string {
  const floor = y.at(Math.max(0, y.low));
  return indices(heights)
    .filter((i) => heights[i] > 0 && Number.isFinite(heights[i]))
    .map((i) => {
      const [from, to] = [x.at(edges[i]), x.at(edges[i + 1])];
      return `M${tenth(from)},${tenth(floor)}V${tenth(y.at(heights[i]))}H${tenth(to)}V${tenth(floor)}z`;
    })
    .join('');
}

function postsPath(
  { x: xs, low, high, shift = 0 }: Extract<Mark, { kind: 'posts' }>,
  { x, y }: Axes,
): string {
  return indices(low)
    .map((i) => [x.at(xs[i]) + shift, y.at(low[i]), y.at(high[i])])
    .filter(([at, from, to]) => Number.isFinite(at + from + to))
    .map(([at, from, to]) => `M${tenth(at)},${tenth(from)}V${tenth(to)}`)
    .join('');
}

/** Sides of a block at least. */
const leastSide = 0.7;

function blocksPath(mark: Extract<Mark, { kind: 'blocks' }>, { x, y }: Axes): string {
  const side = (from: number, to: number): [number, number] => {
    const size = Math.max(leastSide, Math.abs(to - from));
    return [(from + to - size) / 2, size];
  };
  return indices(mark.left)
    .map((i) => [side(x.at(mark.left[i]), x.at(mark.right[i])), side(y.at(mark.low[i]), y.at(mark.high[i]))])
    .filter(([[left], [top]]) => Number.isFinite(left + top))
    .map(
      ([[left, width], [top, height]]) =>
        `M${tenth(left)},${tenth(top)}h${tenth(width)}v${tenth(height)}h${tenth(-width)}z`,
    )
    .join('');
}

/** Around the point: disc (the round end of a line without length), square, triangle, diamond; cross and plus are strokes. */
const shapes: readonly ((r: string, d: string) => string)[] = [
  () => 'h0',
  (r, d) => `m-${r},-${r}h${d}v${d}h-${d}z`,
  (r, d) => `m0,-${r}l${r},${d}h-${d}z`,
  (r) => `m0,-${r}l${r},${r}l-${r},${r}l-${r},-${r}z`,
  (r, d) => `m-${r},-${r}l${d},${d}m0,-${d}l-${d},${d}`,
  (r, d) => `m-${r},0h${d}m-${r},-${r}v${d}`,
];
/** Number of the first shape that is a stroke. */
const crossShape = 4;

function drawPoints(
  { x: xs, y: ys, shift = 0, across: right = 0, style }: Extract<Mark, { kind: 'points' }>,
  { x, y }: Axes,
): Markup | null {
  const shape = (style.shape ?? 0) % shapes.length;
  const size = style.size ?? 3;
  const sign = shapes[shape](tenth(size), tenth(2 * size));
  const path = indices(xs)
    .map((i) => [x.at(xs[i]) + right, y.at(ys[i]) + shift])
    .filter(([across, up]) => Number.isFinite(across + up))
    .map(([across, up]) => `M${tenth(across)},${tenth(up)}${sign}`)
    .join('');
  if (shape === 0) return disc(path, style, 2 * size);
  return shape >= crossShape ? stroke(path, style) : fill(path, style, 1);
}

function disc(path: string, style: Style, width: number): Markup | null {
  if (path === '') return null;
  return html`<path class="${strokeClass(style.colour)}" fill="none" stroke-width="${tenth(width)}" stroke-linecap="round"${opacityOf(style.opacity, 'stroke')} d="${path}"/>`;
}

function drawRule(
  { axis, at }: Extract<Mark, { kind: 'rule' }>,
  { x, y, left, right, top, bottom }: Axes,
): Markup | null {
  const where = axis === 'x' ? x.at(at) : y.at(at);
  const [least, most] = axis === 'x' ? [left, right] : [top, bottom];
  if (!(where >= least - 0.5 && where <= most + 0.5)) return null;
  const path =
    axis === 'x'
      ? `M${tenth(where)},${tenth(top)}V${tenth(bottom)}`
      : `M${tenth(left)},${tenth(where)}H${tenth(right)}`;
  return html`<path class="s-ink" fill="none" stroke-width="1" stroke-dasharray="3 2" d="${path}"/>`;
}

/** A mark of the legend, 22 wide and 10 high around its middle. */
export function drawSign(sign: 'line' | 'band' | 'point', style: Style, x: number, y: number): Markup | null {
  if (sign === 'line') return stroke(`M${tenth(x)},${tenth(y)}h22`, style);
  if (sign === 'band') return fill(`M${tenth(x)},${tenth(y - 5)}h22v10h-22z`, style, 0.2);
  const unit = { at: (value: number) => value, low: 0, high: 0, ticks: [], step: 0 };
  return drawPoints(
    { kind: 'points', x: [x + 11], y: [y], style },
    { x: unit, y: unit, left: 0, right: 0, top: 0, bottom: 0 },
  );
}
