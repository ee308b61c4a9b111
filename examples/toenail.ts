/**
 * Laplace's method is fast; is it right? Of 294 patients most have the same answer at every visit, so each says little about
 * its own effect, and that is where the approximation breaks. The posterior tells.
 */
import { compare, glmm, halfNormal, laplace, normal, sample } from 'poolwise';
import { readTable } from 'poolwise/node';

const toenail = await readTable('examples/data/toenail.csv');
const model = glmm('y ~ treatment * time + (1 | patientID)', toenail, {
  family: 'bernoulli',
  priors: { b: normal(0, 5), sd: halfNormal(5) },
});
const approximate = laplace(model);
const fit = await sample(model, { seed: 1 });
const { parameters, verdict } = compare(fit, approximate);

console.log('                                 Laplace (se)        posterior (sd)');
for (const { name, estimate, se, mean, sd } of parameters)
  console.log(`${name.padEnd(32)} ${number(estimate)} (${number(se)})   ${number(mean)} (${number(sd)})`);
console.log(`\n${verdict.text}`);

function number(value: number | null): string {
  return value === null ? '      ' : value.toFixed(2).padStart(6);
}
