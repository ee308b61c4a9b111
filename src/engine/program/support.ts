/** Where a parameter may lie. */
export type Support =
  | { readonly kind: 'real' }
  | { readonly kind: 'positive' }
  /** Beyond an end, which is not reached. */
  | { readonly kind: 'above'; readonly lower: number }
  | { readonly kind: 'below'; readonly upper: number }
  | { readonly kind: 'interval'; readonly lower: number; readonly upper: number };
