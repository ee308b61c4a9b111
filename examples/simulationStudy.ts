/**
 * How much would a smaller study of sleep have told? Data sets are drawn from a fit, with new subjects, and the first six of
 * them fitted as a study of their own: twenty fits one after another, on threads that keep what the first one compiled.
 */
import { fitMany, glmm, sample, simulateData, tableFromColumns } from 'poolwise';
import { readTable } from 'poolwise/node';

const formula = 'Reaction ~ Days + (Days | Subject)';
const fit = await sample(glmm(formula, await readTable('examples/data/sleepstudy.csv')), { seed: 1 });
const simulated = simulateData(fit, { dataSets: 20, groups: 'new', seed: 1 });

const rows = 6 * 10; // ten days each
const Days = Array.from({ length: rows }, (_, i) => i % 10);
const Subject = Days.map((_, i) => `subject ${Math.floor(i / 10)}`);

/** One model at a time: `fitMany` takes the next one when a thread is free. */
function* studies() {
  for (const outcomes of simulated.columns[0].values)
    yield glmm(formula, tableFromColumns({ Reaction: [...outcomes.subarray(0, rows)], Days, Subject }));
}

let found = 0;
const widths: number[] = [];
for await (const { draws, summaries } of fitMany(studies(), { seed: 1, summaries: true })) {
  const slope = summaries?.rows[draws.names.indexOf('b_Days')];
  if (slope === undefined) continue;
  widths.push(slope.upper - slope.lower);
  if (slope.lower > 0) found++;
}
widths.sort((a, b) => a - b);
console.log(
  `Of ${widths.length} studies with six subjects, ${found} show that people get slower; ` +
    `half of their 95 % intervals are wider than ${widths[widths.length / 2].toFixed(0)} ms a day.`,
);
