import { bernoulli } from './bernoulli.ts';
import { binomial } from './binomial.ts';
import type { Family } from './family.ts';
import { gaussian } from './gaussian.ts';
import { poisson } from './poisson.ts';

/** By their names, which editors complete. */
const families = { gaussian, bernoulli, binomial, poisson } satisfies Record<string, Family>;

/** A family poolwise knows, or any text, which may name none. */
export type FamilyName = keyof typeof families | (string & {});

/** The families poolwise knows by name; the first is taken where none is named. */
export const builtinFamilies: readonly Family[] = Object.values(families);

export const defaultFamily = builtinFamilies[0].name;
