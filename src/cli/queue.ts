import { Command } from 'commander';
import { examplesText } from './helpTexts.ts';
import { someText } from './numbers.ts';
import type { QueueCommandFlags } from './queueRun.ts';

const examples = [
  'poolwise queue --queue redis://queue.example.org:6379',
  'poolwise queue --queue postgres://me@db.example.org/work --cancel 1f00d5e2',
];

/** `poolwise queue`: what a queue holds, and a hand on it. */
export function queueCommand(): Command {
  return new Command('queue')
    .description('show the runs, workers and jobs of a queue; cancel and resume them')
    .option(
      '--queue <url>',
      'redis://..., rediss://... or postgres://...; the variable POOLWISE_QUEUE if left out',
      someText('--queue'),
    )
    .option('--shared <folder>', 'with --clear: inputs and results there too', someText('--shared'))
    .option('--cancel <run>', 'end a run: its jobs are taken away, and from workers that have them')
    .option('--pause', 'let workers take no more jobs')
    .option('--resume [run]', 'let them take jobs again; a run: jobs that were given up or cancelled too')
    .option('--clear', 'drop everything that is kept, where nothing is under way')
    .option('--json', 'print everything as JSON')
    .addHelpText('after', () => examplesText(examples))
    .action(async (flags: QueueCommandFlags) => {
      const { runQueue } = await import('./queueRun.ts');
      await runQueue(flags);
    });
}
