/**
 * Elementary and special functions that give the same bits on every JavaScript engine.
 *
 * ECMAScript leaves the accuracy of Math.exp, log, pow, tanh... to the engine, and engines differ in the last bit; a
 * chain of draws then differs from its first divergence on. These use only + - * /, comparisons, Math.abs, Math.round
 * and their like, and typed arrays, all of which the standard fixes exactly. Errors are in docs/elementary.md.
 */

export { atan } from './elementary/atan.ts';
export { erf, erfc, inverseMills, logNormalCdf, normalCdf, scaledNormalTail } from './elementary/erf.ts';
export { exp, expm1 } from './elementary/exp.ts';
export { lgamma } from './elementary/lgamma.ts';
export { log, log1p } from './elementary/log.ts';
export { log1pexp, logistic, tanh } from './elementary/logistic.ts';
export { digamma, tetragamma, trigamma } from './elementary/polygamma.ts';
export { pow } from './elementary/pow.ts';
