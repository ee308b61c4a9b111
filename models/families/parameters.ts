import { gamma, invGamma, normal, truncated } from '../priors/constructors.ts';
import type { FamilyParameter } from './family.ts';

/** Three significant digits, so that the printed prior is the prior used. */
const rounded = (x: number): number => Number(x.toPrecision(3));

/**
 * A shape or precision, the greater the nearer to the limit without any excess variance: inverse gamma(0.4, 0.3), as brms
 * has it for negative binomials. It keeps away from 0 and lets the limit be: 4 % beyond 1000.
 */
export const shape: FamilyParameter = {
  name: 'shape',
  support: { kind: 'positive' },
  prior: () => invGamma(0.4, 0.3),
};

/** The same prior for the precision of a chance. */
export const precision: FamilyParameter = { ...shape, name: 'phi' };

/** A shape in the outcome's unit. */
export const shapeOfOutcome: FamilyParameter = {
  ...shape,
  scalesWithOutcome: true,
  prior: (unit) => invGamma(0.4, rounded(0.3 * unit)),
};

/** A scale in the outcome's unit. */
export const sigma: FamilyParameter = {
  name: 'sigma',
  support: { kind: 'positive' },
  scalesWithOutcome: true,
  residualScale: true,
};

/** Degrees of freedom, above 1 so that there is a mean: Juarez & Steel 2010, as brms has it. */
export const nu: FamilyParameter = {
  name: 'nu',
  support: { kind: 'above', lower: 1 },
  prior: () => truncated(gamma(2, 0.1), 1),
};

/** Skewness; as brms has it. */
export const alpha: FamilyParameter = { name: 'alpha', support: { kind: 'real' }, prior: () => normal(0, 4) };

/** A chance of a zero that comes before all else; uniform. */
export const zi: FamilyParameter = { name: 'zi', support: { kind: 'interval', lower: 0, upper: 1 } };

/** The chance of a zero; uniform. */
export const hu: FamilyParameter = { ...zi, name: 'hu' };
