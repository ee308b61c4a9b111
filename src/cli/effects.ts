import { Command } from 'commander';
import type { EffectFlags } from './effectsRun.ts';
import { examplesText } from './helpTexts.ts';
import { decimalNumber } from './numbers.ts';
import { addTableFlags } from './tableFlags.ts';

const examples = [
  'poolwise effects remission --slopes Age',
  'poolwise effects remission --compare Married=0,1 --measure ratio --by Sex',
  'poolwise effects remission --compare Age+10 --groups typical',
  'poolwise effects remission --means Sex --at Age=40,50,60',
  'poolwise effects remission --means Sex --contrasts pairwise \\',
  '  --scale link --measure ratio',
];

/** `poolwise effects`. Reports exit code 2 where the fit should not be trusted as it is. */
export function effectsCommand(done: (code: number) => void): Command {
  const command = new Command('effects')
    .description('slopes, comparisons, marginal means and contrasts of a stored fit')
    .argument('<fit>', 'a folder that --out wrote')
    .option(
      '--slopes <predictor>',
      'how fast the mean changes with it; of a factor, differences to its first level',
    )
    .option(
      '--compare <change>',
      'means at two values: Married=0,1 or Age+10 or Age+sd, or Sex for its levels, or 0 and 1',
    )
    .option('--means <predictors...>', 'means at each of their levels')
    .option(
      '--contrasts <kind...>',
      'of --means: pairwise, treatment, consecutive, polynomial or NAME=W1,W2,...',
    )
    .option('--levels <which>', 'of --compare with levels: treatment, pairwise or consecutive')
    .option('--reference <level>', 'what treatment contrasts are held against; the first if left out')
    .option('--measure <how>', 'difference, ratio or odds-ratio', 'difference')
    .option('--by <columns...>', 'apart for each level of these')
    .option('--at <settings...>', 'predictors set to values: Age=50,60 Sex=male')
    .option(
      '--over <what>',
      'average over rows of the data, or a grid of typical rows; rows, but grid of means',
    )
    .option('--weights <how>', 'of a grid: equal or proportional')
    .option('--each', 'no average: for each row of the data, or of the grid')
    .option(
      '--groups <rule>',
      'given, typical (group effects zero) or averaged over all groups there may be',
      'averaged',
    )
    .option('--scale <what>', 'mean, link, sd, quantile=0.9, above=3 or parameter=NAME', 'mean')
    .option('--level <p>', 'level of the intervals; 0.95 if left out', decimalNumber('--level'))
    .option('--interval <kind>', 'equal-tailed or hdi', 'equal-tailed')
    .option('--simultaneous', 'intervals that hold all at once');
  return addTableFlags(command)
    .option('--json', 'print effects as JSON instead')
    .addHelpText('after', () => examplesText(examples))
    .action(async (fit: string, flags: EffectFlags) => {
      const { runEffects } = await import('./effectsRun.ts');
      done(await runEffects(fit, flags));
    });
}
