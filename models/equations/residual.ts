import { quantityName } from '../../src/engine/program/quantity.ts';
import type { ResidualDesign } from '../design/design.ts';
import { pairsOf } from '../residual/pairs.ts';

/** The distribution of residuals that have a structure, in lines; `sd` is the name of their common sd. */
export function residualLines(design: ResidualDesign, sd: string): string[] {
  const { syntax, points } = design;
  const { structure, text, of, columns } = syntax;
  const kind = structure.homogeneous ? 'homogeneous' : 'heterogeneous';
  const sds = structure.homogeneous ? `sd ${sd}` : `sds ${points.map((p) => `sigma_${p}`).join(', ')}`;
  if (columns.length === 0) return [`  e ~ Normal(0, R), R diagonal, ${kind}: ${text}`, `    ${sds}`];
  const pairs = structure.freeCorrelations
    ? `: ${pairsOf(points)
        .map(({ quantity }) => quantityName(quantity))
        .join(', ')}`
    : '';
  const time = structure.words.includes('t - t') ? `, t = ${of}` : '';
  return [
    `  e ~ Normal(0, R), R with a block for each level of ${columns.join(':')}, ${kind}: ${text}`,
    ...wrapped(`    ${sds}`),
    ...wrapped(`    correlation of two rows of a block: ${structure.words}${pairs}${time}`),
    '    R is the marginal covariance of the residuals: no outcome is regressed on another',
  ];
}

/** Longest line. */
const width = 100;

/** Broken after commas; what follows is indented further. */
function wrapped(line: string): string[] {
  const lines = [''];
  for (const part of line.split(/(?<=, )/)) {
    const last = lines[lines.length - 1];
    if (last.trim() !== '' && last.length + part.trimEnd().length > width) lines.push(`      ${part}`);
    else lines[lines.length - 1] += part;
  }
  return lines.map((one) => one.trimEnd());
}
