import { gamma } from '../../engine/rng/gamma.ts';
import type { Rng } from '../../engine/rng.ts';

/** What is known of a patient before any outcome. Codes of factors index the levels below. */
export interface Patient {
  readonly Age: number;
  readonly Married: 0 | 1;
  readonly Sex: number;
  readonly FamilyHx: number;
  readonly SmokingHx: number;
  readonly CancerStage: number;
  readonly LengthofStay: number;
  readonly WBC: number;
  readonly RBC: number;
  readonly BMI: number;
  readonly IL6: number;
  readonly CRP: number;
}

/** In code-point order, as a reader of the same table from CSV would have them. */
export const LEVELS = {
  Sex: ['female', 'male'],
  FamilyHx: ['no', 'yes'],
  SmokingHx: ['current', 'former', 'never'],
  CancerStage: ['I', 'II', 'III', 'IV'],
} as const;

/**
 * Nine latent standard normals are correlated as the traits of the example data are: a trait's loadings on the fresh
 * normals of the traits before it; its own fresh normal makes up the rest of a variance of 1. (A Cholesky factor of
 * the example's polychoric correlations, by eye, to two places.)
 */
const LOADINGS: readonly (readonly number[])[] = [
  [], // age
  [0.48], // stage
  [0.28, -0.36], // married
  [0.46, 0.34, -0.43], // length of stay
  [0, 0, 0.27, -0.23], // white blood cells
  [0, 0.25, 0.1, 0.23, 0.03], // family history
  [-0.3, -0.41, -0.07, -0.19, -0.03, 0.57], // smoking
  [0, 0, 0, 0, -0.11], // red blood cells
  [0, 0, 0.06, 0.04, 0, 0, -0.33], // male
];
const OWN = LOADINGS.map((row) => Math.sqrt(1 - row.reduce((sum, loading) => sum + loading * loading, 0)));

function correlatedNormals(rng: Rng): number[] {
  const fresh = LOADINGS.map(() => rng.normal());
  return LOADINGS.map((row, i) =>
    row.reduce((sum, loading, k) => sum + loading * fresh[k], OWN[i] * fresh[i]),
  );
}

/** Standard normal quantiles at 20 (negated: 80), 30 (70), 40 (60) and 90 percent. */
const Q60 = 0.2533;
const Q70 = 0.5244;
const Q80 = 0.8416;
const Q90 = 1.2816;

function above(z: number, cut: number): 0 | 1 {
  return z > cut ? 1 : 0;
}

/** To so many decimals: division by a power of ten gives the double that the decimal text reads back as. */
export function roundTo(x: number, decimals: 4 | 5): number {
  const scale = decimals === 4 ? 1e4 : 1e5;
  return Math.round(x * scale) / scale;
}

export function simulatePatient(rng: Rng): Patient {
  const [age, stage, married, stay, white, family, smoking, red, male] = correlatedNormals(rng);
  return {
    Age: roundTo(50.91 + 6.24 * age, 5),
    Married: above(married, -Q60),
    Sex: above(male, Q60),
    FamilyHx: above(family, Q80),
    SmokingHx: 2 - above(smoking, Q60) - above(smoking, Q80),
    CancerStage: above(stage, -Q70) + above(stage, Q70) + above(stage, Q90),
    LengthofStay: Math.max(1, Math.min(10, Math.round(5.49 + 0.99 * stay))),
    WBC: roundTo(6007 + 980 * white, 5),
    RBC: roundTo(4.996 + 0.283 * red, 5),
    BMI: roundTo(Math.min(58, 17.5 + 3.74 * gamma(rng, 3.08)), 5),
    IL6: roundTo(1.97 * gamma(rng, 2.01), 5),
    CRP: roundTo(1.97 * gamma(rng, 2.52), 5),
  };
}
