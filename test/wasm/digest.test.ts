import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { compileRowDerivatives, compileRowForce, compileRowKernel } from '../../models/density/rowKernel.ts';
import { runKernel, trialOf } from './programs.ts';

/**
 * Bits of every kernel on fixed rows. A change of polynomial, order of operations, block size or order of sums moves
 * them, and the draws of every seed with them: say so in the commit that changes this.
 */
const stored: Readonly<Record<string, string>> = {
  gaussian: '37776a9b2c47da71',
  bernoulli: '00b8c285419c4068',
  binomial: '9873439e7b490196',
  poisson: '019eb7bfe7e4fc97',
};

test.each(Object.keys(stored))('%s: the bits are those stored', (family) => {
  const hash = createHash('sha256');
  const add = (...arrays: readonly Float64Array[]): void => {
    for (const array of arrays) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  };
  const trial = trialOf({
    family,
    rows: 1003,
    width: 11,
    hasIntercept: true,
    weights: false,
    offset: true,
    terms: [
      { levels: 60, k: 2, sorted: true },
      { levels: 7, k: 1, sorted: false },
    ],
    seed: 'digest',
  });
  const { program, linear, auxiliary, effects } = trial;
  for (const kernel of [compileRowKernel(program), compileRowForce(program)]) {
    const out = runKernel(kernel, trial);
    add(Float64Array.of(out.value ?? 0), out.linear, out.auxiliary, ...out.effects);
  }
  const rows = compileRowDerivatives(program);
  add(Float64Array.of(rows.evaluate(linear, auxiliary, effects)));
  add(...[rows.eta, rows.first, rows.second, rows.third].map((array) => array.slice()));
  expect(hash.digest('hex').slice(0, 16)).toBe(stored[family]);
});
