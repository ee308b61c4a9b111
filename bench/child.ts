/** Measures one model in a process of its own and prints what it found as JSON: `node child.js NAME OPTIONS`. */
import { type MeasureOptions, measure } from './measure.ts';
import { zoo } from './zoo.ts';

const [name, options] = process.argv.slice(2);
const model = zoo().find((m) => m.name === name);
if (model === undefined) throw new Error(`bench: no model "${name}"`);
process.stdout.write(JSON.stringify(await measure(model, JSON.parse(options) as MeasureOptions)));
