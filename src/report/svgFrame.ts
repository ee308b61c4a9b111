import { html, type Markup, type Part } from './html.ts';
import { type Scale, tenth } from './svgScale.ts';

/** Width and height in picture units, and the rectangle inside that the data may use. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The three charts of a parameter share one frame. */
export const chainFrame: Frame = { width: 306, height: 150, left: 4, right: 302, top: 20, bottom: 130 };

/** A picture that shrinks with the page but never grows beyond its natural size; `label` is read to the blind. */
export function svg(
  { width, height }: Pick<Frame, 'width' | 'height'>,
  label: string,
  content: Part,
): Markup {
  return html`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">${content}</svg>`;
}

/** Title in the upper left corner. */
export function chartTitle({ left }: Frame, text: string): Markup {
  return html`<text class="title" x="${left}" y="12">${text}</text>`;
}

/** A horizontal axis at height y: base line, ticks, and their labels below (or above). */
export function horizontalAxis(
  { left, right }: Frame,
  y: number,
  scale: Scale,
  side: 'below' | 'above' = 'below',
): Markup {
  const down = side === 'below' ? 1 : -1;
  const ticks = scale.ticks.map((tick) => `M${tenth(scale.at(tick))} ${y}v${4 * down}`).join('');
  const labels = scale.ticks.map(
    (tick) =>
      html`<text x="${tenth(inside(scale.at(tick), left, right))}" y="${y + (side === 'below' ? 15 : -7)}" text-anchor="middle">${scale.label(tick)}</text>`,
  );
  return html`<path class="axis" d="M${left} ${y}H${right}${ticks}"/>${labels}`;
}

/** Labels at the very ends move inwards, so that they are not cut off. */
function inside(x: number, left: number, right: number): number {
  return Math.min(right - 6, Math.max(left + 6, x));
}
