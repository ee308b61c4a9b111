import { autoregressive } from './autoregressive.ts';
import { decaying } from './decaying.ts';
import { exchangeable } from './exchangeable.ts';
import { full } from './full.ts';
import { independent } from './independent.ts';
import { patterned } from './patterned.ts';
import { type Decay, exponentialDecay, maternDecay, smoothMaternDecay, spatial } from './spatial.ts';
import type { CovarianceStructure, Point } from './structure.ts';
import { toeplitz } from './toeplitz.ts';

const mostPlaces = 100;

const diag = patterned(
  { kind: 'diag', coefficients: 'block', most: null, words: () => ', diagonal, heterogeneous:' },
  independent,
  'each',
);

/** Over whole numbers from 0, until it is said where the coefficients are. */
const ou: CovarianceStructure = {
  ...ouOver(Array.from({ length: mostPlaces }, (_, i) => [i])),
  over: ouOver,
};

function ouOver(places: readonly Point[]): CovarianceStructure {
  const words = (): string => ', Ornstein-Uhlenbeck, homogeneous:';
  return patterned(
    { kind: 'ou', coefficients: 'places', most: mostPlaces, words },
    decaying(places.map(([place]) => place)),
    'common',
  );
}

/** Points whose covariance has a factor of expressions that is worth waiting for. */
const mostPoints = 40;

/** Over points of one dimension or more; whole numbers from 0, until it is said where the coefficients are. */
function overPoints(kind: string, decay: Decay, name: string): CovarianceStructure {
  const words = (): string => `, ${name}, homogeneous:`;
  const over = (points: readonly Point[]): CovarianceStructure =>
    patterned({ kind, coefficients: 'points', most: mostPoints, words }, spatial(decay, points), 'common');
  return { ...over(Array.from({ length: mostPoints }, (_, i) => [i])), over };
}

/** The structures that a formula can ask for, by the names it has for them. */
export const structures = {
  us: full,
  diag,
  homdiag: patterned(
    { kind: 'homdiag', coefficients: 'block', most: null, words: () => ', diagonal, homogeneous:' },
    independent,
    'common',
  ),
  cs: patterned(
    { kind: 'cs', coefficients: 'levels', most: 100, words: () => ', compound symmetry, heterogeneous:' },
    exchangeable,
    'each',
  ),
  homcs: patterned(
    { kind: 'homcs', coefficients: 'levels', most: 100, words: () => ', compound symmetry, homogeneous:' },
    exchangeable,
    'common',
  ),
  ar1: patterned(
    {
      kind: 'ar1',
      coefficients: 'times',
      most: 100,
      words: () => ', first-order autoregressive, homogeneous:',
    },
    autoregressive,
    'common',
  ),
  hetar1: patterned(
    {
      kind: 'hetar1',
      coefficients: 'times',
      most: 100,
      words: () => ', first-order autoregressive, heterogeneous:',
    },
    autoregressive,
    'each',
  ),
  toep: patterned(
    { kind: 'toep', coefficients: 'times', most: 40, words: () => ', Toeplitz, heterogeneous:' },
    toeplitz,
    'each',
  ),
  homtoep: patterned(
    { kind: 'homtoep', coefficients: 'times', most: 40, words: () => ', Toeplitz, homogeneous:' },
    toeplitz,
    'common',
  ),
  ou,
  exp: overPoints('exp', exponentialDecay, 'exponential in distance'),
  mat: overPoints('mat', maternDecay, 'Matern 3/2 in distance'),
  mat52: overPoints('mat52', smoothMaternDecay, 'Matern 5/2 in distance'),
} satisfies Record<string, CovarianceStructure>;

export type CovarianceKind = keyof typeof structures;

/** Whether a formula knows a structure by this name. */
export function isCovarianceKind(name: string): name is CovarianceKind {
  return Object.hasOwn(structures, name);
}

/** The row of a term with k coefficients; with one there is only a variance, whatever was asked for. */
export function covarianceStructure(kind: CovarianceKind, k: number): CovarianceStructure {
  return k === 1 ? diag : structures[kind];
}
