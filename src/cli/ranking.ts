import { Command } from 'commander';
import { examplesText } from './helpTexts.ts';
import { decimalNumber, someText } from './numbers.ts';
import type { RankingFlags } from './rankingRun.ts';
import { addTableFlags } from './tableFlags.ts';

const examples = [
  'poolwise ranking remission --group DID',
  'poolwise ranking remission --best lowest --top 10 --all --out doctors.csv',
  'poolwise ranking remission --group DID --between 17 203',
];

/** `poolwise ranking`. Reports exit code 2 where the fit should not be trusted as it is. */
export function rankingCommand(done: (code: number) => void): Command {
  const command = new Command('ranking')
    .description('rank the levels of a group, with the probability to be among the best')
    .argument('<fit>', 'a folder that fit --out or laplace --out wrote')
    .option('--group <name>', 'the grouping factor; may be left out where there is one', someText('--group'))
    .option('--coef <name>', 'the effect that varies over it; Intercept if left out', someText('--coef'))
    .option('--best <end>', 'which end is best: highest or lowest', 'highest')
    .option('--top <x>', 'the best and worst: a share, or a number of levels', decimalNumber('--top'), 0.1)
    .option('--level <p>', 'level of the intervals', decimalNumber('--level'), 0.95)
    .option('--between <levels...>', 'how probably the first of two levels is the better one')
    .option('--all', 'show all levels, not the ends');
  return addTableFlags(command)
    .option('--json', 'print the ranking as JSON instead')
    .addHelpText('after', () => examplesText(examples))
    .action(async (path: string, flags: RankingFlags) => {
      const { runRanking } = await import('./rankingRun.ts');
      done(await runRanking(path, flags));
    });
}
