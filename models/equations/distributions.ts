import type { Quantity } from '../../src/engine/program/quantity.ts';
import { knownWords } from '../covariance/structureNotes.ts';
import { classTerms, type PlainTerm, structureOf } from '../covariance/term.ts';
import type { GroupDesign, TermDesign } from '../design/design.ts';
import { groupsOf } from '../design/terms.ts';
import {
  bracketed,
  call,
  centredNormal,
  distributed,
  equals,
  indexed,
  joined,
  type Line,
  line,
  type Maths,
  name,
  quantityMaths,
  title,
} from './maths.ts';
import { residualLines } from './residual.ts';

import { bendOf, type Context, termSymbol } from './symbols.ts';

/** What a smooth bends by. */
export function smoothSection(smooths: readonly GroupDesign[]): Line[] {
  const lines = smooths.flatMap((smooth) => {
    const { predictor, group, coefs, block } = smooth;
    const sd = quantityMaths({ kind: 'sd', predictor, group, coef: block });
    const slope = quantityMaths({ kind: 'coefficient', predictor, coef: group });
    const product = (m: number): Maths => joined('product', [indexed('z', `${m}`), indexed('u', `${m}`)]);
    const bent = joined('sum', [product(1), name('...'), product(coefs.length)]);
    return [
      line(1, `${group} is a straight line, whose slope is `, slope, ', and what bends beside it:'),
      line(2, equals(name(bendOf(smooth)), bent), ', ', distributed(indexed('u', 'm'), centredNormal(sd))),
    ];
  });
  return lines.length === 0 ? [] : [title('Smooths (natural cubic splines)'), ...lines];
}

/** How effects and residuals are distributed. */
export function distributionSection(context: Context): Line[] {
  const { model, residualSd, row } = context;
  const lines = groupsOf(model.design).flatMap((term) => effectDistribution(context, term));
  const { residual } = model.design;
  if (residualSd !== null && residual === null)
    lines.push(line(1, distributed(indexed('e', row), centredNormal(name(residualSd)))));
  if (residualSd !== null && residual !== null) lines.push(...residualLines(residual, residualSd));
  if (residual === null ? lines.length > 1 : model.design.groups.length > 0)
    lines.push(line(1, `independent of one another and from level to level${unlessKnown(context)}`));
  return lines.length === 0 ? [] : [title('Distributions'), ...lines];
}

/** Where the levels of some term vary together. */
function unlessKnown({ model: { design } }: Context): string {
  return groupsOf(design).some(({ known }) => known !== undefined) ? ', unless a matrix is named' : '';
}

/** The random coefficients of one term, and how its levels vary together; those of each class of levels. */
function effectDistribution(context: Context, term: TermDesign): Line[] {
  const symbols = term.coefs.map((coef, c) => termSymbol(context, term.group, term.predictors[c], coef));
  const lines = classTerms(term).flatMap((plain, c) => {
    const of = term.classes === null ? '' : `of ${term.classes.names[c]}: `;
    return classDistribution(plain, symbols, of);
  });
  if (term.known === undefined) return lines;
  return [...lines, line(2, `covariance of two levels: that times their entry of ${knownWords(term.known)}`)];
}

/** The random coefficients of one level, with the names of their sds and correlations. */
function classDistribution(term: PlainTerm, symbols: readonly Maths[], of: string): Line[] {
  const k = term.coefs.length;
  const structure = structureOf(term);
  const parameters = structure.parameters(term);
  const quantities = (wanted: 'sd' | 'correlation'): Quantity[] =>
    parameters.flatMap(({ quantity, of: places }) =>
      (places.length === 1) === (wanted === 'sd') ? [quantity] : [],
    );
  const [sds, correlations] = [quantities('sd'), quantities('correlation')];
  if (k === 1) return [line(1, of, distributed(symbols[0], centredNormal(quantityMaths(sds[0]))))];
  const all = bracketed(joined('list', symbols));
  return [
    line(
      1,
      of,
      distributed(all, call('Normal', name('0'), name('G'))),
      ', ',
      name('G'),
      ` ${k} x ${k}${structure.words(k)}`,
    ),
    counted('sd', sds),
    ...(correlations.length === 0 ? [] : [counted('correlation', correlations)]),
  ];
}

/** `sds sd_g__Intercept, sd_g__x`. */
function counted(word: string, quantities: readonly Quantity[]): Line {
  const names = quantities.flatMap((quantity, q) => [...(q === 0 ? [] : [', ']), quantityMaths(quantity)]);
  return line(2, `${word}${quantities.length === 1 ? '' : 's'} `, ...names);
}
