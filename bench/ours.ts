/**
 * One call of ours for bench:stan, in a process of its own: `node ours.js NAME OPTIONS OUT` writes the draws to OUT as
 * doubles, chain by chain, quantity by quantity, and prints what they cost.
 */
import { writeFileSync } from 'node:fs';
import { type SampleOptions, sample } from '../src/index.ts';
import { readCsv } from '../src/node.ts';
import { declare, describeSampling } from './measure.ts';
import type { OurCall } from './stanModel.ts';
import { csvOf, findFileModel } from './zoo.ts';

const [name, options, out] = process.argv.slice(2);
const model = findFileModel(name);
if (model === undefined) throw new Error(`bench: no model "${name}"`);
const table = await readCsv(csvOf(model));
const fit = await sample(declare(model, table), JSON.parse(options) as SampleOptions);
writeFileSync(
  out,
  Buffer.concat(fit.draws.values.map((v) => Buffer.from(v.buffer, v.byteOffset, v.byteLength))),
);
const { chainSeconds, strategy, gradientsPerDraw, divergences } = describeSampling(fit);
const { names, chains, draws } = fit.draws;
const call: OurCall = { names, chains, draws, chainSeconds, strategy, gradientsPerDraw, divergences };
process.stdout.write(JSON.stringify(call));
