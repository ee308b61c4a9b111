import { html, type Markup, type Part } from '../html.ts';
import type { Placed, Tick } from './axis.ts';
import type { Axes } from './marks.ts';
import { textWidth } from './measure.ts';
import { tenth } from './paths.ts';
import { label } from './texts.ts';

/** Rows at least so high have a line of text each. */
const textRow = 12;
/** Names at either end that are told where rows are lower. */
const told = 5;
const spread = 14;
/** From the names to the panel, where leaders run, and from numbers. */
const leader = 20;
const tickLength = 4;
/** How far a number below may reach beyond its panel: less than half of what lies between two. */
const beyond = 6;

/** Room for the texts to the left of a panel, names no wider than `most`. */
export function upMargin({ ticks, step }: Placed, most: number): number {
  if (ticks.length === 0) return 0;
  const texts = step > 0 ? namesTold(ticks, step) : ticks;
  const widest = Math.max(...texts.map(({ text }) => textWidth(text)));
  return step > 0 ? Math.min(widest, most) + (step >= textRow ? 10 : leader) : widest + tickLength + 4;
}

function namesTold(ticks: readonly Tick[], step: number): readonly Tick[] {
  if (step >= textRow || ticks.length <= 2 * told) return ticks;
  return [...ticks.slice(0, told), ...ticks.slice(-told)];
}

/** The axis to the left: its line, faint lines across at its numbers, texts where asked for. */
export function drawUp(axes: Axes, withTexts: boolean): Part {
  const { y, left, right, top, bottom } = axes;
  if (y.step > 0) return withTexts ? drawNames(axes) : null;
  const across = y.ticks.map(({ at }) => `M${tenth(left)},${tenth(at)}H${tenth(right)}`).join('');
  return [
    across === '' ? null : html`<path class="s-rule" fill="none" stroke-width="0.6" d="${across}"/>`,
    html`<path class="s-soft" fill="none" d="M${tenth(left)},${tenth(top)}V${tenth(bottom)}${withTexts ? y.ticks.map(({ at }) => `M${tenth(left)},${tenth(at)}h-${tickLength}`).join('') : ''}"/>`,
    withTexts
      ? y.ticks.map(({ at, text }) =>
          label(text, left - tickLength - 3, at + 4, Number.POSITIVE_INFINITY, 'end'),
        )
      : null,
  ];
}

/** A name a row; where rows are too low for that the outermost, spread out and led to their rows. */
function drawNames({ y, left, top, bottom }: Axes): Part {
  const { ticks, step } = y;
  const room = left - 8 - (step >= textRow ? 6 : leader);
  if (step >= textRow)
    return ticks.map(({ at, text }) => label(text, left - 6, at + 4, room, 'end', 'f-ink'));
  const names = namesTold(ticks, step);
  const upper = Math.ceil(names.length / 2);
  const height = Math.min(spread, (bottom - top) / names.length);
  return names.map(({ at, text }, k) => {
    const place = k < upper ? top + (k + 0.5) * height : bottom - (names.length - k - 0.5) * height;
    const path = `M${tenth(left - leader + 4)},${tenth(place)}L${tenth(left - 5)},${tenth(at)}H${tenth(left)}`;
    return [
      html`<path class="s-soft" fill="none" stroke-width="0.5" d="${path}"/>`,
      label(text, left - leader, place + 4, room, 'end', 'f-ink'),
    ];
  });
}

/** The axis below: as the one to the left; faint lines up where names stand on that. */
export function drawAcross(axes: Axes, withTexts: boolean): Part {
  const { x, y, left, right, top, bottom } = axes;
  const up =
    y.step > 0 && x.step === 0
      ? x.ticks.map(({ at }) => `M${tenth(at)},${tenth(top)}V${tenth(bottom)}`).join('')
      : '';
  const marked = x.step > 0 ? [] : x.ticks;
  return [
    up === '' ? null : html`<path class="s-rule" fill="none" stroke-width="0.6" d="${up}"/>`,
    html`<path class="s-soft" fill="none" d="M${tenth(left)},${tenth(bottom)}H${tenth(right)}${withTexts ? marked.map(({ at }) => `M${tenth(at)},${tenth(bottom)}v${tickLength}`).join('') : ''}"/>`,
    withTexts ? x.ticks.map((tick) => textBelow(tick, axes)) : null,
  ];
}

/** Texts at the very ends move inwards, so that they are not cut off. */
function textBelow({ at, text }: Tick, { x, left, right, bottom }: Axes): Markup | null {
  const room = x.step > 0 ? x.step - 4 : Number.POSITIVE_INFINITY;
  const half = Math.min(room, textWidth(text)) / 2;
  const inside = Math.min(right + beyond - half, Math.max(left - beyond + half, at));
  return label(text, right - left < 2 * half ? at : inside, bottom + 15, room, 'middle');
}
