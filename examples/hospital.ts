/**
 * The running example: simulate 8525 patients of 407 doctors, fit the two models of the introduction (mobility and
 * remission), and print what a statistician wants to see, beside the parameters that made the data.
 */
import {
  columnAt,
  explain,
  type Fit,
  glmm,
  type Model,
  type OutcomeTruth,
  sample,
  simulateHospital,
  summaryText,
} from 'poolwise';
import { quantile } from 'poolwise/diagnostics';

const seed = process.argv[2] ?? '1';
const { table, truth } = simulateHospital(seed);
console.log(`Simulated ${table.rows} patients of 407 doctors (seed ${seed}).\n`);

await show('mobility ~ Age + Married + Sex + WBC + RBC + (1 | DID)', 'gaussian', truth.mobility);
await show('remission ~ Age + Married + IL6 + (1 | DID)', 'bernoulli', truth.remission);

async function show(formula: string, family: string, known: OutcomeTruth): Promise<void> {
  const model = glmm(formula, table, { family });
  console.log(`${explain(model)}\nsampling ...\n`);
  const fit = await sample(model, { seed });
  console.log(summaryText(fit));
  console.log(`${coverage(fit, known)}\n`);
}

/** How many of the known parameters lie in the fit's 90 % intervals. */
function coverage({ draws }: Fit<Model>, { parameters }: OutcomeTruth): string {
  const inside = draws.names.filter((name, q) => {
    const chains = columnAt(draws, q);
    return parameters[name] >= quantile(chains, 0.05) && parameters[name] <= quantile(chains, 0.95);
  });
  const share = (100 * inside.length) / draws.names.length;
  return `${inside.length} of ${draws.names.length} known parameters lie inside their 90 % intervals (${share.toFixed(1)} %).`;
}
