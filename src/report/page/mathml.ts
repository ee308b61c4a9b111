import { equals, type Inline, type Line, type Maths, name } from '../../../models/equations/maths.ts';
import { mathsText } from '../../../models/equations/mathsText.ts';
import {
  coefficientLabel,
  mainPredictor,
  type Quantity,
  quantityName,
} from '../../engine/program/quantity.ts';
import { html, type Markup, raw } from '../html.ts';

/** Greek letters by their names. */
const greek: ReadonlyMap<string, string> = new Map(
  'alpha α, beta β, gamma γ, eta η, mu μ, nu ν, phi φ, sigma σ'
    .split(', ')
    .map((pair) => pair.split(' ') as [string, string]),
);

/** Signs that are typeset otherwise than typed. */
const signs: ReadonlyMap<string, string> = new Map([
  ['<=', '≤'],
  ['>=', '≥'],
  ['-', '−'],
  ['~', '∼'],
  ['...', '…'],
]);

/** Most characters of a piece of an equation that a phone shows at once; longer ones scroll. */
const mostCharacters = 40;

/**
 * Words and equations of a line, these in MathML, which browsers typeset and screen readers read; in pieces between which a
 * narrow page may break. Names are escaped.
 */
export function inlineMarkup(parts: readonly Inline[]): Markup {
  return html`${parts.map((part) => (typeof part === 'string' ? part : pieces([part])))}`;
}

/** `left = a + b + c`, which may break before each plus. */
export function equationMarkup({ left, terms }: Extract<Line, { kind: 'equation' }>): Markup {
  const [first = name('0'), ...others] = terms;
  return html`<p class="equation">${pieces([equals(left, first), ...others])}</p>`;
}

/** Whether some piece of it is so long that it must scroll on a phone. */
export function isLong(line: Line): boolean {
  if (line.kind === 'title') return false;
  const parts = line.kind === 'equation' ? [line.left, ...line.terms] : line.parts;
  return parts.some((part) => typeof part !== 'string' && longest(part) > mostCharacters);
}

function longest(maths: Maths): number {
  if (maths.kind === 'relation') return Math.max(longest(maths.left), longest(maths.right));
  return mathsText(maths).length;
}

/** Terms of a sum, each in a `math` of its own; a relation in one for each side. */
function pieces(terms: readonly Maths[]): Markup[] {
  return terms.flatMap((term, t) => {
    if (t > 0) return [html` <math>${leading('+')}${typeset(term)}</math>`];
    if (term.kind !== 'relation') return [html`<math>${typeset(term)}</math>`];
    const right = html` <math>${leading(term.sign)}${typeset(term.right)}</math>`;
    return [html`<math>${typeset(term.left)}</math>`, right];
  });
}

/** A sign at the beginning of a piece, which would be taken for a prefix. */
const leading = (sign: string): Markup =>
  html`<mo form="infix" lspace="0.15em" rspace="0.25em">${signs.get(sign) ?? sign}</mo>`;

function typeset(maths: Maths): Markup {
  switch (maths.kind) {
    case 'name':
      return nameMarkup(maths.text);
    case 'quantity':
      return quantityMarkup(maths.quantity);
    case 'indexed':
      return html`<msub>${typeset(maths.base)}${indexMarkup(maths.index)}</msub>`;
    case 'power':
      return powerMarkup(maths.base, html`<mrow>${typeset(maths.exponent)}</mrow>`);
    case 'bracketed':
      return html`<mrow>${operator('(')}${typeset(maths.inner)}${operator(')')}</mrow>`;
    case 'call':
      return html`<mrow><mi>${maths.name}</mi>${apply}${operator('(')}${between(maths.of, comma)}${operator(')')}</mrow>`;
    case 'sum':
      return html`<mrow>${between(maths.of, operator('+'))}</mrow>`;
    case 'product':
      return html`<mrow>${between(maths.of, times)}</mrow>`;
    case 'list':
      return html`<mrow>${between(maths.of, comma)}</mrow>`;
    case 'relation':
      return html`<mrow>${typeset(maths.left)}${operator(maths.sign)}${typeset(maths.right)}</mrow>`;
    case 'spelt':
      return html`<mrow>${maths.of.map((part) => (typeof part === 'string' ? spelt(part) : typeset(part)))}</mrow>`;
  }
}

