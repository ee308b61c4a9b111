import { InputError } from '../errors.ts';

/** Warmup is a list you can print before running it. */
export type Stage =
  | { readonly kind: 'findStepSize' }
  | { readonly kind: 'tuneStepSize'; readonly draws: number }
  | { readonly kind: 'tuneStepSizeAndMetric'; readonly draws: number };

/** Fewer cannot tune a metric. */
export const minWarmup = 20;

/** Stan's buffers and first window for 150 draws or more. */
const initialBuffer = 75;
const terminalBuffer = 50;
const firstWindow = 25;

/**
 * Windowed warmup: a fast stretch, metric windows that double in length, and a last fast stretch.
 * A window that would leave less than twice its length behind takes the rest. Below 150 draws the stretches are 15 %,
 * 75 % (one window) and 10 %. Source: Stan Reference Manual, "Automatic parameter tuning".
 * Throws InputError below 20 draws.
 */
export function planWarmup(draws: number): Stage[] {
  if (draws < minWarmup)
    throw new InputError(
      `warmup: ${draws} draws cannot tune a metric, need at least ${minWarmup}; ask for more, for example 1000`,
    );
  const small = draws < initialBuffer + terminalBuffer + firstWindow;
  const first = small ? Math.floor(0.15 * draws) : initialBuffer;
  const last = small ? Math.floor(0.1 * draws) : terminalBuffer;
  const windows = small ? [draws - first - last] : doublingWindows(draws - first - last);
  return [
    { kind: 'findStepSize' },
    { kind: 'tuneStepSize', draws: first },
    ...windows.map((length): Stage => ({ kind: 'tuneStepSizeAndMetric', draws: length })),
    { kind: 'tuneStepSize', draws: last },
  ];
}

/** Warmup of a chain that begins with the metric of another: it lets go of its start, and tunes the step size. */
export function planWarmWarmup(draws: number): Stage[] {
  return [{ kind: 'findStepSize' }, { kind: 'tuneStepSize', draws }];
}

function doublingWindows(total: number): number[] {
  const windows: number[] = [];
  let left = total;
  for (let length = firstWindow; left > 0; length *= 2) {
    const now = left - length < 2 * length ? left : length;
    windows.push(now);
    left -= now;
  }
  return windows;
}
