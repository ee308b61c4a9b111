/**
 * Does marriage help remission? The odds ratio compares two patients of the same doctor; the chance of remission on average over
 * doctors is another question, and a random intercept makes the two differ. Then: which doctors are among the best?
 */
import {
  comparisons,
  glmm,
  halfNormal,
  marginalMeans,
  normal,
  ranking,
  sample,
  simulateHospital,
} from 'poolwise';

const { table: patients } = simulateHospital('1');
const model = glmm('remission ~ Age + Married + IL6 + (1 | DID)', patients, {
  family: 'bernoulli',
  priors: { b: normal(0, 5), sd: halfNormal(5) },
});
const fit = await sample(model, { draws: 300, seed: 1 });

const oddsRatio = comparisons(fit, {
  variable: 'Married',
  change: { from: 0, to: 1 },
  scale: 'link',
  groups: 'given',
  measure: 'ratio',
});
const chances = marginalMeans(fit, { of: 'Married', over: 'rows' });
const [ratio] = oddsRatio.rows;
const [single, married] = chances.rows;
console.log(`Odds ratio of married to unmarried patients of the same doctor: ${shown(ratio.median, ratio)}
Chance of remission, averaged over doctors and over the ${patients.rows} patients:
  ${shown(single.mean, single)} if none were married, ${shown(married.mean, married)} if all were
The odds ratio of these two averages is ${(odds(married.mean) / odds(single.mean)).toFixed(2)}: nearer to 1, since doctors differ.
`);

const { rows, places } = ranking(fit, { group: 'DID', top: 0.1 });
console.log(`Doctors by expected rank; the best tenth are ${places}`);
for (const { level, rank, lower, upper, best } of rows.slice(0, 5))
  console.log(
    `  doctor ${level}: rank ${rank.toFixed(0)} (95 %: ${lower} to ${upper}), among the best tenth with probability ${best.toFixed(2)}`,
  );
const certain = rows.filter(({ best }) => best > 0.95).length;
console.log(`Of ${rows.length} doctors, ${certain} are among the best tenth with probability above 0.95.`);

function shown(value: number, { lower, upper }: { lower: number; upper: number }): string {
  return `${value.toFixed(2)} (95 %: ${lower.toFixed(2)} to ${upper.toFixed(2)})`;
}

function odds(chance: number): number {
  return chance / (1 - chance);
}
