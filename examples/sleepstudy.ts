/**
 * Eighteen people sleep three hours a night. How much slower does each of them get, day by day?
 * A line for everybody, and how the lines differ.
 */
import { coef, glmm, hypothesis, sample, summaryText } from 'poolwise';
import { readTable } from 'poolwise/node';

const sleepstudy = await readTable('examples/data/sleepstudy.csv');
const model = glmm('Reaction ~ Days + (Days | Subject)', sleepstudy, { factors: { Subject: 'sorted' } });
const fit = await sample(model, { seed: 1 });
console.log(summaryText(fit));

const lines = coef(fit);
const [intercepts, slopes] = ['Intercept', 'Days'].map((name) => lines.filter((row) => row.coef === name));
console.log(
  "\nEach subject's own line: reaction time (ms) on day 0, and what a day without enough sleep adds",
);
for (const [i, { level, mean, lower, upper }] of slopes.entries())
  console.log(
    `  ${level}  ${intercepts[i].mean.toFixed(0)} ms, ${mean.toFixed(1).padStart(4)} ms a day (95 %: ${lower.toFixed(1)} to ${upper.toFixed(1)})`,
  );

const [average] = hypothesis(fit, 'Days');
const surely = slopes.filter(({ lower }) => lower > 0).length;
console.log(`
On average a day adds ${average.estimate.toFixed(1)} ms (95 %: ${average.lower.toFixed(1)} to ${average.upper.toFixed(1)}).
Of ${slopes.length} subjects, ${surely} get slower for all we can tell: their 95 % intervals lie above 0.`);
