import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';

/** Where and when numbers were measured. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Over the last minute, before the first measurement. */
  readonly load: number;
  readonly node: string;
  /** With a "+" where the checkout had changes besides. */
  readonly commit: string;
  readonly date: string;
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    load: loadavg()[0],
    node: process.versions.node,
    commit: gitCommit(),
    date: new Date().toISOString().slice(0, 10),
  };
}

export function machineLine({ cpu, cores, load, node, commit, date }: Machine): string {
  return `${cpu}, ${cores} cores, load ${load.toFixed(2)}, Node ${node}, commit ${commit}, ${date}`;
}

/** A sentence to go with the numbers where others were at work; empty on a quiet machine. */
export function busyWarning({ load, cores }: Machine): string {
  return load > cores / 4 ? ' BUSY MACHINE: times are inflated.' : '';
}

function gitCommit(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: new URL('../../', import.meta.url),
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return git('rev-parse', '--short', 'HEAD') + (changed ? '+' : '');
  } catch {
    return 'unknown';
  }
}
