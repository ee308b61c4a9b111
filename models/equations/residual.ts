import { quantityName } from '../../src/engine/program/quantity.ts';
import type { ResidualDesign } from '../design/design.ts';
import { pairsOf } from '../residual/pairs.ts';
import { call, distributed, type Line, line, longLine, name } from './maths.ts';
import { notationMaths } from './notation.ts';

/** The distribution of residuals that have a structure, in lines; `sd` is the name of their common sd. */
export function residualLines(design: ResidualDesign, sd: string): Line[] {
  const { syntax, points } = design;
  const { structure, text, of, columns } = syntax;
  const kind = structure.homogeneous ? 'homogeneous' : 'heterogeneous';
  const sds = structure.homogeneous ? `sd ${sd}` : `sds ${points.map((p) => `sigma_${p}`).join(', ')}`;
  const normal = distributed(name('e'), call('Normal', name('0'), name('R')));
  if (columns.length === 0) return [line(1, normal, `, R diagonal, ${kind}: ${text}`), line(2, sds)];
  const pairs = structure.freeCorrelations
    ? `: ${pairsOf(points)
        .map(({ quantity }) => quantityName(quantity))
        .join(', ')}`
    : '';
  const time = structure.words.includes('t - t') ? `, t = ${of}` : '';
  return [
    line(1, normal, `, R with a block for each level of ${columns.join(':')}, ${kind}: ${text}`),
    longLine(sds),
    longLine('correlation of two rows of a block: ', notationMaths(structure.words), `${pairs}${time}`),
    line(2, 'R is the marginal covariance of the residuals: no outcome is regressed on another'),
  ];
}
