/** One stage of the cost model at one size, in a process of its own: `node costOne.js STAGE SIZE`. */
import { stages } from './costStages.ts';

const [name, size] = process.argv.slice(2);
const stage = stages.find((s) => s.name === name);
if (stage === undefined) throw new Error(`bench: no stage "${name}"`);
process.stdout.write(JSON.stringify(await stage.measure(Number(size))));
