import { html, type Markup } from '../html.ts';
import { shortened } from './measure.ts';
import { tenth } from './paths.ts';

/** A text in the room that there is, whole when pointed at. */
export function label(
  text: string,
  x: number,
  y: number,
  room: number,
  anchor: 'start' | 'end' | 'middle',
  style = 'f-soft',
): Markup | null {
  if (text === '') return null;
  const shown = shortened(text, room);
  const whole = shown === text ? null : html`<title>${text}</title>`;
  return html`<text class="${style}" x="${tenth(x)}" y="${tenth(y)}"${anchor === 'start' ? null : html` text-anchor="${anchor}"`}>${shown}${whole}</text>`;
}
