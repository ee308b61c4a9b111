import { InputError } from '../../src/engine/errors.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { checkLevel } from '../likelihood/waldIntervals.ts';
import { defaultLevel } from '../posterior/summaries.ts';
import { posteriorOf } from '../predict/index.ts';
import { sidesOf } from '../predict/sides.ts';
import type { Posterior, Scale } from '../predict/types.ts';
import { groupRules } from '../predict/types.ts';
import { type BaseCells, baseCells } from './baseCells.ts';
import { type CellDraws, cellDraws, type Variant } from './cellDraws.ts';
import { checkInterval } from './intervalOptions.ts';
import { type Predictors, predictorsOf } from './predictors.ts';
import { rowsOfTable } from './settings.ts';
import { effectRows, type Told } from './summariseEffects.ts';
import type { EffectOptions, EffectRow, Effects, Over } from './types.ts';

/** A question that was read: the options in full. */
export interface Question extends Required<Omit<EffectOptions, 'by'>> {
  readonly where: string;
  readonly posterior: Posterior;
  readonly predictors: Predictors;
  readonly by: readonly string[];
  readonly average: boolean;
}

/** What all effects take, for `checkOptions`. */
export const effectKinds: OptionKinds<EffectOptions> = {
  by: 'anything',
  at: 'an object',
  over: 'text',
  weights: 'text',
  groups: 'text',
  scale: 'anything',
  level: 'a number',
  interval: 'text',
  simultaneous: 'true or false',
  seed: 'text',
};

/** Fills in what an effect's options leave out, and checks what they say; `kinds` has all that the function takes. */
export function questionOf<Options extends EffectOptions & { readonly average?: boolean }>(
  where: string,
  fit: unknown,
  options: Options,
  kinds: OptionKinds<Options>,
  usual: Over,
): Question {
  checkOptions(where, options, kinds);
  const posterior = posteriorOf(where, fit);
  const { by = [], at = {}, over = usual, weights = 'equal', groups = 'averaged', scale = 'mean' } = options;
  const {
    level = defaultLevel,
    interval = 'equal-tailed',
    simultaneous = false,
    seed = '1',
    average = true,
  } = options;
  checkLevel(level, where);
  checkInterval(where, interval);
  oneOf(where, 'over', over, ['rows', 'grid']);
  oneOf(where, 'weights', weights, ['equal', 'proportional']);
  oneOf(where, 'groups', groups, groupRules);
  checkScale(where, scale);
  if (weights !== 'equal' && over === 'rows')
    throw new InputError(
      `${where}: weights "${weights}" are of a grid; over the rows of the data, levels count as often as they occur`,
    );
  if (simultaneous && interval === 'hdi')
    throw new InputError(`${where}: simultaneous intervals have equal tails; leave interval "hdi" out`);
  if (simultaneous && !average && over === 'rows')
    throw new InputError(
      `${where}: simultaneous intervals of every row are not made; take an average, or by`,
    );
  return {
    where,
    posterior,
    predictors: predictorsOf(posterior.model),
    by: typeof by === 'string' ? [by] : by,
    ...{ at, over, weights, groups, scale, level, interval, simultaneous, seed, average },
  };
}

/** What is compared at several values cannot be held at one. */
export function refuseHeld({ where, at, by, over }: Question, variable: string): void {
  const held = Object.hasOwn(at, variable) ? 'at' : by.includes(variable) && over === 'grid' ? 'by' : null;
  if (held === null) return;
  throw new InputError(
    `${where}: "${variable}" is what is compared, so "${held}" cannot hold it; leave it out there`,
  );
}

function oneOf(where: string, option: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  const list = known.map((one) => `"${one}"`).join(' or ');
  throw new InputError(`${where}: ${option} is ${list}, got "${value}"`);
}

function checkScale(where: string, scale: Scale): void {
  if (scale !== 'outcome') return;
  throw new InputError(
    `${where}: outcomes scatter besides, so their draws have no effects; take scale "mean" or { quantile: 0.9 }`,
  );
}

/** What is asked of cells: how rows are varied, and what is told of the variants. */
export interface Answering {
  /** Predictors that variants set, which a grid does not average over. */
  readonly set: readonly string[];
  readonly variants: readonly Variant[];
  readonly told: Told;
  readonly measure: string;
  readonly notes: readonly string[];
}

/** Rows that are answered one by one are answered as many at a time. */
const ROWS_AT_ONCE = 50;

/** Evaluates and sums up. */
export function answer(question: Question, answering: Answering): Effects {
  const { posterior, over, level, interval, simultaneous, average } = question;
  const base = baseCells(posterior.model, question.predictors, { ...question, set: answering.set });
  const each = over === 'rows' && !average;
  const parts = each ? pieces(base) : [base];
  const rows: EffectRow[] = [];
  let first: CellDraws | null = null;
  for (const part of parts) {
    const found = cellDraws(posterior, part.settings.length, part.batches, answering.variants, question);
    first ??= found;
    rows.push(...effectRows(found, part.settings, answering.variants.length, answering.told, question));
  }
  return {
    rows,
    measure: answering.measure,
    statement: (first as CellDraws | null)?.statement ?? '',
    over: base.over,
    ...{ level, interval, simultaneous },
    notes: [...answering.notes, ...modelNotes(question)],
  };
}

/** The cells of single rows, some at a time. */
function* pieces({ settings, batches, over }: BaseCells): Generator<BaseCells> {
  const each = settings.length / batches.length;
  for (const [b, make] of batches.entries()) {
    const { table } = make();
    for (let from = 0; from < each; from += ROWS_AT_ONCE) {
      const rows = Int32Array.from({ length: Math.min(ROWS_AT_ONCE, each - from) }, (_, i) => from + i);
      yield {
        settings: settings.slice(b * each + from, b * each + from + rows.length),
        batches: [
          () => ({
            table: rowsOfTable(table, rows),
            cell: rows.map((_, i) => i),
            weight: new Float64Array(rows.length).fill(1),
          }),
        ],
        over,
      };
    }
  }
}

function modelNotes({ posterior: { model, imputations }, over }: Question): string[] {
  const leftOut = [...new Set(sidesOf(model).flatMap(({ recipe }) => [...recipe.leftOut]))];
  return [
    ...(leftOut.length === 0
      ? []
      : [
          `the model left ${leftOut.join(', ')} out, as the data cannot tell ${leftOut.length === 1 ? 'it' : 'them'} from other terms`,
        ]),
    ...(imputations !== undefined && over === 'rows'
      ? ['the rows, and means of predictors, are those of the first imputed data set']
      : []),
  ];
}
