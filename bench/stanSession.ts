import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { brmsFolder, csvOf, type FileModel } from './zoo.ts';

/** What stan.R says once the model is compiled. */
export interface StanReady {
  readonly compileSeconds: number;
  readonly brms: string;
  readonly rstan: string;
  readonly r: string;
}

export interface StanRequest {
  readonly seed: number;
  readonly warmup: number;
  readonly draws: number;
  readonly adapt_delta: number;
  readonly out: string;
}

/** A finished chain; its draws are in the file the request named. */
export interface StanChain {
  readonly names: readonly string[];
  readonly draws: number;
  readonly warmupSeconds: number;
  readonly sampleSeconds: number;
  readonly gradients: number;
  readonly divergences: number;
}

/** An R process that holds a compiled model and runs a chain whenever it is asked. */
export interface StanSession {
  readonly ready: StanReady;
  chain(request: StanRequest): Promise<StanChain>;
  close(): Promise<void>;
}

const mark = '@@ ';

/** Compiles a model in brms; rejects with what R printed if that fails. */
export async function openStan(model: FileModel, folder: string): Promise<StanSession> {
  const job = join(folder, 'job.json');
  writeFileSync(job, JSON.stringify(jobOf(model)));
  const script = fileURLToPath(new URL('../../bench/stan.R', import.meta.url));
  const process = spawn('Rscript', ['--vanilla', script, job]);
  const next = answersOf(process);
  const ready = (await next()) as StanReady;
  return {
    ready,
    async chain(request) {
      process.stdin.write(`${JSON.stringify(request)}\n`);
      return (await next()) as StanChain;
    },
    async close() {
      process.stdin.end();
      if (process.exitCode === null) await once(process, 'exit');
    },
  };
}

/** What brms is to run: a model that test/reference/brms knows, or its formula, family, priors and factors. */
function jobOf(model: FileModel) {
  if (model.data === 'brms') return { csv: csvOf(model), reference: model.name, folder: brmsFolder };
  const priors = model.priors.map(([name, prior]) => ({
    class: name,
    prior: prior.replace(/^half_normal\(/, 'normal(0, '), // brms cuts sd and sigma off at zero
  }));
  const { family, factors } = model;
  return { csv: csvOf(model), formula: model.brms ?? model.formula, family, priors, factors };
}

/** The marked lines of a process, one a call. */
function answersOf(process: ChildProcessWithoutNullStreams): () => Promise<unknown> {
  const printed: string[] = [];
  process.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  const failed = once(process, 'error').then(([error]) => {
    throw new Error(`bench: cannot run Rscript (${(error as Error).message}); see docs/benchmarks.md`);
  });
  failed.catch(() => {});
  const read = async (): Promise<unknown> => {
    for (;;) {
      const { done, value } = await lines.next();
      if (done === true) throw new Error(`bench: R ended early\n${printed.join('')}`);
      if (value.startsWith(mark)) return JSON.parse(value.slice(mark.length));
      printed.push(`${value}\n`);
    }
  };
  return () => Promise.race([read(), failed]);
}
