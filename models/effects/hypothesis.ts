import { probabilityOfDirection, rope } from '../../diagnostics/direction.ts';
import { type IntervalKind, intervalOfSorted } from '../../diagnostics/intervals.ts';
import { mean, sd } from '../../diagnostics/moments.ts';
import { pool } from '../../diagnostics/shape.ts';
import { InputError } from '../../src/engine/errors.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { isLaplaceFit } from '../arguments.ts';
import type { LaplaceResult } from '../likelihood/laplace.ts';
import { checkLevel } from '../likelihood/waldIntervals.ts';
import { type Drawn, type Draws, drawsIn } from '../posterior/draws.ts';
import { defaultLevel } from '../posterior/summaries.ts';
import { posteriorOf } from '../predict/index.ts';
import { checkInterval } from './intervalOptions.ts';
import { savageDickey } from './savageDickey.ts';
import { parseStatement, type Relation, type Statement } from './statementSyntax.ts';
import { valuesOf } from './statementValues.ts';

/** Of `hypothesis`. */
export interface HypothesisOptions {
  /** Of the interval, whatever the comparison; 0.95 if left out. */
  readonly level?: number;
  /** Equal tails, or the shortest; equal tails if left out. */
  readonly interval?: IntervalKind;
  /** Draws of the model's prior, from `sample(model, { prior: 'only' })`: an "=" then has an evidence ratio. */
  readonly prior?: Drawn;
  /** A region of practical equivalence, its lower and upper end: the share of draws in it is told then. */
  readonly rope?: readonly [number, number];
}

const optionKinds: OptionKinds<HypothesisOptions> = {
  level: 'a number',
  interval: 'text',
  prior: 'an object',
  rope: 'anything',
};

/** What draws say of a statement. */
export interface HypothesisRow {
  readonly hypothesis: string;
  /** How many draws say it, of all chains. */
  readonly draws: number;
  /** Mean of the left side minus the right, and the sd of that over the draws. */
  readonly estimate: number;
  readonly se: number;
  readonly lower: number;
  readonly upper: number;
  /** That the difference has the sign that more draws have. */
  readonly direction: number;
  /** That "<" or ">" holds. Of "=": that it does where it was as likely as not before the data. Null where it is not told. */
  readonly probability: number | null;
  /**
   * Of "<" and ">": for the statement over against it, Infinity where no draw is against. Of "=": the density of the
   * difference at 0 over what it was before the data. Null where it is not told.
   */
  readonly evidenceRatio: number | null;
  /** Share of draws in the region of practical equivalence; null where none was given. */
  readonly rope: number | null;
  /** Why something is not told; null without. */
  readonly note: string | null;
}

/**
 * What draws say of statements about quantities, such as `Married > 0` or `sd_DID__Intercept^2 / (sd_DID__Intercept^2 + pi^2 / 3)`, a
 * row each: coefficients with or without `b_`; other names in backquotes where they have signs in them; `+ - * / ^`, `exp log log1p
 * expm1 sqrt abs tanh plogis qlogis pnorm`; one of `< > =`, or none, for a value alone. Takes a fit of `sample` or `laplace`, a loaded one, or draws.
 * Throws InputError, with a caret, for a statement that cannot be read, or that is no number at some draw.
 * Source: as brms::hypothesis, but that a one-sided statement's interval has the level asked for (brms: 90 % for 95 %).
 */
export function hypothesis(
  fit: Drawn | LaplaceResult,
  statements: string | readonly string[],
  options: HypothesisOptions = {},
): HypothesisRow[] {
  checkOptions('hypothesis', options, optionKinds);
  const { level = defaultLevel, interval = 'equal-tailed', prior } = options;
  checkLevel(level, 'hypothesis');
  checkInterval('hypothesis', interval);
  const region = checkRope(options.rope);
  const draws = isLaplaceFit(fit)
    ? posteriorOf('hypothesis', fit).draws
    : drawsIn('hypothesis', fit as Drawn);
  const before = prior === undefined ? null : drawsIn('hypothesis: prior', prior);
  return asList(statements).map((text) => {
    const statement = parseStatement(text);
    const chains = differenceAt(statement, draws);
    return {
      hypothesis: statement.text,
      draws: draws.chains * draws.draws,
      estimate: mean(chains),
      se: sd(chains),
      ...intervalOfSorted(pool(chains).values.sort(), level, interval),
      direction: probabilityOfDirection(chains),
      rope: region === null ? null : rope(chains, ...region),
      ...evidence(statement, chains, before),
    };
  });
}

/** Whether a statement can be told more of with draws of the prior. Throws InputError for what is no statement. */
export function needsPrior(text: string): boolean {
  return parseStatement(text).comparison?.relation === '=';
}

function asList(statements: string | readonly string[]): readonly string[] {
  const list = typeof statements === 'string' ? [statements] : statements;
  if (Array.isArray(list) && list.length > 0 && list.every((text) => typeof text === 'string')) return list;
  throw new InputError('hypothesis: expected statements as text, such as "x > 0"');
}

function checkRope(region: HypothesisOptions['rope']): readonly [number, number] | null {
  if (region === undefined) return null;
  const [low, high] = region;
  if (region.length === 2 && low <= high) return region;
  throw new InputError(`hypothesis: rope is [lower, upper], got [${region.join(', ')}]`);
}

/** Left minus right at every draw. */
function differenceAt({ text, left, comparison }: Statement, draws: Draws): Float64Array[] {
  const chains = valuesOf(text, left, draws);
  const right = comparison === null ? null : valuesOf(text, comparison.right, draws);
  const difference = right === null ? chains : chains.map((chain, c) => chain.map((x, i) => x - right[c][i]));
  const lost = difference.reduce((sum, chain) => sum + chain.filter(Number.isNaN).length, 0);
  if (lost === 0) return difference;
  throw new InputError(
    `hypothesis: "${text.trim()}" is no number at ${lost} of ${draws.chains * draws.draws} draws`,
  );
}

type Evidence = Pick<HypothesisRow, 'probability' | 'evidenceRatio' | 'note'>;

function evidence(statement: Statement, chains: readonly Float64Array[], prior: Draws | null): Evidence {
  const relation = statement.comparison?.relation ?? null;
  if (relation === null) return { probability: null, evidenceRatio: null, note: null };
  if (relation !== '=') return oneSided(relation, chains);
  if (prior === null)
    return notTold(
      'an evidence ratio for "=" needs draws of the prior, as sample(model, { prior: "only" }) makes them',
    );
  const ratio = savageDickey(chains, differenceAt(statement, prior));
  if (ratio.kind === 'none') return notTold(`no evidence ratio: ${ratio.why}`);
  return { probability: ratio.ratio / (1 + ratio.ratio), evidenceRatio: ratio.ratio, note: null };
}

const notTold = (note: string): Evidence => ({ probability: null, evidenceRatio: null, note });

function oneSided(relation: Exclude<Relation, '='>, chains: readonly Float64Array[]): Evidence {
  const { values } = pool(chains);
  const holds = values.filter((x) => (relation === '<' ? x < 0 : x > 0)).length;
  return { probability: holds / values.length, evidenceRatio: holds / (values.length - holds), note: null };
}
