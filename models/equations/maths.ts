import type { Quantity } from '../../src/engine/program/quantity.ts';

/** A piece of an equation, to be written as text (`mathsText`) or typeset (`src/report/page/mathml.ts`). */
export type Maths =
  /** A letter, a word or a number, as it is called; Greek letters by their names. */
  | { readonly kind: 'name'; readonly text: string }
  /** A parameter by what it is. */
  | { readonly kind: 'quantity'; readonly quantity: Quantity }
  | { readonly kind: 'indexed'; readonly base: Maths; readonly index: string }
  | { readonly kind: 'power'; readonly base: Maths; readonly exponent: Maths }
  | { readonly kind: 'bracketed'; readonly inner: Maths }
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly Maths[] }
  | { readonly kind: 'sum' | 'product' | 'list'; readonly of: readonly Maths[] }
  | { readonly kind: 'relation'; readonly left: Maths; readonly sign: '=' | '~'; readonly right: Maths }
  /** Signs, names and words in a row, with their spaces: what is spelt as text, such as a family's notation. */
  | { readonly kind: 'spelt'; readonly of: readonly (Maths | string)[] };

export const name = (text: string): Maths => ({ kind: 'name', text });
export const quantityMaths = (quantity: Quantity): Maths => ({ kind: 'quantity', quantity });
export const indexed = (base: Maths | string, index: string): Maths => ({
  kind: 'indexed',
  base: typeof base === 'string' ? name(base) : base,
  index,
});
export const power = (base: Maths, exponent: Maths): Maths => ({ kind: 'power', base, exponent });
export const squared = (base: Maths): Maths => power(base, name('2'));
export const bracketed = (inner: Maths): Maths => ({ kind: 'bracketed', inner });
export const call = (called: string, ...of: readonly Maths[]): Maths => ({ kind: 'call', name: called, of });
export const equals = (left: Maths, right: Maths): Maths => ({ kind: 'relation', left, sign: '=', right });
export const distributed = (left: Maths, right: Maths): Maths => ({
  kind: 'relation',
  left,
  sign: '~',
  right,
});

/** Parts in a row, or the one there is. */
export function joined(kind: 'sum' | 'product' | 'list', of: readonly Maths[]): Maths {
  return of.length === 1 ? of[0] : { kind, of };
}

/** `Normal(0, sd^2)`. */
export const centredNormal = (sd: Maths): Maths => call('Normal', name('0'), squared(sd));

/** Words and equations of a line. */
export type Inline = string | Maths;

/** A line of what explains a model. */
export type Line =
  /** Over the lines after it. */
  | { readonly kind: 'title'; readonly text: string }
  /** `left = a + b + c`. */
  | { readonly kind: 'equation'; readonly left: Maths; readonly terms: readonly Maths[] }
  | {
      readonly kind: 'line';
      /** 0 for a line of its own, 1 below a title, 2 below a line. */
      readonly depth: 0 | 1 | 2;
      readonly parts: readonly Inline[];
      /** Whether text breaks it after commas where it grows too long. */
      readonly wraps?: true;
    };

export const title = (text: string): Line => ({ kind: 'title', text });
export const line = (depth: 0 | 1 | 2, ...parts: readonly Inline[]): Line => ({ kind: 'line', depth, parts });
/** A line below another that text breaks after commas. */
export const longLine = (...parts: readonly Inline[]): Line => ({
  kind: 'line',
  depth: 2,
  parts,
  wraps: true,
});
export const equation = (left: Maths, terms: readonly Maths[]): Line => ({ kind: 'equation', left, terms });
