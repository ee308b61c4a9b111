import type { Fingerprint } from '../../models/fingerprint.ts';
import { html, type Markup, raw } from './html.ts';
import { style } from './htmlStyle.ts';

/** A page that needs nothing else: its own policy forbids scripts and requests. It carries its fit's fingerprint. */
export function page(title: string, body: Markup, fingerprint?: Fingerprint): string {
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
${body}
</body>
</html>
`.markup;
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
