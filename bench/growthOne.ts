/** One size of one shape, in a process of its own: `node growthOne.js SHAPE FAMILY ROWS`. */
import { glmm, laplace, sample } from '../src/index.ts';
import { growthShapes, growthTable } from './growthShapes.ts';
import type { Grown } from './growthTables.ts';

const [name, family, rows] = process.argv.slice(2);
const shape = growthShapes.find((s) => s.name === name);
if (shape === undefined || (family !== 'gaussian' && family !== 'bernoulli'))
  throw new Error(`bench: no shape "${name}" of family "${family}"`);
const model = glmm(shape.formula, growthTable(shape, family, Number(rows)), { family });

function fitLaplace(): Grown['laplace'] {
  const started = performance.now();
  const { converged } = laplace(model).latent;
  return { seconds: (performance.now() - started) / 1000, converged };
}

const laplaceFit = Number(rows) <= shape.mostLaplace ? fitLaplace() : null;
const draws = 50;
const { sampler } = await sample(model, { chains: 1, warmup: 100, draws, seed: 'growth', workers: 1 });
const [chain] = sampler.chains;
const walking = chain.setupSeconds + chain.warmupSeconds + chain.sampleSeconds;
const grown: Grown = {
  sampler: sampler.strategy,
  laplace: laplaceFit,
  setupSeconds: sampler.wallSeconds - walking,
  drawMicros: (1e6 * chain.sampleSeconds) / draws,
  gradientsADraw: chain.gradients / draws,
  megabytes: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(JSON.stringify(grown));
