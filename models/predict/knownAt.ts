import { InputError } from '../../src/engine/errors.ts';
import type { ResidualDesign } from '../design/design.ts';
import { evaluate } from '../design/evaluate.ts';
import { type Frame, placeOf, showSome } from '../design/frame.ts';
import { factorOf, toKnownLevels } from '../design/levels.ts';
import { newResidualRows, ownResidualRows, pointsSeen, type ResidualRows } from '../design/residual.ts';
import { type Arith, columnsOf, type Outcome } from '../formula/index.ts';
import type { Model } from '../glmm.ts';
import type { Table } from '../table.ts';
import type { GroupRule } from './types.ts';

/** What rows have besides their linear predictors. Null where the model has no such thing. */
export interface KnownAt {
  /** Numbers of trials; 'one' where rows do not say, or are not asked. */
  readonly trials: Float64Array | 'one' | null;
  /** The stratum of each row, from 0, by which thresholds differ; 'unknown' where rows do not say. */
  readonly strata: Float64Array | 'unknown' | null;
  /** Known residual sds. */
  readonly errors: Float64Array | 'unknown' | null;
  /** The time point or stratum of each row's residual, where these have sds of their own. */
  readonly residual: Pick<ResidualDesign, 'place' | 'points'> | 'unknown' | null;
  /** Where rows stand in blocks of residuals that vary together, read when it is asked for; null under other rules than 'given'. */
  readonly blocks: (() => ResidualRows) | 'unknown' | null;
}

/** At the model's own rows. */
export function ownKnown({ outcome, design }: Model, groups: GroupRule, perTrial: boolean): KnownAt {
  const { residual } = design;
  return {
    trials: outcome.trials === null ? null : perTrial ? 'one' : outcome.trials,
    strata: outcome.strata?.codes ?? null,
    errors: outcome.standardErrors?.values ?? null,
    residual: hasSds(design.residual) ? design.residual : null,
    blocks: hasBlocks(residual) && groups === 'given' ? () => ownResidualRows(residual) : null,
  };
}

/** At new rows: what the table has all columns for. */
export function newKnown(
  { outcome, design, terms }: Model,
  frame: Frame,
  groups: GroupRule,
  perTrial: boolean,
): KnownAt {
  const { trials, strata, errors, point } = sourcesOf(terms.outcome, design.residual);
  const { table } = frame;
  const asked = !perTrial && trials !== null && hasAll(table, trials.columns);
  return {
    trials: outcome.trials === null ? null : asked ? trialsAt(trials, frame) : 'one',
    strata: outcome.strata ? placesAt(strata, outcome.strata.labels, frame) : null,
    errors:
      errors === null ? null : hasAll(table, [...columnsOf(errors)]) ? positiveAt(errors, frame) : 'unknown',
    residual: hasSds(design.residual) ? residualAt(point, design.residual, frame) : null,
    blocks: groups === 'given' ? blocksAt(design.residual, frame) : null,
  };
}

/** The columns of these that a table has, and that rows then need a value of. */
export function knownColumns({ terms, design }: Model, table: Table, groups: GroupRule): string[] {
  const { trials, strata, errors, point } = sourcesOf(terms.outcome, design.residual);
  const sets = [
    trials?.columns ?? [],
    one(strata),
    errors === null ? [] : [...columnsOf(errors)],
    one(point),
    groups === 'given' ? residualColumns(design.residual) : [],
  ];
  return sets.filter((columns) => hasAll(table, columns)).flat();
}

const one = (name: string | null): string[] => (name === null ? [] : [name]);

interface Sources {
  readonly trials: { readonly parts: readonly Arith[]; readonly columns: readonly string[] } | null;
  readonly strata: string | null;
  readonly errors: Arith | null;
  readonly point: string | null;
}

function sourcesOf(outcome: Outcome, residual: ResidualDesign | null): Sources {
  const point = hasSds(residual) ? residual.syntax.of : null;
  if (outcome.kind !== 'values') {
    const parts = outcome.kind === 'trials' ? [outcome.trials] : [outcome.successes, outcome.failures];
    const columns = parts.flatMap((part) => [...columnsOf(part)]);
    return { trials: { parts, columns }, strata: null, errors: null, point };
  }
  const { thresholds, standardError } = outcome;
  return { trials: null, strata: thresholds?.by ?? null, errors: standardError?.of ?? null, point };
}

function hasSds(residual: ResidualDesign | null): residual is ResidualDesign {
  return residual !== null && !residual.syntax.structure.homogeneous;
}

function hasBlocks(residual: ResidualDesign | null): residual is ResidualDesign {
  return residual !== null && residual.block !== null;
}

/** The columns of blocks and of what places rows in these. */
export function residualColumns(residual: ResidualDesign | null): string[] {
  return hasBlocks(residual) ? [...one(residual.syntax.of), ...residual.syntax.columns] : [];
}

function blocksAt(residual: ResidualDesign | null, frame: Frame): KnownAt['blocks'] {
  if (!hasBlocks(residual)) return null;
  return hasAll(frame.table, residualColumns(residual)) ? () => newResidualRows(residual, frame) : 'unknown';
}

function hasAll({ columns }: Table, names: readonly string[]): boolean {
  return names.every((name) => columns.has(name));
}

/** Trials, or successes and failures together. */
function trialsAt({ parts }: NonNullable<Sources['trials']>, frame: Frame): Float64Array {
  const values = parts.map((part) => evaluate(part, frame));
  const total = values[0].map((_, i) => values.reduce((sum, own) => sum + own[i], 0));
  const bad = total.findIndex((n) => !(Number.isInteger(n) && n >= 0));
  if (bad < 0) return total;
  throw new InputError(
    `data: trials must be whole numbers >= 0, got ${total[bad]} at ${placeOf(frame.table, frame.kept[bad])}`,
  );
}

function positiveAt(errors: Arith, frame: Frame): Float64Array {
  const values = evaluate(errors, frame);
  const bad = values.findIndex((s) => !(s > 0));
  if (bad < 0) return values;
  throw new InputError(
    `data: known standard errors must be positive, got ${values[bad]} at ${placeOf(frame.table, frame.kept[bad])}`,
  );
}

/** Places of a column's values among the model's levels; 'unknown' without the column. */
function placesAt(name: string | null, labels: readonly string[], frame: Frame): Float64Array | 'unknown' {
  if (name === null || !frame.table.columns.has(name)) return 'unknown';
  const found = factorOf(frame, name);
  const { codes } = toKnownLevels(found, labels);
  const bad = codes.indexOf(-1);
  if (bad < 0) return Float64Array.from(codes);
  throw new InputError(
    `data: "${name}" is "${found.levels[found.codes[bad]]}" at ${placeOf(frame.table, frame.kept[bad])}, which the model has not seen (have: ${showSome(labels)})`,
  );
}

function residualAt(point: string | null, design: ResidualDesign, frame: Frame): KnownAt['residual'] {
  if (point === null || !frame.table.columns.has(point)) return 'unknown';
  return { place: pointsSeen(design, point, frame), points: design.points };
}
