/**
 * The general sampler on the hospital's logistic model, as any log density would be sampled: 4 chains of 1000 + 1000,
 * the seconds it takes, and what share of the chains' time is gradient evaluation. `npm run bench:nuts`.
 */
import { loadavg } from 'node:os';
import { essBulk } from '../diagnostics/index.ts';
import { compileLogDensity } from '../src/engine/density/logDensity.ts';
import { columnAt, glmm, sample, simulateHospital } from '../src/index.ts';

const { table } = simulateHospital('1');
const model = glmm('remission ~ Age + Married + IL6 + (1 | DID)', table, { family: 'bernoulli' });
const started = performance.now();
const fit = await sample(model, { sampler: 'nuts' });
const wall = (performance.now() - started) / 1000;

const { chains } = fit.sampler;
const gradients = chains.reduce((n, c) => n + c.gradients + c.warmupGradients, 0);
const chainSeconds = chains.reduce((s, c) => s + c.warmupSeconds + c.sampleSeconds, 0);
const microseconds = timeGradient();
const least = Math.min(...fit.draws.names.map((_, q) => essBulk(columnAt(fit.draws, q))));
console.log(
  [
    `load average ${loadavg()[0].toFixed(1)}`,
    `wall ${wall.toFixed(1)} s for 4 chains of 1000 + 1000, least bulk ESS ${least.toFixed(0)}`,
    `${gradients} gradients at ${microseconds.toFixed(0)} us: ${((gradients * microseconds) / 1e6).toFixed(1)} s of ${chainSeconds.toFixed(1)} s of chain time, ${((100 * gradients * microseconds) / 1e6 / chainSeconds).toFixed(0)} %`,
  ].join('\n'),
);

/** Microseconds of a value and gradient: the median of 21 batches. */
function timeGradient(): number {
  const density = compileLogDensity(model.program);
  const theta = new Float64Array(density.dimension).fill(0.1);
  const gradient = new Float64Array(density.dimension);
  const batches = Array.from({ length: 21 }, () => {
    const start = performance.now();
    for (let i = 0; i < 200; i++) density.logDensityAndGradient(theta, gradient);
    return (1000 * (performance.now() - start)) / 200;
  });
  return batches.sort((a, b) => a - b)[10];
}
