/**
 * A log density of your own, without formula or family: the eight schools of Rubin (1981). The effect of coaching was estimated
 * in each with a known standard error; how much do the effects vary, and what is each of them really?
 */
import {
  column,
  expression as e,
  expressionModel,
  fitFile,
  type Support,
  sample,
  summaryText,
} from 'poolwise';
import { mean, sd } from 'poolwise/diagnostics';

const schools = [
  { name: 'A', effect: 28, se: 15 },
  { name: 'B', effect: 8, se: 10 },
  { name: 'C', effect: -3, se: 16 },
  { name: 'D', effect: 7, se: 11 },
  { name: 'E', effect: -1, se: 9 },
  { name: 'F', effect: 1, se: 11 },
  { name: 'G', effect: 18, se: 10 },
  { name: 'H', effect: 12, se: 18 },
];
const parameters: Record<string, Support> = { mu: { kind: 'real' }, tau: { kind: 'positive' } };
for (const { name } of schools) parameters[`z_${name}`] = { kind: 'real' };

/** log exp(-z^2 / 2): of a standard normal, but for a constant. */
const standardNormal = (z: e.Operand): e.Expression => e.mul(-0.5, e.square(z));

/** A school's true effect is mu + tau z, so that the sampler sees independent z whatever tau is. */
const model = expressionModel(parameters, (of) => {
  const priors = [standardNormal(e.div(of.mu, 10)), standardNormal(e.div(of.tau, 10))];
  const rows = schools.map(({ name, effect, se }) => {
    const truth = e.add(of.mu, e.mul(of.tau, of[`z_${name}`]));
    return e.add(standardNormal(of[`z_${name}`]), standardNormal(e.div(e.sub(effect, truth), se)));
  });
  return [...priors, ...rows].reduce((sum, term) => e.add(sum, term));
});

const fit = await sample(model, { seed: 1 });
console.log(summaryText(fitFile(fit)));

const [mu, tau] = [column(fit, 'mu'), column(fit, 'tau')];
console.log('School  estimate (se)  posterior mean (sd)');
for (const { name, effect, se } of schools) {
  const z = column(fit, `z_${name}`);
  const truth = mu.map((chain, c) => chain.map((m, i) => m + tau[c][i] * z[c][i]));
  console.log(`${name}       ${shown(effect, se)}   ${shown(mean(truth), sd(truth))}`);
}
console.log('\nThe estimates are pulled together: no school is much better than the rest for certain.');

function shown(value: number, error: number): string {
  return `${value.toFixed(1).padStart(5)} (${error.toFixed(1).padStart(4)})`;
}
