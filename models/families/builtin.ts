import { bernoulli } from './bernoulli.ts';
import { binomial } from './binomial.ts';
import type { Family } from './family.ts';
import { gaussian } from './gaussian.ts';
import { poisson } from './poisson.ts';

/** The families poolwise knows by name; the first is taken where none is named. */
export const builtinFamilies: readonly Family[] = [gaussian, bernoulli, binomial, poisson];

export const defaultFamily = builtinFamilies[0].name;
