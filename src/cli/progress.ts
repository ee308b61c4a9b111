import type { WriteStream } from 'node:tty';
import type { Progress } from '../run/runChain.ts';
import { announce } from './phase.ts';

/** Seconds between two lines of a chain when the output is no terminal. */
const quietSeconds = 10;
/** Milliseconds between two repaints of a terminal. */
const repaintMilliseconds = 150;

/**
 * Prints a line a chain: phase, step size, divergences and time left. On a terminal the lines are repainted in place;
 * elsewhere a chain speaks now and then, and when it ends.
 */
export function progressPrinter(out: WriteStream): (progress: Progress) => void {
  return out.isTTY ? repaintingPrinter(out) : occasionalPrinter(out);
}

/** The same on standard error, or nothing where `quiet`; set-up is over then. */
export function progressAfterSetup(quiet: boolean | undefined): (progress: Progress) => void {
  const print = quiet === true ? () => {} : progressPrinter(process.stderr);
  let begun = false;
  return (progress) => {
    if (!begun) announce(null);
    begun = true;
    print(progress);
  };
}

function occasionalPrinter(out: WriteStream): (progress: Progress) => void {
  const lastSpoken = new Map<number, number>();
  return (progress) => {
    const now = performance.now();
    const last = lastSpoken.get(progress.chain);
    if (last === undefined) lastSpoken.set(progress.chain, now);
    const due = last !== undefined && now - last > 1000 * quietSeconds;
    if (!due && progress.done < progress.total) return;
    lastSpoken.set(progress.chain, now);
    out.write(`${progressLine(progress)}\n`);
  };
}

function repaintingPrinter(out: WriteStream): (progress: Progress) => void {
  const lines = new Map<number, string>();
  let painted = 0;
  let lastPaint = 0;
  return (progress) => {
    lines.set(progress.chain, progressLine(progress));
    const now = performance.now();
    if (now - lastPaint < repaintMilliseconds && progress.done < progress.total) return;
    lastPaint = now;
    const sorted = [...lines].sort(([a], [b]) => a - b).map(([, line]) => `\x1b[2K${line}\n`);
    out.write(`${painted > 0 ? `\x1b[${painted}A` : ''}${sorted.join('')}`);
    painted = sorted.length;
  };
}

function progressLine(progress: Progress): string {
  const { chain, phase, done, total, stepSize, divergences, secondsLeft, isTrial } = progress;
  const percent = `${Math.floor((100 * done) / total)}`.padStart(3);
  const left =
    done === total ? 'done' : `${secondsLeft < 10 ? secondsLeft.toFixed(1) : Math.ceil(secondsLeft)} s left`;
  const step = Number.isNaN(stepSize) ? '' : `step size ${stepSize.toPrecision(3)}  `;
  const first = isTrial === true ? 'a short run first: ' : '';
  return `chain ${chain + 1}  ${first}${phase.padEnd(8)} ${percent} %  ${step}${divergences} divergences  ${left}`;
}
