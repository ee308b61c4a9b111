/** A formula within these limits compiles in well under a second; none that a person would write comes near. */
export const LIMITS = {
  /** Characters of formula text. */
  length: 100_000,
  /** Parentheses, calls, signs and powers inside one another: keeps recursion far from the stack's end. */
  nesting: 200,
  /** Terms after expansion, on one side of a bar or outside all bars; also random terms. */
  terms: 1_000,
  /** Products formed while expanding the whole formula: `(a + b + ...)^k` grows fast before duplicates go. */
  products: 2_000_000,
} as const;
