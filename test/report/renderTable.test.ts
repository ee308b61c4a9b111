import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../src/data/parseCsv.ts';
import { type PrintedTable, renderTable, type TableCell } from '../../src/report/renderTable.ts';
import { cellText } from '../../src/report/table/cell.ts';
import { escapeLatex } from '../../src/report/table/latex.ts';
import { escapeMarkdown } from '../../src/report/table/markdown.ts';
import { checkMarkup, visibleText } from './markup.ts';

const number = (value: number, decimals?: number): TableCell => ({
  kind: 'number',
  value,
  ...(decimals === undefined ? {} : { decimals }),
});
const p = (value: number): TableCell => ({ kind: 'probability', value, as: 'p-value' });
const percent = (value: number): TableCell => ({ kind: 'probability', value, as: 'percent' });
const interval = (lower: number, upper: number): TableCell => ({ kind: 'interval', lower, upper });

const remission: PrintedTable = {
  title: 'remission ~ Age + (1 | DID)',
  columns: [
    { title: 'Parameter', kind: 'text' },
    { title: 'Est.', kind: 'number', over: 'first' },
    { title: 'p', kind: 'number', over: 'first' },
    { title: 'odds ratio', kind: 'number' },
    { title: '95% interval', kind: 'interval' },
  ],
  rows: [
    { heading: 'Fixed' },
    ['Age & <sex>', number(-0.0997512345, 3), p(1e-9), number(0.905), interval(0.89512, 0.91534)],
    { heading: 'Random' },
    ['=sd_DID', number(1.9, 3), null, null, interval(-1, Infinity)],
  ],
  note: '50% of {all}',
};

describe('renderTable', () => {
  test('text: headings over columns and rows, text to the left, numbers to the right', () => {
    expect(renderTable(remission, 'text')).toBe(
      [
        'remission ~ Age + (1 | DID)',
        '',
        '                   first',
        'Parameter        Est.       p  odds ratio    95% interval',
        'Fixed',
        '  Age & <sex>  -0.100  <0.001       0.905  0.895 to 0.915',
        'Random',
        '  =sd_DID       1.900                        -1.00 to Inf',
        '',
        '50% of {all}',
        '',
      ].join('\n'),
    );
  });

  test('text: a narrow terminal takes the columns in blocks, each under its heading', () => {
    const lines = renderTable({ ...remission, title: '', note: '' }, 'text', { width: 32 }).split('\n');
    expect(lines.slice(0, 2)).toEqual(['                   first', 'Parameter        Est.       p']);
    expect(lines[6]).toBe('Parameter      odds ratio');
  });

  test('markdown', () => {
    expect(renderTable(remission, 'markdown')).toBe(
      [
        '**remission \\~ Age + (1 \\| DID)**',
        '',
        '| Parameter | first: Est. | first: p | odds ratio | 95% interval |',
        '| :-- | --: | --: | --: | --: |',
        '| **Fixed** |  |  |  |  |',
        '| Age \\& \\<sex\\> | -0.100 | \\<0.001 | 0.905 | 0.895 to 0.915 |',
        '| **Random** |  |  |  |  |',
        '| =sd_DID | 1.900 |  |  | -1.00 to Inf |',
        '',
        '50% of {all}',
        '',
      ].join('\n'),
    );
  });

  test('latex: plain rules, or those of booktabs; a minus is a minus', () => {
    const plain = renderTable(remission, 'latex').split('\n');
    expect(plain).toContain('% needs no package');
    expect(plain).toContain('\\cline{2-3}');
    expect(plain).toContain(
      '{}\\quad Age \\& \\textless{}sex\\textgreater{} & $-$0.100 & \\textless{}0.001 & 0.905 & 0.895 to 0.915 \\\\',
    );
    expect(plain).toContain('\\multicolumn{5}{l}{\\textit{Fixed}} \\\\');
    expect(plain.filter((line) => line === '\\hline')).toHaveLength(3);
    const ruled = renderTable(remission, 'latex', { booktabs: true });
    expect(ruled).toContain('% needs \\usepackage{booktabs}');
    for (const rule of ['\\toprule', '\\cmidrule{2-3}', '\\midrule', '\\bottomrule'])
      expect(ruled).toContain(`\n${rule}\n`);
  });

  test('html: well-formed, every cell escaped, nothing beyond ASCII', () => {
    const page = renderTable({ ...remission, title: 'größer <b>' }, 'html');
    checkMarkup(page);
    expect(visibleText(page)).toContain('Age & <sex> -0.100 <0.001 0.905');
    expect(page).toContain('<caption>gr&#246;&#223;er &lt;b&gt;</caption>');
    expect(page).toMatch(/^[\n\x20-\x7e]*$/);
  });

  test('csv: numbers in full, intervals in two columns, no formula for a spreadsheet', () => {
    const text = renderTable(remission, 'csv');
    expect(text).toBe(
      [
        'part,Parameter,first: Est.,first: p,odds ratio,95% interval lower,95% interval upper',
        'Fixed,Age & <sex>,-0.0997512345,1e-9,0.905,0.89512,0.91534',
        "Random,'=sd_DID,1.9,NA,NA,-1,Inf",
        '',
      ].join('\n'),
    );
    expect(parseCsv(text, 'table').columns.get('first: Est.')).toMatchObject({ kind: 'number' });
  });

  test('a format that is none is refused by name', () => {
    expect(() => renderTable(remission, 'latx' as 'latex')).toThrow(
      'table: no format "latx" (have: text, markdown, html, latex, csv). Did you mean "latex"?',
    );
  });
});

