import { responseCheck } from '../families/responses.ts';
import type { Model } from '../glmm.ts';

/** What an outcome is: which numbers and tests of it make sense. */
export interface OutcomeKind {
  /** Categories without an order. */
  readonly named: boolean;
  readonly ordered: boolean;
  /** 0 or 1 and nothing else. */
  readonly binary: boolean;
  readonly whole: boolean;
  /** Whether a value may be 0 among others. */
  readonly mayBeZero: boolean;
}

export function outcomeKind({ family, outcome: { trials } }: Model): OutcomeKind {
  const check = responseCheck(family.chosen.family.response);
  const whole = check.whole === true;
  const binary =
    trials === null ? whole && check.holds(0) && !check.holds(2) : trials.every((count) => count === 1);
  return {
    named: check.named === true,
    ordered: check.ordered === true,
    binary,
    whole,
    mayBeZero: check.holds(0) && !binary,
  };
}
