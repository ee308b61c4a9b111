import type { Place } from './places.ts';

interface CaretTextProps {
  readonly text: string;
  readonly place: Place;
}

/** A text with one place of it marked, by more than colour: a caret stands under its first letter. */
export function CaretText({ text, place: { from, to } }: CaretTextProps) {
  return (
    <p class="caret-text mono" dir="ltr">
      {text.slice(0, from)}
      <mark>{text.slice(from, to) || '\u00a0'}</mark>
      {text.slice(to)}
    </p>
  );
}
