import { exp, logistic } from '../../engine/elementary.ts';
import { bernoulli } from '../../engine/rng/binomial.ts';
import { poisson } from '../../engine/rng/poisson.ts';
import type { Rng } from '../../engine/rng.ts';
import { type Patient, roundTo } from './patients.ts';

/** Near the posterior means that the three formulas have on the example data. */
export const HOSPITAL_PARAMETERS = {
  mobility: {
    b_Intercept: 31,
    b_Age: -0.07,
    b_Married: 0.85,
    b_Sexmale: -0.55,
    b_WBC: 0.0003,
    b_RBC: 0.2,
    sd_DID__Intercept: 2,
    sigma: 4.5,
  },
  remission: {
    b_Intercept: 3,
    b_Age: -0.1,
    b_Married: 0.6,
    b_IL6: -0.05,
    sd_DID__Intercept: 1.9,
  },
  ntumors: {
    b_Intercept: -0.5,
    b_Age: 0.012,
    b_FamilyHxyes: -0.16,
    b_CancerStageII: 0.25,
    b_CancerStageIII: 0.5,
    b_CancerStageIV: 0.9,
    b_LengthofStay: 0.04,
    sd_DID__Intercept: 1.1,
    sd_DID__LengthofStay: 0.14,
    cor_DID__Intercept__LengthofStay: -0.85,
  },
};

export type HospitalParameters = Readonly<{
  [outcome in keyof typeof HOSPITAL_PARAMETERS]: Readonly<(typeof HOSPITAL_PARAMETERS)[outcome]>;
}>;

/** A patient and the 0-based doctor who sees them. */
export interface Visit extends Patient {
  readonly doctor: number;
}

/** An outcome for every visit, and the doctors' effects behind it. */
export interface Outcome {
  readonly values: Float64Array;
  readonly intercepts: Float64Array;
  readonly slopes?: Float64Array;
}

function normals(rng: Rng, count: number): Float64Array {
  return Float64Array.from({ length: count }, () => rng.normal());
}

export function simulateMobility(
  rng: Rng,
  visits: readonly Visit[],
  doctors: number,
  p: HospitalParameters['mobility'],
): Outcome {
  const intercepts = normals(rng, doctors).map((z) => p.sd_DID__Intercept * z);
  const values = Float64Array.from(visits, (v) => {
    const fixed = p.b_Intercept + p.b_Age * v.Age + p.b_Married * v.Married + p.b_Sexmale * v.Sex;
    const blood = p.b_WBC * v.WBC + p.b_RBC * v.RBC;
    return roundTo(fixed + blood + intercepts[v.doctor] + p.sigma * rng.normal(), 4);
  });
  return { values, intercepts };
}

export function simulateRemission(
  rng: Rng,
  visits: readonly Visit[],
  doctors: number,
  p: HospitalParameters['remission'],
): Outcome {
  const intercepts = normals(rng, doctors).map((z) => p.sd_DID__Intercept * z);
  const values = Float64Array.from(visits, (v) => {
    const fixed = p.b_Intercept + p.b_Age * v.Age + p.b_Married * v.Married + p.b_IL6 * v.IL6;
    return bernoulli(rng, logistic(fixed + intercepts[v.doctor]));
  });
  return { values, intercepts };
}

export function simulateTumors(
  rng: Rng,
  visits: readonly Visit[],
  doctors: number,
  p: HospitalParameters['ntumors'],
): Outcome {
  const stages = [0, p.b_CancerStageII, p.b_CancerStageIII, p.b_CancerStageIV];
  const cor = p.cor_DID__Intercept__LengthofStay;
  const z = normals(rng, doctors);
  const intercepts = z.map((zj) => p.sd_DID__Intercept * zj);
  const slopes = z.map((zj) => p.sd_DID__LengthofStay * (cor * zj + Math.sqrt(1 - cor * cor) * rng.normal()));
  const values = Float64Array.from(visits, (v) => {
    const fixed = p.b_Intercept + p.b_Age * v.Age + p.b_FamilyHxyes * v.FamilyHx + stages[v.CancerStage];
    const slope = p.b_LengthofStay + slopes[v.doctor];
    return poisson(rng, exp(fixed + slope * v.LengthofStay + intercepts[v.doctor]));
  });
  return { values, intercepts, slopes };
}
