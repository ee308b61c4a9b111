import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FileModel, fitArguments } from './zoo.ts';

const compiled = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Runs a compiled program in a process of its own; resolves with what it printed. Rejects unless its exit code is allowed. */
export function runNode(
  args: readonly string[],
  allowed: readonly number[] = [0],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    const printed: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code !== null && allowed.includes(code)) resolve(Buffer.concat(printed).toString());
      else reject(new Error(`bench: ${args.slice(0, 3).join(' ')} ended with ${signal ?? code}`));
    });
  });
}

/** Runs one of the bench's own programs and reads the JSON it prints. */
export async function runBench<T>(program: string, args: readonly string[]): Promise<T> {
  return JSON.parse(await runNode([compiled(program), ...args])) as T;
}

export interface CommandRun {
  /** From the command to its end, the summary printed. */
  readonly seconds: number;
  readonly peakMegabytes: number;
}

/** `poolwise fit` as a person would run it, once. Exit code 2, a fit not to be trusted, is a result too. */
export async function runCommand(model: FileModel, more: readonly string[] = []): Promise<CommandRun> {
  const folder = mkdtempSync(join(tmpdir(), 'poolwise-'));
  const memory = join(folder, 'memory');
  try {
    const program = ['--import', compiled('reportMemory.js'), compiled('../src/cli/main.js')];
    const args = [...program, ...fitArguments(model, 'bench'), ...more];
    const started = performance.now();
    await runNode(args, [0, 2], { POOLWISE_BENCH_MEMORY: memory });
    const seconds = (performance.now() - started) / 1000;
    return { seconds, peakMegabytes: Number(readFileSync(memory, 'utf8')) / 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
