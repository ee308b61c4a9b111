import type { Command } from 'commander';

/** How a table is written, and where, for every command that prints one. */
export function addTableFlags(command: Command): Command {
  return command
    .option('--as <format>', 'text, markdown, html, latex or csv; by the end of --out if left out')
    .option('--booktabs', 'of LaTeX: rules of the package booktabs')
    .option('--out <file>', 'write the table to a file (.txt .md .html .tex .csv)')
    .option('--force', 'replace what stands at --out, whoever wrote it');
}
