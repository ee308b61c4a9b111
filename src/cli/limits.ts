import { totalmem } from 'node:os';
import type { Model } from '../../models/glmm.ts';
import { InputError } from '../engine/errors.ts';
import { quantityNames } from '../engine/program/program.ts';
import type { Forecast } from '../run/forecast.ts';
import { type AttemptNews, checkSampleOptions, type SampleOptions } from '../run/settings.ts';
import { announce } from './phase.ts';

/** Above what a phase is refused that nobody has seen the forecast of. */
export interface Limits {
  readonly maxSeconds: number;
  /** In GB; the machine's if left out. */
  readonly maxMemory?: number;
  readonly quiet?: boolean;
}

/** What to try where a model takes too long. */
export const smallerModel = 'leave a term out';

const gigabyte = 2 ** 30;
/** Seconds of a phase that nobody needs to be told of. */
const short = 3;

/**
 * Says what a phase will take if that is more than 3 s, and lets the main thread tell how far it is.
 * Throws InputError where it is more than the limits allow.
 * @param advice what else to try, such as "leave a term out"
 */
export function admit(forecast: Forecast, advice: string, limits: Limits): void {
  const { phase, seconds, bytes } = forecast;
  const memory = limits.maxMemory === undefined ? totalmem() : limits.maxMemory * gigabyte;
  if (bytes > memory)
    throw new InputError(
      `limits: ${phase} needs about ${sizeText(bytes)} of memory, ${limits.maxMemory === undefined ? `this machine has ${sizeText(memory)}` : `--max-memory is ${limits.maxMemory}`}; ${advice}, or raise --max-memory`,
      { bytes, memory },
    );
  if (seconds > limits.maxSeconds)
    throw new InputError(
      `limits: ${phase} would take about ${timeText(seconds)}, more than --max-seconds ${limits.maxSeconds}; ${advice}, or raise it`,
      { seconds },
    );
  if (seconds > short && limits.quiet !== true)
    announce({
      text: `${phase}: about ${timeText(seconds)}${bytes > gigabyte / 10 ? `, ${sizeText(bytes)}` : ''}`,
      seconds,
    });
}

/** Says that a run starts over, and why, and what chains will take where that is more than 3 s. */
export function sayAttempt({ sampler, reason, before, forecast }: AttemptNews): void {
  const takes = forecast === null || forecast.seconds <= short ? null : `about ${timeText(forecast.seconds)}`;
  if (before > 0) process.stderr.write(`starting over, ${reason}${takes === null ? '' : `; ${takes}`}\n`);
  else if (takes !== null) process.stderr.write(`sampling by ${sampler}: ${takes}\n`);
}

/** Refuses draws that there is no room for: 8 bytes each, held once and copied once. Throws InputError. */
export function admitDraws({ program, design }: Model, options: SampleOptions, limits: Limits): void {
  const { settings, chains } = checkSampleOptions(options);
  const quantities = quantityNames(program).length + (design.missing?.rows ?? 0);
  const bytes = 2 * 8 * chains * settings.draws * quantities;
  const phase = `keeping ${chains} x ${settings.draws} draws of ${quantities} quantities`;
  admit({ phase, seconds: 0, bytes }, 'ask for fewer --draws', limits);
}

/** In a unit that leaves few digits. */
function timeText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  if (seconds < 6000) return `${Math.ceil(seconds / 60)} minutes`;
  return `${Math.ceil(seconds / 3600)} hours`;
}

function sizeText(bytes: number): string {
  const gigabytes = bytes / gigabyte;
  return gigabytes < 10 ? `${Math.ceil(10 * gigabytes) / 10} GB` : `${Math.ceil(gigabytes)} GB`;
}
