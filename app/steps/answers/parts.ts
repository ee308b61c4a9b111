import type { FitOutline } from '../../analysis/operations/answers.ts';
import type { FitEntry } from '../../state/session.ts';

/** What every part of the answers is told. */
export interface BodyProps {
  readonly entry: FitEntry;
  readonly outline: FitOutline;
  /** Of all intervals. */
  readonly level: number;
}

/** A coefficient of a grouping factor. */
export interface TermProps extends BodyProps {
  readonly group: string;
  readonly coef: string;
}

/** A predictor, and another that tells rows apart; null for none. */
export interface VariableProps extends BodyProps {
  readonly variable: string;
  readonly by: string | null;
}