test('cells: p-values as journals print them, shares of draws never quite 0 or 100 %', () => {
  expect([0, 0.0009, 0.001, 0.04999, 0.9995, 1, Number.NaN].map((x) => cellText(p(x)))).toEqual([
    '<0.001',
    '<0.001',
    '0.001',
    '0.050',
    '>0.999',
    '1.000',
    '-',
  ]);
  expect([0, 0.0005, 0.9753, 0.9995, 1, Number.NaN].map((x) => cellText(percent(x)))).toEqual([
    '<0.1%',
    '0.1%',
    '97.5%',
    '>99.9%',
    '>99.9%',
    '-',
  ]);
});

test('cells: significant digits where no decimals are given, Inf and - for what is no number', () => {
  const values = [0, 123.456, -0.00123456, 1e12, -Infinity, Number.NaN];
  expect(values.map((x) => cellText(number(x)))).toEqual([
    '0.00',
    '123',
    '-0.00123',
    '1.00e+12',
    '-Inf',
    '-',
  ]);
  expect(cellText(interval(Number.NaN, Number.NaN))).toBe('-');
});

/** What LaTeX and Markdown print of escaped text: each escape is undone by itself. */
const printed: Readonly<Record<string, string>> = {
  '\\textbackslash{}': '\\',
  '\\textasciitilde{}': '~',
  '\\textasciicircum{}': '^',
  '\\textless{}': '<',
  '\\textgreater{}': '>',
  '\\textbar{}': '|',
  "''": '"',
};

test('escapes: what is printed is the text itself, and nothing special stands bare', () => {
  const texts = fc.string({ unit: fc.constantFrom(...'ab \\~^<>|"&%$#_{}*`[]') });
  fc.assert(
    fc.property(texts, (text) => {
      const oneLine = text.replace(/\s+/g, ' ');
      const latex = escapeLatex(text);
      expect(latex.replace(/\\[a-z]+\{\}|''|\\[&%$#_{}]/g, (found) => printed[found] ?? found[1])).toBe(
        oneLine,
      );
      expect(latex.replace(/\\[a-z]+\{\}|''|\\[&%$#_{}]/g, '')).not.toMatch(/[\\~^<>|"&%$#_{}]/);
      const markdown = escapeMarkdown(text);
      expect(markdown.replace(/\\(.)/g, '$1')).toBe(oneLine);
      expect(markdown.replace(/\\./g, '')).not.toMatch(/[\\|*`<>[\]~&$]/);
    }),
  );
});
