const noEndTag = new Set(['meta']);

/**
 * Throws unless every tag of a page is closed in order, every attribute quoted, every id its own, and every link within the page
 * leads somewhere: what a browser would silently mend.
 * Enough for pages that we write ourselves, comments and scripts aside.
 */
export function checkMarkup(page: string): void {
  const open: string[] = [];
  const body = page.replace(/^<!doctype html>/, '').replace(/<style>[^<]*<\/style>/, '');
  for (const [, tag] of body.matchAll(/<([^>]*)>/g)) {
    const end = /^\/([a-z][a-z0-9]*)$/.exec(tag);
    if (end !== null) {
      const last = open.pop();
      if (last !== end[1]) throw new Error(`</${end[1]}> closes <${last}>`);
      continue;
    }
    const start = /^([a-z][a-z0-9]*)((?: [a-zA-Z0-9:-]+="[^"<>]*")*)(\/?)$/.exec(tag);
    if (start === null) throw new Error(`no tag: <${tag}>`);
    if (start[3] === '' && !noEndTag.has(start[1])) open.push(start[1]);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  checkLinks(body);
}

function checkLinks(body: string): void {
  const found = (attribute: RegExp): string[] => [...body.matchAll(attribute)].map(([, value]) => value);
  const ids = found(/ id="([^"]*)"/g);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice !== undefined) throw new Error(`id="${twice}" is there twice`);
  const targets = [...found(/ href="#([^"]*)"/g), ...found(/ aria-labelledby="([^"]*)"/g)];
  const lost = targets.find((target) => !ids.includes(target));
  if (lost !== undefined) throw new Error(`#${lost} leads nowhere`);
}

/** What a reader sees: tags gone, entities turned back, white space single. */
export function visibleText(page: string): string {
  return page
    .replace(/<style>[^<]*<\/style>|<title>[^<]*<\/title>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}
