/**
 * Widths of printable ASCII from the space on, in hundredths of the letter size: those of DejaVu Sans 2.37, which is wider than what
 * system-ui, Segoe UI, Roboto, Helvetica or Arial stand for, so that what fits by it fits in all of them.
 */
const ascii = [
  32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34,
  34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73,
  68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63,
  63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
];
/** Superscript digits and their minus sign, of powers of ten. */
const raised = /[\u00b2\u00b3\u00b9\u2070-\u207b]/;
/** Accented letters, Greek and Cyrillic, and all signs in between. */
const other = 80;
/** Han, kana, Hangul, emoji: a full square and a little more. */
const square = 105;
const combining = /\p{Mark}/u;

/** Letter sizes of a picture, in its units: labels and ticks, and the title. */
export const letter = 11;
export const titleLetter = 13;

/** About how wide a text is set, in picture units; never much too narrow. */
export function textWidth(text: string, size = letter): number {
  let hundredths = 0;
  for (const character of text) hundredths += characterWidth(character);
  return (hundredths * size) / 100;
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0) as number;
  if (code >= 32 && code < 127) return ascii[code - 32];
  if (raised.test(character)) return 45;
  if (combining.test(character)) return 0;
  return code >= 0x1100 ? (code >= 0x2000 && code < 0x2e80 ? 100 : square) : other;
}

/** What fits into `width`, the end cut off for an ellipsis. */
export function shortened(text: string, width: number, size = letter): string {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  let kept = '';
  let used = textWidth('\u2026', size);
  for (const character of characters) {
    used += textWidth(character, size);
    if (used > width) break;
    kept += character;
  }
  return `${kept.trimEnd()}\u2026`;
}

/** Lines no wider than `width`, broken between words; a word too long for a line is shortened. */
export function wrapped(text: string, width: number, size = letter): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, size) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].filter((text) => text !== '').map((text) => shortened(text, width, size));
}
