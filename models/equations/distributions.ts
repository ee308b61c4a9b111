import { quantityName } from '../../src/engine/program/quantity.ts';
import { knownWords } from '../covariance/structureNotes.ts';
import { classTerms, type PlainTerm, structureOf } from '../covariance/term.ts';
import type { GroupDesign, TermDesign } from '../design/design.ts';
import { groupsOf } from '../design/terms.ts';
import { residualLines } from './residual.ts';

import { bendOf, type Context, termSymbol } from './symbols.ts';

/** What a smooth bends by. */
export function smoothSection(smooths: readonly GroupDesign[]): string[] {
  const lines = smooths.flatMap((smooth) => {
    const { predictor, group, coefs, block } = smooth;
    const sd = quantityName({ kind: 'sd', predictor, group, coef: block });
    const slope = quantityName({ kind: 'coefficient', predictor, coef: group });
    return [
      `  ${group} is a straight line, whose slope is ${slope}, and what bends beside it:`,
      `    ${bendOf(smooth)} = z_1 u_1 + ... + z_${coefs.length} u_${coefs.length}, u_m ~ Normal(0, ${sd}^2)`,
    ];
  });
  return lines.length === 0 ? [] : ['Smooths (natural cubic splines)', ...lines];
}

/** How effects and residuals are distributed. */
export function distributionSection(context: Context): string[] {
  const { model, residualSd, row } = context;
  const lines = groupsOf(model.design).flatMap((term) => effectDistribution(context, term));
  const { residual } = model.design;
  if (residualSd !== null && residual === null) lines.push(`  e_${row} ~ Normal(0, ${residualSd}^2)`);
  if (residualSd !== null && residual !== null) lines.push(...residualLines(residual, residualSd));
  if (residual === null ? lines.length > 1 : model.design.groups.length > 0)
    lines.push(`  independent of one another and from level to level${unlessKnown(context)}`);
  return lines.length === 0 ? [] : ['Distributions', ...lines];
}

/** Where the levels of some term vary together. */
function unlessKnown({ model: { design } }: Context): string {
  return groupsOf(design).some(({ known }) => known !== undefined) ? ', unless a matrix is named' : '';
}

/** The random coefficients of one term, and how its levels vary together; those of each class of levels. */
function effectDistribution(context: Context, term: TermDesign): string[] {
  const symbols = term.coefs.map((coef, c) => termSymbol(context, term.group, term.predictors[c], coef));
  const lines = classTerms(term).flatMap((plain, c) => {
    const of = term.classes === null ? '' : `of ${term.classes.names[c]}: `;
    return classDistribution(plain, symbols, of);
  });
  if (term.known === undefined) return lines;
  return [...lines, `    covariance of two levels: that times their entry of ${knownWords(term.known)}`];
}

/** The random coefficients of one level, with the names of their sds and correlations. */
function classDistribution(term: PlainTerm, symbols: readonly string[], of: string): string[] {
  const k = term.coefs.length;
  const structure = structureOf(term);
  const parameters = structure.parameters(term);
  const named = (wanted: 'sd' | 'correlation'): string[] =>
    parameters.flatMap(({ quantity, of: places }) =>
      (places.length === 1) === (wanted === 'sd') ? [quantityName(quantity)] : [],
    );
  const [sds, correlations] = [named('sd'), named('correlation')];
  if (k === 1) return [`  ${of}${symbols[0]} ~ Normal(0, ${sds[0]}^2)`];
  return [
    `  ${of}(${symbols.join(', ')}) ~ Normal(0, G), G ${k} x ${k}${structure.words(k)}`,
    `    ${sds.length === 1 ? 'sd' : 'sds'} ${sds.join(', ')}`,
    ...(correlations.length === 0
      ? []
      : [`    ${correlations.length === 1 ? 'correlation' : 'correlations'} ${correlations.join(', ')}`]),
  ];
}
