import { expect, test } from 'vitest';
import { explained } from '../../models/equations/explain.ts';
import type { Line } from '../../models/equations/maths.ts';
import { lineText } from '../../models/equations/mathsText.ts';
import { notationMaths } from '../../models/equations/notation.ts';
import type { FamilyName } from '../../models/families/builtin.ts';
import { type GlmmOptions, glmm } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { html } from '../../src/report/html.ts';
import { modelSection } from '../../src/report/page/htmlModel.ts';
import { equationMarkup, inlineMarkup } from '../../src/report/page/mathml.ts';
import { hostile, hostileModel } from './fits.ts';
import { checkMarkup, visibleText } from './markup.ts';

const rows = 60;
const of = <T>(value: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => value(i));
const rng = stream('mathml', 'table');
const table = tableFromColumns({
  y: of(() => rng.normal()),
  x: of(() => rng.normal()),
  a_b: of(() => rng.normal()),
  size: of((i) => 10 + (i % 3)),
  count: of((i) => (3 * i) % 7),
  rating: of((i) => 1 + (((5 * i) % 7) % 3)),
  kind: of((i) => ['x_1^2', 'b & c', '...'][i % 3]),
  g: of((i) => `g${(7 * i + (i >> 2)) % 6}`),
  f: of((i) => `f${i % 3}`),
  time: of((i) => i % 10),
  person: of((i) => `p${Math.floor(i / 10)}`),
});

const models: readonly [string, GlmmOptions][] = [
  ['y ~ x * f + (x | g) + (1 | person)', {}],
  ['count | trials(size) ~ a_b + offset(log(size)) + (1 | g)', { family: 'binomial' }],
  ['y ~ s(x) + (1 |p| g)', { sigma: '~ x + (1 |p| g)' }],
  ['rating ~ mo(time) + x', { family: 'cumulative' as FamilyName }],
  ['kind ~ x + (1 | g)', { family: 'categorical' as FamilyName }],
  ['count ~ x + (0 + x | g)', { family: 'zero_inflated_negbinomial', shape: '~ x' }],
  ['y ~ x', { residual: 'hetar1(time | person)' }],
];

/** What is typeset otherwise than written: signs, Greek letters, spaces and the marks of indices. */
const typeset: Readonly<Record<string, string>> = {
  '≤': '<=',
  '−': '-',
  '∼': '~',
  '…': '...',
  γ: 'gamma',
  η: 'eta',
  μ: 'mu',
  ν: 'nu',
  σ: 'sigma',
};
function bare(text: string): string {
  const written = text.replace(/[≤−∼…γημνσ]/gu, (sign) => typeset[sign]);
  return written.replace(/[\s_^,\u2061\u2062]/gu, '').replace(/&#x206[12];/g, '');
}

test.each(models)('%s: what is typeset reads as explain writes it, sign by sign', (formula, options) => {
  const lines = explained(glmm(formula, table, options)).flat();
  expect(lines.filter(({ kind }) => kind === 'equation').length).toBeGreaterThan(0);
  for (const line of lines) {
    const { markup } = typesetLine(line);
    checkMarkup(markup);
    expect(bare(visibleText(markup))).toBe(bare(lineText(line).join(' ')));
  }
});

function typesetLine(line: Line) {
  if (line.kind === 'title') return html`${line.text}`;
  return line.kind === 'equation' ? equationMarkup(line) : html`<p>${inlineMarkup(line.parts)}</p>`;
}

test('indices, powers and brackets are markup, not text', () => {
  const { markup } = modelSection(glmm('y ~ x + (1 | g)', table)).content;
  expect(markup).toContain('<msub><mi>γ</mi><mrow><mn>00</mn></mrow></msub>');
  expect(markup).toContain(
    '<msubsup><mi>sd</mi><mtext>g, Intercept</mtext><mrow><mn>2</mn></mrow></msubsup>',
  );
});

test('names from the data stay text in equations', () => {
  const { markup } = modelSection(hostileModel()).content;
  checkMarkup(`<p>${markup}</p>`);
  expect(markup).not.toContain('<img');
  expect(visibleText(markup)).toContain(hostile.column);
});

test('a column may be called as anything of an object is', () => {
  const model = glmm('y ~ constructor', tableFromColumns({ y: [1, 2, 4], constructor: [1, 2, 3] }));
  expect(visibleText(modelSection(model).content.markup)).toContain('constructor');
});

test("a family's notation is taken apart without loss, whatever it is", () => {
  const { markup } = inlineMarkup([notationMaths('Mine(mu_ij^2, <b>, "|", muc_2_ij) else ar^|t - t\'|')]);
  checkMarkup(`<p>${markup}</p>`);
  expect(
    visibleText(markup)
      .replace(/[\s_^]/g, '')
      .replace('−', '-'),
  ).toBe('Mine(μij2,<b>,"|",muc2ij)elsear|t-t\'|');
});