/** A power stands above the index. */
function powerMarkup(base: Maths, exponent: Markup): Markup {
  if (base.kind === 'indexed')
    return html`<msubsup>${typeset(base.base)}${indexMarkup(base.index)}${exponent}</msubsup>`;
  const of = base.kind === 'quantity' ? whatOf(base.quantity) : null;
  if (of === null || of.level !== undefined) return html`<msup>${typeset(base)}${exponent}</msup>`;
  return html`<msubsup>${nameMarkup(of.symbol)}${belowMarkup(of)}${exponent}</msubsup>`;
}

/** What is there between two factors and between a function and its brackets: spoken, not seen. */
const times = html`<mo lspace="0" rspace="0.22em">${raw('&#x2062;')}</mo>`;
const apply = html`<mo>${raw('&#x2061;')}</mo>`;
const comma = html`<mo>,</mo>`;

const operator = (sign: string): Markup => html`<mo>${signs.get(sign) ?? sign}</mo>`;
const number = (text: string): Markup => html`<mn>${text}</mn>`;

function between(of: readonly Maths[], sign: Markup): Markup[] {
  return of.flatMap((one, k) => (k === 0 ? [typeset(one)] : [sign, typeset(one)]));
}

function nameMarkup(text: string): Markup {
  if (/^\d+$/.test(text)) return number(text);
  if (signs.has(text)) return operator(text);
  return html`<mi>${greek.get(text) ?? text}</mi>`;
}

/** `10,j`: numbers and letters as what they are. */
function indexMarkup(index: string): Markup {
  const parts = index.match(/\d+|[A-Za-z]|,|[^\dA-Za-z,]+/g) ?? [];
  return html`<mrow>${parts.map((part) => (part === ',' ? comma : nameMarkup(part)))}</mrow>`;
}

/** Signs and words between symbols; words keep their spaces. */
function spelt(text: string): Markup[] {
  const parts = text.match(/<=|>=|\.\.\.|[-=~+/(),|]|\d+|\s+|[^\s\d\-=~+/(),|<>.]+|./gu) ?? [];
  return parts.map((part) => {
    if (/^\s+$/.test(part)) return html`<mspace width="0.28em"/>`;
    if (/^\d+$/.test(part)) return number(part);
    return signs.has(part) || '=+/(),|'.includes(part) ? operator(part) : html`<mtext>${part}</mtext>`;
  });
}

/** A parameter as a letter or a short word with what it is of below it: `sd` of `DID, Intercept`. */
function quantityMarkup(quantity: Quantity): Markup {
  const of = whatOf(quantity);
  if (of === null) return nameMarkup(quantityName(quantity));
  const base = html`<msub>${nameMarkup(of.symbol)}${belowMarkup(of)}</msub>`;
  if (of.level === undefined) return base;
  return html`<mrow>${base}${operator('[')}<mtext>${of.level.join(', ')}</mtext>${operator(']')}</mrow>`;
}

const belowMarkup = ({ below }: WhatOf): Markup => html`<mtext>${below.join(', ')}</mtext>`;

interface WhatOf {
  readonly symbol: string;
  readonly below: readonly string[];
  /** Of a group effect, which level's and of which coefficient. */
  readonly level?: readonly string[];
}

function whatOf(quantity: Quantity): WhatOf | null {
  const ofPredictor = (predictor: string): string[] => (predictor === mainPredictor ? [] : [predictor]);
  switch (quantity.kind) {
    case 'intercept':
      return { symbol: 'b', below: [...ofPredictor(quantity.predictor), 'Intercept'] };
    case 'monotone':
      return { symbol: 'bsp', below: [...ofPredictor(quantity.predictor), quantity.coef] };
    case 'coefficient':
      return { symbol: 'b', below: [...ofPredictor(quantity.predictor), quantity.coef] };
    case 'sd':
      return { symbol: 'sd', below: [quantity.group, ...ofPredictor(quantity.predictor), quantity.coef] };
    case 'correlation': {
      const { group, coefs, predictor, other = predictor } = quantity;
      const places = [coefficientLabel(predictor, coefs[0]), coefficientLabel(other, coefs[1])];
      return { symbol: 'cor', below: [group, ...places] };
    }
    case 'groupEffect':
      return {
        symbol: 'r',
        below: [quantity.group, ...ofPredictor(quantity.predictor)],
        level: [quantity.level, quantity.coef],
      };
    default:
      return null;
  }
}
