import { byOptions, saidBy, type Worded } from '../src/engine/advice.ts';

/** What a note is about, for whoever shows or searches notes; the text is for people. */
export type NoteKind =
  /** Rows with missing values were left out. */
  | 'dropped'
  /** Numbers of a file were read with decimal commas. */
  | 'decimalComma'
  /** How the text of a file was decoded. */
  | 'encoding'
  /** What parts the fields of a file, where it is not a comma. */
  | 'delimiter'
  /** Levels keep the order that a file lists them in. */
  | 'levels'
  /** Which sheet of a workbook was read. */
  | 'sheet'
  /** One number stands in several spellings in a column of levels, which are kept apart. */
  | 'speltDifferently'
  /** A column of dates was taken as numbers of days. */
  | 'dates'
  /** Whole-numbered times of a covariance in time have no rows. */
  | 'emptyTimes'
  /** Times of a residual structure have gaps far from one unit. */
  | 'timeUnit'
  /** A level may be a mark of a missing value. */
  | 'missingMark'
  /** Coefficients that the data cannot tell were left out. */
  | 'leftOut'
  /** The outcome is 0 and 1 and no family was given. */
  | 'maybeBernoulli'
  /** Proportions were multiplied by their trials. */
  | 'proportions'
  /** What a smooth is worth in coefficients. */
  | 'edf'
  /** How the coefficients of a term with a covariance structure vary together. */
  | 'structure'
  /** Names of a known covariance have no rows. */
  | 'knownNames'
  /** Group effects stand at a predictor's zero, which is far from the data. */
  | 'farFromZero'
  /** Effects of a group that the data cannot tell from those of another, or from population effects. */
  | 'aliased'
  /** The level of a monotonic effect that intercepts are at. */
  | 'lowestLevel'
  /** A database merged equal rows, or did not, and why; or made the sums that stand for the rows. */
  | 'database'
  /** Draws are of the prior: the rows were left out. */
  | 'priorOnly'
  /** How many outcomes are censored, and how. */
  | 'censored'
  /** Outcomes are missing and drawn. */
  | 'missingOutcomes'
  /** Draws are pooled over several imputed data sets. */
  | 'imputed';

/** Something about the data that was settled without asking and that the user may have meant otherwise. */
export interface Note {
  readonly kind: NoteKind;
  /** One clause, lower case, no full stop. */
  readonly text: string;
  /** The same with its advice as data, where there is some. */
  readonly worded?: Worded;
}

/** A note whose advice is said as the command's options, and kept as data. */
export function adviceNote(kind: NoteKind, worded: Worded): Note {
  return { kind, text: saidBy(byOptions, worded), worded };
}
