import { cellText, type TableCell } from './cell.ts';
import { hasHeadings, isHeading, notesOf, type PrintedTable, spansOf, type TableRow } from './table.ts';

/** What rules are drawn by. */
const plain = { needs: 'no package', top: '\\hline', middle: '\\hline', bottom: '\\hline', part: 'cline' };
const booktabs = {
  needs: '\\usepackage{booktabs}',
  top: '\\toprule',
  middle: '\\midrule',
  bottom: '\\bottomrule',
  part: 'cmidrule',
};

/** A `table` with caption, `tabular` and notes, to be read by \input; a comment says which package it needs. */
export function latexOf(table: PrintedTable, withBooktabs: boolean): string {
  const { title, columns, rows } = table;
  const rule = withBooktabs ? booktabs : plain;
  const indent = hasHeadings(table) ? '\\quad ' : '';
  return [
    '% a table of poolwise',
    `% needs ${rule.needs}`,
    '\\begin{table}',
    '\\centering',
    ...(title === '' ? [] : [`\\caption{${escapeLatex(title)}}`]),
    `\\begin{tabular}{${columns.map(({ kind }) => (kind === 'text' ? 'l' : 'r')).join('')}}`,
    rule.top,
    ...spanLines(table, rule.part),
    line(columns.map((column) => escapeLatex(column.title))),
    rule.middle,
    ...rows.map((row) => rowLine(row, columns.length, indent)),
    rule.bottom,
    '\\end{tabular}',
    ...notesOf(table).map((note) => `\n\\smallskip\n{\\footnotesize ${escapeLatex(note)}\\par}`),
    '\\end{table}',
    '',
  ].join('\n');
}

/** Braces keep a cell that begins with [ or * from being read as an argument of the row before. */
const line = (cells: readonly string[]): string => `{}${cells.join(' & ')} \\\\`;

function spanLines({ columns }: PrintedTable, part: string): string[] {
  const spans = spansOf(columns);
  if (spans.length === 0) return [];
  const cells = spans.map(({ over, count }) => `\\multicolumn{${count}}{c}{${escapeLatex(over)}}`);
  const rules = spans
    .filter(({ over }) => over !== '')
    .map(({ from, count }) => `\\${part}{${from + 1}-${from + count}}`);
  return [`${cells.join(' & ')} \\\\`, rules.join(' ')];
}

function rowLine(row: TableRow, columns: number, indent: string): string {
  if (isHeading(row)) return `\\multicolumn{${columns}}{l}{\\textit{${escapeLatex(row.heading)}}} \\\\`;
  return line(row.map((cell, c) => (c === 0 ? indent : '') + cellLatex(cell)));
}

/** A minus of a number is a minus, not a hyphen. */
function cellLatex(cell: TableCell): string {
  const text = escapeLatex(cellText(cell));
  return cell === null || typeof cell === 'string' ? text : text.replace(/(?<![\de])-(?=[\dI])/g, '$-$');
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': "''",
};

/** Text that LaTeX prints as it is, on one line. */
export function escapeLatex(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\~^<>|"&%$#_{}]/g, (character) => escapes[character] ?? `\\${character}`);
}
