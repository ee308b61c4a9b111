import {
  type GroupRule,
  type Model,
  type NewRowColumn,
  newRowColumns,
  newRowsTable,
  type PredictedRow,
  predict,
  predictDraws,
  type Scale,
  type Value,
} from 'poolwise';
import type { Context } from '../context.ts';
import { heldFit } from '../heldFit.ts';
import { pause } from '../pause.ts';
import { type Contrast, contrastOf } from '../predict/contrast.ts';
import { type Share, sharesOf } from '../predict/shares.ts';
import { type Usual, usualWithin } from '../predict/usualWithin.ts';

/** What a new patient is made of, for the fields of the page. */
export interface PatientForm {
  readonly outcome: string;
  readonly columns: readonly NewRowColumn[];
  /** Names of the groups that effects are of; none where there are none. */
  readonly groups: readonly string[];
  /** Whether outcomes are counts of successes, so that a number of trials matters. */
  readonly hasTrials: boolean;
  /** The mean of the outcome in the data, of two digits: where to begin asking what lies above. */
  readonly middle: number;
}

export function form({ fit }: { readonly fit: string }): PatientForm {
  const { model } = heldFit(fit);
  return {
    outcome: model.design.response.name,
    columns: newRowColumns(model),
    groups: groupNames(model),
    hasTrials: model.outcome.trials !== null,
    middle: middleOf(model.outcome.y),
  };
}

export type { Usual } from '../predict/usualWithin.ts';

export interface UsualRequest {
  readonly fit: string;
  /** The levels of groups that each row has been given; the others follow. */
  readonly patients: readonly (readonly (readonly [name: string, value: Value])[])[];
}

/** What is usual among the rows of the groups of each row. */
export async function usual({ fit, patients }: UsualRequest, context: Context): Promise<readonly Usual[]> {
  await pause(context);
  const { model } = heldFit(fit);
  return patients.map((known) => usualWithin(model, Object.fromEntries(known)));
}

function middleOf(y: ArrayLike<number>): number {
  const known = Array.from(y).filter(Number.isFinite);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return Number.isFinite(mean) ? Number(mean.toPrecision(2)) : 0;
}

function groupNames({ design }: Model): string[] {
  const all = [...design.groups, ...design.further.flatMap(({ groups }) => groups)];
  return [...new Set(all.filter(({ smooth }) => smooth === undefined).map(({ group }) => group))];
}

export interface PatientsRequest {
  readonly fit: string;
  /** A list of columns and values each: names may be anything. */
  readonly patients: readonly (readonly (readonly [name: string, value: Value])[])[];
  readonly groups: GroupRule;
  readonly scale: Exclude<Scale, { of: unknown }>;
  readonly perTrial: boolean;
  readonly level: number;
}

export interface Patients {
  /** In words what the numbers are. */
  readonly statement: string;
  readonly areChances: boolean;
  readonly level: number;
  readonly patients: readonly {
    /** One, or one a category. */
    readonly rows: readonly PredictedRow[];
    /** How the draws lie, in the same bins for all; null where there is a value a category. */
    readonly shares: readonly Share[] | null;
  }[];
  /** Every patient against every one before, by category. */
  readonly contrasts: readonly {
    readonly first: number;
    readonly second: number;
    readonly category: string | null;
    readonly contrast: Contrast;
  }[];
}

/** What the fit says of patients, as `predict` has it. Throws InputError for what the model does not say. */
export async function at(request: PatientsRequest, context: Context): Promise<Patients> {
  await pause(context);
  const { patients, groups, scale, perTrial, level } = request;
  const fit = heldFit(request.fit);
  const data = newRowsTable(
    fit.model,
    patients.map((entries) => Object.fromEntries(entries)),
  );
  const options = { data, groups, scale, perTrial, level };
  const { rows, statement } = predict(fit, options);
  const found = predictDraws(fit, options);
  const each = found.categories?.length ?? 1;
  const count = found.chains * found.draws;
  const values = new Float64Array(found.rows * each * count);
  found.fill(0, found.rows, values);
  const drawsOf = (patient: number, category: number): Float64Array =>
    values.subarray((patient * each + category) * count, (patient * each + category + 1) * count);
  const shares = found.categories === null ? sharesOf(patients.map((_, p) => drawsOf(p, 0))) : null;
  return {
    statement,
    areChances: found.areChances,
    level,
    patients: patients.map((_, p) => ({
      rows: rows.slice(p * each, (p + 1) * each),
      shares: shares === null ? null : shares[p],
    })),
    contrasts: pairs(patients.length).flatMap(([first, second]) =>
      (found.categories ?? [null]).map((category, k) => ({
        ...{ first, second, category },
        contrast: contrastOf(drawsOf(first, k), drawsOf(second, k), level),
      })),
    ),
  };
}

/** Each with every one before it. */
function pairs(count: number): [first: number, second: number][] {
  return Array.from({ length: count }, (_, first) => first).flatMap((first) =>
    Array.from({ length: first }, (_, second): [number, number] => [first, second]),
  );
}
