import type { Censoring, StandardErrors, Strata } from '../design/design.ts';

/** The outcome as a family reads it. */
export interface Outcome {
  readonly y: Float64Array;
  readonly trials: Float64Array | null;
  /** How each value is censored; left out or null where none is. */
  readonly censoring?: Censoring | null;
  /** What thresholds differ by; left out or null where they do not. */
  readonly strata?: Strata | null;
  /** Known residual sds; left out or null where there are none. */
  readonly standardErrors?: StandardErrors | null;
  /** For `locate`: how many rows each stands for; left out for one each. */
  readonly counts?: Float64Array;
}

/** What an outcome must look like. */
export interface ResponseCheck {
  /** Whether one value will do; of `trials` they are successes, at most as many as the trials. */
  readonly holds: (y: number) => boolean;
  /** What `holds` asks for, as in "must hold whole numbers >= 0". */
  readonly wanted: string;
  /** Every outcome is a number of successes out of a number of trials; false if left out. */
  readonly trials?: boolean;
  /** Outcomes are whole numbers; false if left out. */
  readonly whole?: boolean;
  /** Outcomes are categories, numbered from 1 in their order, or factors whose levels have one; false if left out. */
  readonly ordered?: boolean;
  /** Outcomes are the levels of a factor, numbered from 1; false if left out. */
  readonly named?: boolean;
  /** What else to say of values that will not do, such as how to recode them; may be empty. */
  readonly hint?: (name: string, values: Float64Array) => string;
}

const isPositiveCount = (y: number): boolean => y > 0 && Number.isInteger(y);
const isCount = (y: number): boolean => y >= 0 && Number.isInteger(y);

/** Outcomes by the names families may use for them. */
export const responses = {
  real: { holds: () => true, wanted: 'numbers' },
  binary: { holds: (y) => y === 0 || y === 1, wanted: 'only 0 and 1', whole: true, hint: recode },
  count: { holds: isCount, wanted: 'whole numbers >= 0', whole: true },
  positiveCount: { holds: isPositiveCount, wanted: 'whole numbers >= 1', whole: true },
  positive: { holds: (y) => y > 0, wanted: 'numbers > 0' },
  atLeastZero: { holds: (y) => y >= 0, wanted: 'numbers >= 0' },
  proportion: { holds: (y) => y > 0 && y < 1, wanted: 'numbers above 0 and below 1' },
  ordered: { holds: isPositiveCount, wanted: 'whole numbers >= 1', whole: true, ordered: true },
  named: { holds: isPositiveCount, wanted: 'the levels of a factor', whole: true, named: true },
  successes: { holds: isCount, wanted: 'whole numbers >= 0', whole: true, trials: true },
} satisfies Readonly<Record<string, ResponseCheck>>;

export type ResponseKind = keyof typeof responses;

/** The check that a family names, or its own. */
export function responseCheck(response: ResponseKind | ResponseCheck): ResponseCheck {
  return typeof response === 'string' ? responses[response] : response;
}

/** Two values that are not 0 and 1. */
function recode(name: string, values: Float64Array): string {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  return distinct.length === 2
    ? `; it holds ${distinct[0]} and ${distinct[1]}: recode, for example as ${name} - ${distinct[0]}`
    : '';
}
