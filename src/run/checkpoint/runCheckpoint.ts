import { InputError } from '../../engine/errors.ts';
import { type Attempt, nextAttempt, usualEffort } from '../attempt.ts';
import type { Trouble } from '../trouble.ts';
import type { ChainProgress } from './chainProgress.ts';
import { type Keeping, pausePerSecond } from './watch.ts';

/** A run so far: plain data, from which the same run goes on as if it had never stopped. */
export interface RunCheckpoint {
  readonly of: RunIdentity;
  /** What was found wrong with each attempt that was run and judged; null where it was a trial and nothing was. */
  readonly judged: readonly (Trouble | null)[];
  /** Of the attempt under way; null where a chain has not begun, or its draws do not follow one from another. */
  readonly chains: readonly (ChainProgress | null)[];
}

/** What a run is of: draws of the same are the same. */
export interface RunIdentity {
  /** Hash of model and data. */
  readonly model: string;
  /** As given; what was left out is ''. */
  readonly options: Readonly<Record<string, string>>;
}

/** Of `sample`: who keeps checkpoints, and how often. */
export interface CheckpointOptions {
  /** Between two of them; further apart where keeping them would take more than half a percent of the time. */
  readonly seconds: number;
  /** Puts one away, replacing the last. The next one waits for it. */
  save(checkpoint: RunCheckpoint): void | Promise<void>;
}

/** Throws InputError where a checkpoint is of another model or other options than the run that is to go on from it. */
export function checkIdentity(found: RunIdentity, wanted: RunIdentity): void {
  if (found.model !== wanted.model)
    throw new InputError(
      'resume: the checkpoint is of another model or other data than these; give the ones it was made with, or start anew without it',
    );
  const names = new Set([...Object.keys(found.options), ...Object.keys(wanted.options)]);
  for (const name of names) {
    const [was, is] = [found.options[name] ?? '', wanted.options[name] ?? ''];
    if (was !== is)
      throw new InputError(
        `resume: the checkpoint is of a run with ${name} ${was || 'left out'}, and now it is ${is || 'left out'}; give the options it was made with, or start anew without it`,
        { name, was, is },
      );
  }
}

/** The attempt to run, and whether a short trial of it. */
export interface Search {
  readonly attempt: Attempt;
  readonly isTrial: boolean;
  /** Whether chains begin with what those of another fit had found. */
  readonly isWarm: boolean;
}

/** What comes after a run was judged; null where its draws are the answer. */
export function afterJudging({ attempt, isTrial, isWarm }: Search, trouble: Trouble | null): Search | null {
  if (isWarm && trouble !== null) {
    const reason = `${attempt.reason}; then anew: ${trouble.reason}`;
    return { attempt: { ...attempt, effort: usualEffort, reason }, isTrial, isWarm: false };
  }
  const next = trouble === null ? null : nextAttempt(attempt, trouble);
  if (next === null && !isTrial) return null;
  return { attempt: next ?? attempt, isTrial: isTrial && next !== null, isWarm };
}

/** Gathers what chains tell of themselves, and has it saved when that is due. */
export interface Keeper extends Keeping {
  /** Another attempt begins, after these. */
  begin(judged: readonly (Trouble | null)[], chains: readonly (ChainProgress | null)[]): void;
  now(): RunCheckpoint;
}

/** @param stopped aborted when the flag is raised
 * @param options null for a run that is only to be stopped, and saves nothing */
export function keeperOf(
  of: RunIdentity,
  stop: Int32Array,
  stopped: AbortSignal | null,
  options: CheckpointOptions | null,
): Keeper {
  let judged: readonly (Trouble | null)[] = [];
  let chains: (ChainProgress | null)[] = [];
  const { seconds } = options ?? { seconds: Number.POSITIVE_INFINITY };
  let due = performance.now() + 1000 * seconds;
  let failure: { readonly error: unknown } | null = null;
  const now = (): RunCheckpoint => ({ of, judged, chains: [...chains] });
  const save = async (saves: CheckpointOptions['save']): Promise<void> => {
    const started = performance.now();
    due = Number.POSITIVE_INFINITY;
    try {
      await saves(now());
    } catch (error) {
      failure = { error };
    }
    const ended = performance.now();
    due = ended + Math.max(1000 * seconds, pausePerSecond * (ended - started));
  };
  return {
    ...{ seconds, stop, stopped, now },
    begin(after, from) {
      judged = after;
      chains = [...from];
    },
    keep(progress) {
      if (failure !== null) throw failure.error;
      chains[progress.chain] = progress;
      if (options !== null && performance.now() >= due) void save(options.save);
    },
  };
}
