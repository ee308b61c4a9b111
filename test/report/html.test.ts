import { expect, test } from 'vitest';
import { escapeHtml, html, raw } from '../../src/report/html.ts';

test('html: values are escaped in text and attributes, markup and numbers are not, null is nothing', () => {
  const name = `<b a="1">'&`;
  const inner = html`<i>${name}</i>`;
  expect(html`<p title="${name}">${inner}${[1, ' ', null, inner]}${raw('<br/>')}</p>`.markup).toBe(
    '<p title="&lt;b a=&quot;1&quot;&gt;&#39;&amp;"><i>&lt;b a=&quot;1&quot;&gt;&#39;&amp;</i>1 <i>&lt;b a=&quot;1&quot;&gt;&#39;&amp;</i><br/></p>',
  );
});

test('escapeHtml: an entity in the data stays the text it is; control characters cannot stay', () => {
  expect(escapeHtml('&lt;')).toBe('&amp;lt;');
  expect(escapeHtml('a\u0000b\u001bc\td\ne')).toBe('a\ufffdb\ufffdc\td\ne');
});
