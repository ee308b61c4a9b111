import { Command } from 'commander';
import type { EvidenceFlags } from './evidenceRun.ts';
import { examplesText } from './helpTexts.ts';
import { wholeNumber } from './numbers.ts';
import { addTableFlags } from './tableFlags.ts';

const examples = [
  'poolwise evidence remission',
  'poolwise evidence linear curved',
  'poolwise evidence linear curved --draws 4000',
];

/** `poolwise evidence`. Reports exit code 2 where an error is too large, or a fit should not be trusted. */
export function evidenceCommand(done: (code: number) => void): Command {
  const command = new Command('evidence')
    .description('marginal likelihoods by bridge sampling; of several fits, Bayes factors')
    .argument('<fits...>', 'folders that fit --out wrote, of the same data')
    .option('--draws <n>', 'a chain of four', wholeNumber('--draws'), 1000)
    .option('--seed <text>', 'of the draws', '1');
  return addTableFlags(command)
    .option('--json', 'print everything as JSON instead')
    .addHelpText('after', () => examplesText(examples))
    .action(async (paths: string[], flags: EvidenceFlags) => {
      const { runEvidence } = await import('./evidenceRun.ts');
      done(await runEvidence(paths, flags));
    });
}
