import type { Fingerprint } from '../../../models/fingerprint.ts';
import { html, type Markup, raw } from '../html.ts';
import { style } from './htmlStyle.ts';

/** A part of a page under a heading, listed in the table of contents. */
export interface Section {
  /** Unlike those of the others; letters and digits. */
  readonly id: string;
  readonly title: string;
  /** In the table of contents; the title if left out. */
  readonly entry?: string;
  readonly content: Markup;
  /** A verdict: its colour; its title says the same with a sign, so that nothing hangs on a colour. */
  readonly verdict?: 'ok' | 'caution' | 'bad';
}

/** What every page of ours is made of. */
export interface Page {
  /** Of the window. */
  readonly title: string;
  readonly heading: string;
  /** Below the heading. */
  readonly lead: readonly string[];
  readonly sections: readonly Section[];
  readonly foot: string;
  /** Of the fit that the page is of. */
  readonly fingerprint?: Fingerprint | undefined;
}

/**
 * A page that needs nothing else: its own policy forbids scripts and requests. Sections with their headings in order, a table of
 * contents, landmarks and a link past them. It carries its fit's fingerprint. Whatever comes from the user's data is escaped.
 */
export function page({ title, heading, lead, sections, foot, fingerprint }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
${mark(fingerprint)}<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><h1 dir="auto">${heading}</h1>
${lead.map((line) => html`<p class="soft" dir="auto">${line}</p>\n`)}</header>
<div class="columns">
<nav aria-label="Contents"><ol>
${sections.map(({ id, title: name, entry = name }) => html`<li><a href="#${id}">${entry}</a></li>\n`)}</ol></nav>
<main id="main" tabindex="-1">
${sections.map(sectionMarkup)}</main>
</div>
<footer><p>${foot}</p></footer>
</body>
</html>
`.markup;
}

function sectionMarkup({ id, title, content, verdict }: Section): Markup {
  const look = verdict === undefined ? null : html` class="verdict ${verdict}"`;
  return html`<section id="${id}" aria-labelledby="${id}-title"${look}><h2 id="${id}-title">${title}</h2>
${content}</section>
`;
}

function mark(fingerprint: Fingerprint | undefined): Markup | null {
  if (fingerprint === undefined) return null;
  return html`<meta name="poolwise-model" content="${fingerprint.model}">
<meta name="poolwise-run" content="${fingerprint.run}">
`;
}

/** The fingerprint that a page carries, as far as its first characters show; undefined where it has none. */
export function fingerprintOfPage(text: string): Fingerprint | undefined {
  const found =
    /<meta name="poolwise-model" content="(\w+)">\s*<meta name="poolwise-run" content="(\w+)">/.exec(text);
  return found === null ? undefined : { model: found[1], run: found[2] };
}
