/**
 * Eighteen people sleep three hours a night. How much slower does each of them get, day by day?
 * A line for everybody, how the lines differ, and what to expect of somebody who was not in the study. With the name of a file,
 * `node dist/examples/sleepstudy.js lines.svg`, each subject's line is drawn over the measurements.
 */
import { writeFile } from 'node:fs/promises';
import { coef, glmm, hypothesis, plot, predict, sample, summaryText } from 'poolwise';
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
const anybody = { data: [{ Days: 9, Subject: 'somebody else' }], newLevels: 'draw' } as const;
const [measured] = predict(fit, { ...anybody, scale: 'outcome' }).rows;
console.log(`
On average a day adds ${average.estimate.toFixed(1)} ms (95 %: ${average.lower.toFixed(1)} to ${average.upper.toFixed(1)}).
Of ${slopes.length} subjects, ${surely} get slower for all we can tell: their 95 % intervals lie above 0.
Somebody else would react on day 9 in ${measured.mean.toFixed(0)} ms (95 %: ${measured.lower.toFixed(0)} to ${measured.upper.toFixed(0)}).`);

const [, , picture] = process.argv;
if (picture !== undefined) await writeFile(picture, plot(fit, { kind: 'subjects' }));
