import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FileModel, fitArguments } from './zoo.ts';

const compiled = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

interface Ended {
  readonly printed: string;
  readonly code: number;
}

/** Runs a compiled program in a process of its own. Rejects unless its exit code is allowed. */
function runNode(
  args: readonly string[],
  allowed: readonly number[] = [0],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    const printed: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code !== null && allowed.includes(code))
        resolve({ printed: Buffer.concat(printed).toString(), code });
      else reject(new Error(`bench: ${args.slice(0, 3).join(' ')} ended with ${signal ?? code}`));
    });
  });
}

/** Runs one of the bench's own programs and reads the JSON it prints. */
export async function runBench<T>(program: string, args: readonly string[]): Promise<T> {
  const { printed } = await runNode([compiled(program), ...args]);
  return JSON.parse(printed) as T;
}

export interface CommandRun {
  /** From the command to its end, the summary printed. */
  readonly seconds: number;
  readonly peakMegabytes: number;
  /** Whether the command trusts its fit: it ends with 0 then, with 2 otherwise. */
  readonly trusted: boolean;
}

/** `poolwise fit` as a person would run it, once. Exit code 2, a fit not to be trusted, is a result too. */
export async function runCommand(model: FileModel, more: readonly string[] = []): Promise<CommandRun> {
  const folder = mkdtempSync(join(tmpdir(), 'poolwise-'));
  const memory = join(folder, 'memory');
  try {
    const program = ['--import', compiled('reportMemory.js'), compiled('../src/cli/main.js')];
    const args = [...program, ...fitArguments(model, 'bench'), ...more];
    const started = performance.now();
    const { code } = await runNode(args, [0, 2], { POOLWISE_BENCH_MEMORY: memory });
    const seconds = (performance.now() - started) / 1000;
    return { seconds, peakMegabytes: Number(readFileSync(memory, 'utf8')) / 1024, trusted: code === 0 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
