import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type GlmmOptions, glmm, parseCsv, sample } from 'poolwise';
import { expect, it } from 'vitest';
import { type Comparable, disagreements } from '../compare.ts';

/** A posterior of NAME.csv by brms/rstan, made by `brms.R`. */
interface BrmsReference extends Comparable {
  readonly recipe: string;
  readonly formula: string;
  readonly options: GlmmOptions;
}

const here = fileURLToPath(new URL('.', import.meta.url));
const names = readdirSync(here).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));

it.each(names)('%s: every mean and sd is that of brms/rstan, within 4 combined MCSEs', async (name) => {
  const reference = JSON.parse(readFileSync(`${here}${name}.json`, 'utf8')) as BrmsReference;
  const table = parseCsv(readFileSync(`${here}${name}.csv`, 'utf8'), name);
  const fit = await sample(glmm(reference.formula, table, reference.options), { seed: name, draws: 2500 });
  expect(disagreements(fit, reference)).toEqual([]);
});
