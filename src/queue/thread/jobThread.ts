/** Program of a thread that does jobs, one at a time. */
import { parentPort } from 'node:worker_threads';
import { InputError } from '../../engine/errors.ts';
import { answerJob, type JobQuestion } from '../answerJob.ts';
import type { FromThread, ToThread } from './messages.ts';

/** Milliseconds between two words about how far a job is. */
const pause = 1000;

const say = (message: FromThread): void => parentPort?.postMessage(message);
const waiting = new Map<string, (answer: Exclude<ToThread, { kind: 'job' }>) => void>();

function fetch(hash: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    waiting.set(hash, (answer) => {
      if (answer.kind === 'input') resolve(answer.bytes);
      else reject(new Error(answer.why));
    });
    say({ kind: 'need', hash });
  });
}

async function work(question: JobQuestion): Promise<void> {
  let last = performance.now();
  const tell = (progress: unknown): void => {
    const now = performance.now();
    if (now - last < pause) return;
    last = now;
    say({ kind: 'progress', progress });
  };
  try {
    say({ kind: 'done', bytes: await answerJob(question, fetch, tell) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    say({ kind: error instanceof InputError ? 'refused' : 'failed', message });
  }
}

parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'job') void work(message.question);
  else waiting.get(message.hash)?.(message);
});
