/** What a fit's draws are worth, in a process of its own so that the fit's memory is not counted: `node scaleRead.js FOLDER`. */
import { essBulk, essTail, rhat } from '../diagnostics/index.ts';
import { columnAt } from '../src/index.ts';
import { loadFit } from '../src/node.ts';
import { foretold } from './foretold.ts';
import type { Read } from './scaleTables.ts';

const fit = await loadFit(process.argv[2]);
if (fit.kind !== 'posterior') throw new Error('bench: the folder holds no posterior');
const { draws, sampler } = fit;
let worst = { name: '', ess: Number.POSITIVE_INFINITY };
let maxRhat = 0;
let minTail = Number.POSITIVE_INFINITY;
draws.names.forEach((name, q) => {
  const column = columnAt(draws, q);
  const ess = essBulk(column);
  if (!(ess >= worst.ess)) worst = { name, ess };
  minTail = Math.min(minTail, essTail(column));
  maxRhat = Math.max(maxRhat, rhat(column));
});
const read: Read = {
  quantities: draws.names.length,
  sampler: sampler.strategy,
  reason: sampler.reason,
  chains: draws.chains,
  draws: draws.draws,
  minEss: worst.ess,
  minEssOf: worst.name,
  minTail,
  maxRhat,
  divergences: sampler.chains.reduce((n, chain) => n + chain.divergences.length, 0),
  ...foretold(fit),
};
process.stdout.write(JSON.stringify(read));
