/**
 * What a fit maximises.
 * - laplace: the marginal by Laplace's approximation, all of alpha together (lme4's nAGQ = 1).
 * - quadrature: the marginal by adaptive Gauss-Hermite quadrature, `nodes` for every coefficient of a level (lme4's
 *   nAGQ = nodes); for models whose terms all split the rows by one factor.
 * - reml: the marginal with the coefficients integrated out too, under a flat prior; without priors only.
 * - fast: coefficients at their joint mode with the group effects (lme4's nAGQ = 0); without priors only.
 */
export type Criterion =
  | { readonly kind: 'laplace' }
  | { readonly kind: 'quadrature'; readonly nodes: number }
  | { readonly kind: 'reml' }
  | { readonly kind: 'fast' };
