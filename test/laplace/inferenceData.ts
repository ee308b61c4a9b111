import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type GlmmOptions, glmm, type Model } from '../../models/glmm.ts';
import type { Table } from '../../models/table.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';

/** A table of test/reference. */
export function tableOf(name: string): Table {
  const file = fileURLToPath(new URL(`../reference/${name}.csv`, import.meta.url));
  return parseCsv(readFileSync(file, 'utf8'), `${name}.csv`);
}

/** A model of one of them. */
export function modelOf(name: string, formula: string, options: GlmmOptions = {}): Model {
  return glmm(formula, tableOf(name), options);
}

export const sleepstudy = (): Model => modelOf('sleepstudy', 'Reaction ~ Days + (Days | Subject)');
export const penicillin = (): Model => modelOf('Penicillin', 'diameter ~ 1 + (1 | plate) + (1 | sample)');
export const dyestuff2 = (): Model => modelOf('Dyestuff2', 'Yield ~ 1 + (1 | Batch)');
export const cbpp = (): Model =>
  modelOf('cbpp', 'cbind(incidence, size - incidence) ~ period + (1 | herd)', {
    family: 'binomial',
    factors: { period: 'sorted' },
  });
