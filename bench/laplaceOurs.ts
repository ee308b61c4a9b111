/** Our Laplace fit of one model for bench:laplace, in a process of its own: `node laplaceOurs.js NAME`. */
import { isCoefficient } from '../src/engine/program/quantity.ts';
import { laplace } from '../src/index.ts';
import { readCsv } from '../src/node.ts';
import { declare } from './measure.ts';
import { csvOf, findFileModel } from './zoo.ts';

/** Seconds from a declared model to its fit: the first in a cold process, and the least of some more. */
export interface OurLaplace {
  readonly coldSeconds: number;
  readonly warmSeconds: number;
  readonly logLik: number;
  readonly standardErrors: readonly number[];
  readonly converged: boolean;
  readonly evaluations: number;
}

const repeats = 5;

const name = process.argv[2];
const file = findFileModel(name);
if (file === undefined) throw new Error(`bench: no model "${name}"`);
const model = declare(file, await readCsv(csvOf(file)));
const timed = () => {
  const started = performance.now();
  const fit = laplace(model);
  return { fit, seconds: (performance.now() - started) / 1000 };
};
const cold = timed();
const warm = Array.from({ length: repeats }, () => timed().seconds);
const { population, logLik, latent } = cold.fit;
const ours: OurLaplace = {
  coldSeconds: cold.seconds,
  warmSeconds: Math.min(...warm),
  logLik,
  standardErrors: [...population.standardErrors].filter((_, i) => isCoefficient(population.quantities[i])),
  converged: latent.converged,
  evaluations: latent.evaluations,
};
process.stdout.write(JSON.stringify(ours));
