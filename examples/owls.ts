/**
 * Counts with an offset: owl nestlings call for food, and a brood of six calls more than a brood of two. What is modelled is
 * the rate of calls a nestling, so the number of nestlings is an offset, whose coefficient is 1.
 */
import { column, glmm, sample, summaryText } from 'poolwise';
import { quantile } from 'poolwise/diagnostics';
import { readTable } from 'poolwise/node';

const owls = await readTable('examples/data/owls.csv');
const model = glmm('Calls ~ Food + Parent + offset(log(Brood)) + (1 | Nest)', owls, {
  family: 'negbinomial',
});
const fit = await sample(model, { seed: 1 });
console.log(summaryText(fit));

/** The ratio of rates, with its 95 % interval. */
function rateRatio(name: string): string {
  const [low, middle, high] = [0.025, 0.5, 0.975].map((p) => Math.exp(quantile(column(fit, name), p)));
  return `${middle.toFixed(2)} (95 %: ${low.toFixed(2)} to ${high.toFixed(2)})`;
}
console.log(`
In the same nest, fed nestlings call ${rateRatio('b_FoodSatiated')} times as often as hungry ones;
when the father comes, ${rateRatio('b_ParentMale')} times as often as when the mother does.`);
