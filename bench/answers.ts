/**
 * A stored fit of the hospital (8525 rows, 412 quantities x 4000 draws) read back and exported, and a Laplace fit of it read back, which
 * is fitted again. Seconds of CPU time, which other work changes little: the first, and the least of three.
 * @example npm run bench:answers
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateHospital } from '../src/data/hospital/hospital.ts';
import { type ExportKind, exportFit, glmm, laplace, sample } from '../src/index.ts';
import { loadFit, saveFit } from '../src/node.ts';

const { table } = simulateHospital('1');
const model = glmm('remission ~ Age + Married + IL6 + (1 | DID)', table, { family: 'bernoulli' });

async function timed(words: string, work: () => Promise<unknown>): Promise<void> {
  const seconds: number[] = [];
  for (let i = 0; i < 3; i++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    seconds.push((user + system) / 1e6);
  }
  console.log(`${words.padEnd(40)} ${seconds[0].toFixed(2)} s, ${Math.min(...seconds).toFixed(2)} s`);
}

/** Every piece made, none kept. */
async function exported(fit: Parameters<typeof exportFit>[0], kind: ExportKind): Promise<void> {
  for (const content of (await exportFit(fit, kind)).values())
    if (!(content instanceof Uint8Array)) for (const _ of content);
}

const folder = await mkdtemp(join(tmpdir(), 'poolwise-'));
const [posterior, approximation] = [join(folder, 'posterior'), join(folder, 'laplace')];
await saveFit(await sample(model, { seed: 1 }), posterior);
await saveFit(laplace(model), approximation);
await timed('load a posterior', () => loadFit(posterior));
await timed('load a Laplace fit', () => loadFit(approximation));
const fit = await loadFit(posterior);
for (const kind of ['csv', 'parquet', 'arrow', 'cmdstan', 'arviz'] as const)
  await timed(`export as ${kind}`, () => exported(fit, kind));
await rm(folder, { recursive: true });
