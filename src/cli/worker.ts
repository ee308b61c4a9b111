import { Command } from 'commander';
import { examplesText } from './helpTexts.ts';
import { decimalNumber, someText, wholeNumber } from './numbers.ts';
import type { WorkerFlags } from './workerRun.ts';

const examples = [
  'poolwise worker --queue redis://queue.example.org:6379 --jobs 8',
  'POOLWISE_QUEUE_PASSWORD=... poolwise worker --queue postgres://me@db/work',
];

/** `poolwise worker`: does the jobs of a queue until it is stopped. */
export function workerCommand(): Command {
  return new Command('worker')
    .description('do the jobs that other commands put into a queue, until Ctrl-C')
    .option(
      '--queue <url>',
      'redis://..., rediss://... or postgres://...; the variable POOLWISE_QUEUE if left out',
      someText('--queue'),
    )
    .option('--shared <folder>', 'where inputs and results are, if producers say so', someText('--shared'))
    .option('--jobs <n>', 'at the same time; one a core if left out', wholeNumber('--jobs'))
    .option('--lease <seconds>', 'of silence, before others take its jobs (30)', decimalNumber('--lease'))
    .option('--quiet', 'no line a job on standard error')
    .addHelpText('after', () => examplesText(examples))
    .action(async (flags: WorkerFlags) => {
      const { runWorker } = await import('./workerRun.ts');
      await runWorker(flags);
    });
}
