/** Where a parameter may lie. */
export type Support =
  | { readonly kind: 'real' }
  | { readonly kind: 'positive' }
  | { readonly kind: 'interval'; readonly lower: number; readonly upper: number };
