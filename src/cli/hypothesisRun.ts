import { type HypothesisOptions, hypothesis, needsPrior } from '../../models/effects/hypothesis.ts';
import { defaultLevel } from '../../models/posterior/summaries.ts';
import { InputError } from '../engine/errors.ts';
import { hypothesisTable } from '../report/effectTable.ts';
import { type OpenedFit, openFit } from '../report/stored/openFit.ts';
import { sample } from '../run/sample.ts';
import { decimalNumber } from './numbers.ts';
import { checkTableFlags, deliverTable, type TableOrJson } from './tableOrJson.ts';

/** As the command line has them. */
export interface HypothesisFlags extends TableOrJson {
  readonly level?: number;
  readonly interval: NonNullable<HypothesisOptions['interval']>;
  readonly rope?: string;
}

/** Prints what a stored fit says of statements. */
export async function runHypothesis(
  path: string,
  statements: readonly string[],
  flags: HypothesisFlags,
): Promise<number> {
  checkTableFlags('hypothesis', flags);
  const { level = defaultLevel, interval } = flags;
  const rope = flags.rope === undefined ? {} : { rope: readRope(flags.rope) };
  const fit = await openFit(path, 'hypothesis');
  const prior = statements.some(needsPrior) ? await priorOf(fit) : {};
  const rows = hypothesis(fit, statements, { level, interval, ...rope, ...prior });
  return deliverTable(
    fit,
    hypothesisTable(rows, { level, interval }),
    { level, interval, rows },
    flags,
    path,
  );
}

/** Draws of the prior, where there is one. */
async function priorOf(fit: OpenedFit): Promise<Pick<HypothesisOptions, 'prior'>> {
  if (fit.kind !== 'posterior') return {};
  return { prior: await sample(fit.model, { prior: 'only', seed: fit.sampler.seed, workers: 0 }) };
}

function readRope(text: string): [number, number] {
  const ends = text.split(',').map(decimalNumber('--rope'));
  if (ends.length === 2) return [ends[0], ends[1]];
  throw new InputError(`--rope: expected two numbers such as -0.1,0.1, got "${text}"`);
}
