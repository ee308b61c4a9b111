import { builtinFamilies, type Column, type Family, quoteName, responseCheck, type Table } from 'poolwise';
import type { BuiltOutcome } from '../../state/built.ts';
import type { DataChoice } from '../../state/session.ts';
import { type ColumnFacts, columnFacts, type NumberFacts } from './columns.ts';
import { type Exposure, exposureOf } from './exposure.ts';

/** What an outcome's values are, as far as that says which families may make them. */
export type OutcomeKind =
  /** Successes out of trials. */
  | 'trials'
  | 'censored'
  /** Another value in each row, which names it. */
  | 'identifier'
  /** 0 and 1, or two levels. */
  | 'binary'
  /** Levels in an order that was stated. */
  | 'ordered'
  /** Levels without an order. */
  | 'named'
  | 'counts'
  | 'proportions'
  | 'positive'
  /** Numbers above 0, and some that are 0. */
  | 'positiveOrZero'
  | 'real';

export interface OutcomeFacts {
  readonly kind: OutcomeKind;
  readonly column: string;
  readonly numbers: NumberFacts | null;
  /** Levels of a factor, or different values. */
  readonly distinct: number;
  /** Of counts: what explains most of their variance as an offset; null where nothing does, and of other outcomes. */
  readonly exposure: Exposure | null;
}

export interface FamilyFacts {
  readonly name: string;
  /** The default first. */
  readonly links: readonly string[];
  /** Its own, besides the mean, that may have formulas. */
  readonly parameters: readonly string[];
  /** What outcomes it wants, where these are none; null where it takes them. */
  readonly wants: string | null;
}

export interface FamiliesAnswer {
  /** Null where the outcome is no column, so that nothing is known of its values. */
  readonly outcome: OutcomeFacts | null;
  readonly families: readonly FamilyFacts[];
}

/** What is known of an outcome, and which families take its values. */
export function familiesOf(
  table: Table,
  outcome: BuiltOutcome,
  factors: DataChoice['factors'],
): FamiliesAnswer {
  const columns = new Map([...table.columns].filter(([name]) => quoteName(name) === outcome.value));
  const [found] = columnFacts({ ...table, columns }, factors);
  const [column] = columns.values();
  const known = found !== undefined && column !== undefined && outcome.kind !== 'written';
  const kind = known ? kindOf(found, outcome) : null;
  const exposure = known && kind === 'counts' ? exposureOf(table, found.name) : null;
  return {
    outcome: known && kind !== null ? { kind, column: found.name, ...pick(found), exposure } : null,
    families: builtinFamilies.map((family) => ({
      name: family.name,
      links: linksOf(family),
      parameters: parametersOf(family),
      wants: known && kind !== null ? wants(family, kind, found, column) : null,
    })),
  };
}

const pick = ({ numbers, distinct }: ColumnFacts): Pick<ColumnFacts, 'numbers' | 'distinct'> => ({
  numbers,
  distinct,
});

function linksOf({ links, defaultLink }: Family): string[] {
  return [defaultLink, ...Object.keys(links).filter((link) => link !== defaultLink)];
}

/** Thresholds have none of their own: they stand in the intercept's place. */
function parametersOf({ parameters, thresholds }: Family): string[] {
  return parameters.map(({ name }) => name).filter((name) => thresholds?.names.includes(name) !== true);
}

/** Numbers of this size and above are rather measured in whole units than counted. */
const measured = 100;

function kindOf(
  { kind, ordered, distinct, identifies, numbers }: ColumnFacts,
  outcome: BuiltOutcome,
): OutcomeKind | null {
  if (outcome.kind === 'trials') return 'trials';
  if (outcome.kind === 'censored') return 'censored';
  if (identifies && !ordered) return 'identifier';
  if (kind === 'factor') return distinct === 2 && ordered ? 'binary' : ordered ? 'ordered' : 'named';
  if (numbers === null) return null;
  const { min, max, mean, whole, zeros } = numbers;
  if (whole && min === 0 && max === 1) return 'binary';
  if (whole && min >= 0 && mean < measured) return 'counts';
  if (min > 0 && max < 1) return 'proportions';
  if (min > 0) return 'positive';
  return min === 0 && zeros > 0 ? 'positiveOrZero' : 'real';
}

/** What a family wants that the outcome has not; null where it takes it. */
function wants(family: Family, kind: OutcomeKind, facts: ColumnFacts, column: Column): string | null {
  const { holds, wanted, trials = false, ordered = false, named = false } = responseCheck(family.response);
  const fits = (): boolean => {
    if (trials !== (kind === 'trials')) return false;
    if (kind === 'censored' && !hasTails(family)) return false;
    if (named) return facts.kind === 'factor';
    if (facts.kind === 'factor') return ordered ? facts.ordered : kind === 'binary' && holds(0) && holds(1);
    return holdsAll(column, holds);
  };
  if (fits()) return null;
  if (trials) return `${wanted}, out of trials`;
  return ordered ? `${wanted}, or levels in order` : wanted;
}

function hasTails({ links }: Family): boolean {
  return Object.values(links).some((link) => typeof link !== 'function' && link.tails !== undefined);
}

function holdsAll(column: Column, holds: (y: number) => boolean): boolean {
  if (column.kind === 'factor') return false;
  const isMissing = (y: number): boolean => Number.isNaN(y) || (column.kind === 'boolean' && y < 0);
  return column.values.every((y: number) => isMissing(y) || holds(y));
}
