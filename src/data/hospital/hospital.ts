import type { Column, Table } from '../../../models/table.ts';
import { checkOptions, type OptionKinds } from '../../engine/options.ts';
import { mainPredictor, quantityName } from '../../engine/program/quantity.ts';
import { type Rng, stream } from '../../engine/rng.ts';
import { type Doctors, simulateDoctors } from './doctors.ts';
import {
  HOSPITAL_PARAMETERS,
  type HospitalParameters,
  type Outcome,
  simulateMobility,
  simulateRemission,
  simulateTumors,
  type Visit,
} from './outcomes.ts';
import { LEVELS, type Patient, simulatePatient } from './patients.ts';

/** Of `simulateHospital`. */
export interface HospitalOptions {
  /** 407 unless given. */
  readonly doctors?: number;
  /** 8525 unless given; every doctor has 2 to 40. */
  readonly patients?: number;
  /** Parameters that differ from HOSPITAL_PARAMETERS, an outcome at a time. */
  readonly parameters?: { readonly [O in keyof HospitalParameters]?: Partial<HospitalParameters[O]> };
}

const optionKinds: OptionKinds<HospitalOptions> = {
  doctors: 'a number',
  patients: 'a number',
  parameters: 'an object',
};

/** The model that made one outcome. */
export interface OutcomeTruth {
  readonly formula: string;
  readonly family: 'gaussian' | 'bernoulli' | 'poisson';
  /** By the names a fit gives them, the doctors' effects `r_DID[17,Intercept]` included. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** The models that made the outcomes, by the outcome's name. */
export type HospitalTruth = Readonly<Record<keyof HospitalParameters, OutcomeTruth>>;

/**
 * Patients, their doctors and three outcomes, from known parameters: the table that the introduction we build from
 * describes (407 doctors with 2 to 40 patients each, 8525 in all).
 * A function of the seed and the options alone, bit for bit on every engine; doctors, patients and each outcome have
 * streams of their own. Numbers are rounded to 4 (mobility) or 5 decimals, so the table survives a CSV file unchanged.
 * Traits are independent of the doctor; only outcomes are alike within one. The rounding of mobility adds a variance
 * of 1e-9 to sigma^2.
 * Throws InputError if the patients cannot be shared out 2 to 40 each.
 */
export function simulateHospital(
  seed: string,
  options: HospitalOptions = {},
): { table: Table; truth: HospitalTruth } {
  checkOptions('simulateHospital', options, optionKinds);
  const { doctors: count = 407, patients = 8525 } = options;
  const parameters = withDefaults(options.parameters);
  const rngFor = (part: string) => stream(seed, 'hospital', part);
  const doctors = simulateDoctors(rngFor('doctors'), count, patients);
  const visits = simulateVisits(rngFor('patients'), doctors);
  const outcomes: Outcomes = {
    mobility: simulateMobility(rngFor('mobility'), visits, count, parameters.mobility),
    remission: simulateRemission(rngFor('remission'), visits, count, parameters.remission),
    ntumors: simulateTumors(rngFor('ntumors'), visits, count, parameters.ntumors),
  };
  const columns = hospitalColumns(visits, doctors, outcomes);
  return {
    table: { source: `simulated hospital, seed ${seed}`, rows: visits.length, columns },
    truth: hospitalTruth(parameters, outcomes),
  };
}

type Outcomes = Readonly<Record<keyof HospitalParameters, Outcome>>;

function withDefaults(given: HospitalOptions['parameters'] = {}): HospitalParameters {
  return {
    mobility: { ...HOSPITAL_PARAMETERS.mobility, ...given.mobility },
    remission: { ...HOSPITAL_PARAMETERS.remission, ...given.remission },
    ntumors: { ...HOSPITAL_PARAMETERS.ntumors, ...given.ntumors },
  };
}

function simulateVisits(rng: Rng, doctors: Doctors): Visit[] {
  const visits: Visit[] = [];
  for (const [doctor, size] of doctors.patients.entries()) {
    for (let i = 0; i < size; i++) visits.push({ doctor, ...simulatePatient(rng) });
  }
  return visits;
}

function hospitalColumns(
  visits: readonly Visit[],
  doctors: Doctors,
  outcomes: Outcomes,
): Map<string, Column> {
  const numbers = (of: (visit: Visit) => number): Column => {
    return { kind: 'number', values: Float64Array.from(visits, of) };
  };
  const outcome = (name: keyof Outcomes): [string, Column] => {
    return [name, { kind: 'number', values: outcomes[name].values }];
  };
  const trait = (name: keyof Patient): [string, Column] => [name, numbers((visit) => visit[name])];
  const factor = (name: keyof typeof LEVELS): [string, Column] => {
    return [
      name,
      { kind: 'factor', levels: LEVELS[name], codes: Int32Array.from(visits, (visit) => visit[name]) },
    ];
  };
  return new Map([
    outcome('mobility'),
    outcome('ntumors'),
    outcome('remission'),
    trait('Age'),
    trait('Married'),
    factor('FamilyHx'),
    factor('SmokingHx'),
    factor('Sex'),
    factor('CancerStage'),
    trait('LengthofStay'),
    trait('WBC'),
    trait('RBC'),
    trait('BMI'),
    trait('IL6'),
    trait('CRP'),
    ['DID', numbers((visit) => visit.doctor + 1)],
    ['Experience', numbers((visit) => doctors.experience[visit.doctor])],
    ['HID', numbers((visit) => doctors.hospital[visit.doctor])],
  ]);
}

function hospitalTruth(parameters: HospitalParameters, outcomes: Outcomes): HospitalTruth {
  const all = (name: keyof Outcomes) => ({ ...parameters[name], ...effectsByName(outcomes[name]) });
  return {
    mobility: {
      formula: 'mobility ~ Age + Married + Sex + WBC + RBC + (1 | DID)',
      family: 'gaussian',
      parameters: all('mobility'),
    },
    remission: {
      formula: 'remission ~ Age + Married + IL6 + (1 | DID)',
      family: 'bernoulli',
      parameters: all('remission'),
    },
    ntumors: {
      formula: 'ntumors ~ Age + FamilyHx + CancerStage + LengthofStay + (1 + LengthofStay | DID)',
      family: 'poisson',
      parameters: all('ntumors'),
    },
  };
}

function effectsByName({ intercepts, slopes }: Outcome): Record<string, number> {
  const effects: Record<string, number> = {};
  for (const [j, b] of intercepts.entries()) effects[doctorsEffect(j, 'Intercept')] = b;
  for (const [j, b] of slopes?.entries() ?? []) effects[doctorsEffect(j, 'LengthofStay')] = b;
  return effects;
}

function doctorsEffect(doctor: number, coef: string): string {
  const level = String(doctor + 1);
  return quantityName({ kind: 'groupEffect', predictor: mainPredictor, group: 'DID', level, coef });
}
