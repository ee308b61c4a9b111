import { Command } from 'commander';
import { examplesText } from './helpTexts.ts';
import type { HypothesisFlags } from './hypothesisRun.ts';
import { decimalNumber } from './numbers.ts';
import { addTableFlags } from './tableFlags.ts';

const examples = [
  'poolwise hypothesis remission "Married > 0" "exp(Age * 10) < 1"',
  'poolwise hypothesis remission \\',
  '  "sd_DID__Intercept^2 / (sd_DID__Intercept^2 + pi^2 / 3)"',
  'poolwise hypothesis mobility "r_DID[17,Intercept] > 0" --rope -0.1,0.1',
];

/** `poolwise hypothesis`. Reports exit code 2 where the fit should not be trusted as it is. */
export function hypothesisCommand(done: (code: number) => void): Command {
  const command = new Command('hypothesis')
    .description('say how probable statements about parameters are')
    .argument('<fit>', 'a folder that --out wrote')
    .argument(
      '<text...>',
      'statements, each in quotes: parameters with or without b_, arithmetic, one of < > =',
    )
    .option('--level <p>', 'level of the intervals; 0.95 if left out', decimalNumber('--level'))
    .option('--interval <kind>', 'equal-tailed or hdi', 'equal-tailed')
    .option('--rope <low,high>', 'a region of practical equivalence: the share of draws in it');
  return addTableFlags(command)
    .option('--json', 'print the answers as JSON instead')
    .addHelpText('after', () => examplesText(examples))
    .action(async (fit: string, statements: string[], flags: HypothesisFlags) => {
      const { runHypothesis } = await import('./hypothesisRun.ts');
      done(await runHypothesis(fit, statements, flags));
    });
}
