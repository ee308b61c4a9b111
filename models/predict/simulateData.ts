import { InputError } from '../../src/engine/errors.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { wholeNumber } from '../../src/engine/wholeNumber.ts';
import { type Arith, describeArith } from '../formula/index.ts';
import { evenDraws } from '../posterior/evenDraws.ts';
import { checkGenerative } from '../simulate/generative.ts';
import type { Table } from '../table.ts';
import { categoriesOf } from './categoriesOf.ts';
import { withNewGroups } from './newGroups.ts';
import { posteriorOf } from './posteriorOf.ts';
import { rowDraws } from './rowDraws.ts';
import { type RowsAt, rowsAt } from './rowsAt.ts';
import type { Posterior } from './types.ts';

/** Of `simulateData`. */
export interface SimulateOptions<Data = Table> {
  /** Rows to simulate; the model's own if left out. */
  readonly data?: Data;
  /** One if left out. */
  readonly dataSets?: number;
  /** The groups' own effects of each draw, or new ones for every group from N(0, G); 'kept' if left out. */
  readonly groups?: 'kept' | 'new';
  readonly seed?: string | number;
}

const optionKinds: OptionKinds<SimulateOptions> = {
  data: 'anything',
  dataSets: 'a number',
  groups: 'text',
  seed: 'a number or text',
};

/** Outcomes of several data sets. */
export interface SimulatedData {
  readonly statement: string;
  /** The columns that the outcome is read from, such as successes and failures; one a data set each. */
  readonly columns: readonly { readonly name: string; readonly values: readonly Float64Array[] }[];
  /** Of categories, whose numbers from 1 the outcomes are; null for others. */
  readonly categories: readonly string[] | null;
  /** 1-based row of the table of each outcome. */
  readonly rowNumbers: Int32Array;
  readonly dropped: readonly number[];
}

/**
 * Data sets as a fit says they come about, each at another draw of its parameters, evenly spread over all of them: new outcomes of the
 * same rows. Deterministic in the seed. Throws InputError as `predict` does, for more data sets than draws, and for models that do not say how data come
 * about: of case weights, censored outcomes and known standard errors.
 */
export function simulateData(fit: unknown, options: SimulateOptions = {}): SimulatedData {
  checkOptions('simulate', options, optionKinds);
  const { data = null, dataSets = 1, groups = 'kept', seed = '1' } = options;
  wholeNumber('simulate: data sets', dataSets, 1);
  if (groups !== 'kept' && groups !== 'new')
    throw new InputError(`simulate: groups are "kept" or "new", got "${groups}"`);
  const posterior = posteriorOf('simulate', fit);
  const { model } = posterior;
  checkGenerative(model);
  refuseFewDraws(posterior, dataSets);
  const draws = evenDraws(posterior.draws, dataSets);
  const read = rowsAt(model, data, { groups: 'given', newLevels: groups === 'new' ? 'draw' : 'error' });
  refuseWithoutTrials(read);
  const rows = groups === 'new' ? withNewGroups('simulate', read) : read;
  const asked = { scale: 'outcome', groups: 'given', seed: String(seed) } as const;
  const found = rowDraws({ ...posterior, draws }, rows, asked);
  const all = new Float64Array(rows.rows * dataSets);
  found.fill(0, rows.rows, all);
  const outcomes = Array.from({ length: dataSets }, (_, s) =>
    Float64Array.from({ length: rows.rows }, (_, row) => all[row * dataSets + s]),
  );
  const { chances } = model.family.chosen.family;
  return {
    statement: found.statement,
    columns: outcomeColumns(rows, outcomes),
    categories: chances === undefined ? null : categoriesOf(model),
    rowNumbers: rows.rowNumbers,
    dropped: rows.dropped,
  };
}

/** What is read of the table, by its own name where it is a column. */
function outcomeColumns(
  { model, known }: RowsAt,
  outcomes: readonly Float64Array[],
): SimulatedData['columns'] {
  const { outcome } = model.terms;
  const named = (of: Arith): string => (of.kind === 'column' ? of.name : describeArith(of));
  if (outcome.kind === 'values') return [{ name: named(outcome.value), values: outcomes }];
  const successes = { name: named(outcome.successes), values: outcomes };
  if (outcome.kind === 'trials') return [successes];
  const { trials } = known;
  const failures = outcomes.map((own) =>
    own.map((y, row) => (trials instanceof Float64Array ? trials[row] : 1) - y),
  );
  return [successes, { name: named(outcome.failures), values: failures }];
}

/** A row of new data that does not say its number of trials has no outcome; its mean would be that of one trial. */
function refuseWithoutTrials({ known, table, model }: RowsAt): void {
  if (known.trials !== 'one') return;
  throw new InputError(
    `simulate: ${table?.source ?? 'the data'} has no numbers of trials, of which ${model.design.response.name} is; give the columns that they are read from`,
  );
}

function refuseFewDraws({ draws: { chains, draws } }: Posterior, count: number): void {
  if (count <= chains * draws) return;
  throw new InputError(
    `simulate: ${count} data sets need as many draws, and the fit has ${chains * draws}; ask for fewer`,
  );
}
