import { html, type Markup, raw } from './html.ts';
import { style } from './htmlStyle.ts';

/** A page that needs nothing else: its own policy forbids scripts and requests. */
export function page(title: string, body: Markup, ownStyle = ''): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(style + ownStyle)}</style>
</head>
<body>
${body}
</body>
</html>
`.markup;
}
