import { Command } from 'commander';
import { examplesText } from './helpTexts.ts';
import { decimalNumber, someText } from './numbers.ts';
import type { PredictFlags } from './predictRun.ts';

const examples = [
  'poolwise predict remission --new patients.csv --groups averaged',
  'poolwise predict remission --new patients.csv --new-groups --out predicted.csv',
  'poolwise predict remission --scale link --out own-rows.parquet',
  'poolwise predict counts --new sites.csv --scale outcome --level 0.9 --seed 7',
];

/** `poolwise predict`: what a stored fit says of new rows, or of its own. Reports exit code 2 where it should not be trusted as it is. */
export function predictCommand(done: (code: number) => void): Command {
  return new Command('predict')
    .description('predictions of a stored fit, at new rows or its own')
    .argument('<fit>', 'a folder that fit or laplace wrote with --out')
    .option('--new <file>', "data to predict for; the fit's own rows if left out")
    .option('--scale <what>', 'link, mean, outcome or sd', 'mean')
    .option('--quantile <p>', 'a quantile of the outcome instead', decimalNumber('--quantile'))
    .option('--above <value>', 'the chance of an outcome above this instead', decimalNumber('--above'))
    .option('--parameter <name>', "one of the family's parameters instead, such as sigma")
    .option(
      '--groups <rule>',
      "given: each row's own groups; typical: group effects zero; averaged: over all groups",
      'given',
    )
    .option('--new-groups', 'draw the effects of groups that the fit has not seen')
    .option('--per-trial', 'chances of one trial instead of expected successes')
    .option('--level <p>', 'level of the intervals', decimalNumber('--level'), 0.95)
    .option('--draws', 'all draws instead of summaries; with --out')
    .option('--seed <seed>', 'of outcomes and of new groups', someText('--seed'), '1')
    .option('--na <text>', 'a further mark of missing values in --new; repeatable', collect, [])
    .option('--decimal <mark>', 'decimal mark of --new, "." or ","')
    .option('--sheet <name>', 'sheet of a workbook; the first if left out')
    .option('--out <file>', 'write all rows to a file (.csv .parquet .json)')
    .option('--json', 'print all rows as JSON instead of a table')
    .option('--force', 'replace what stands at --out, whoever wrote it')
    .addHelpText('after', () => examplesText(examples))
    .action(async (path: string, flags: PredictFlags) => {
      const { runPredict } = await import('./predictRun.ts');
      done(await runPredict(path, flags));
    });
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
