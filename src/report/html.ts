/** Text that is HTML or SVG already. Only `html` and `raw` make it, so whatever else lands in a page was escaped. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template: text is escaped, null leaves nothing, lists are joined without commas. */
export type Part = Markup | string | number | null | readonly Part[];

/**
 * Template tag for HTML and SVG: the literal text stays, every value is escaped for text and quoted attributes.
 * @example html`<td title="${name}">${name}</td>`
 */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: literals.map((literal, k) => (k === 0 ? '' : render(parts[k - 1])) + literal).join('') };
}

/** Trusted text as it is: style sheets, and characters that mean themselves. */
export function raw(markup: string): Markup {
  return { markup };
}

function render(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  if ('markup' in part) return part.markup;
  return part.map(render).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that HTML forbids
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** Safe as text and in a quoted attribute; control characters, which no page may hold, become U+FFFD. */
export function escapeHtml(text: string): string {
  return text.replace(forbidden, '\ufffd').replace(/[&<>"']/g, (character) => entities[character]);
}
