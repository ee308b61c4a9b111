import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { compileRowForce, compileRowKernel } from '../../src/engine/density/rowKernel.ts';
import { compileRowDerivatives } from '../../src/engine/laplace/rowDerivatives.ts';
import { runKernel, trialOf } from './programs.ts';

/**
 * Bits of every kernel on fixed rows. A change of polynomial, order of operations, block size or order of sums moves
 * them, and the draws of every seed with them: say so in the commit that changes this.
 */
const stored: Readonly<Record<string, string>> = {
  gaussian: 'a0b09704d9490be0',
  bernoulli: 'ac7dcf998751e8c8',
  binomial: 'be81ce6ea78856f4',
  poisson: '6ae05644619aa1eb',
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
  const { program, auxiliary } = trial;
  for (const kernel of [compileRowKernel(program), compileRowForce(program)]) {
    const out = runKernel(kernel, trial);
    add(Float64Array.of(out.value ?? 0), out.linear, out.auxiliary, ...out.effects);
  }
  const passes = compileRowDerivatives(program);
  const { y } = program.rows; // as good a linear predictor as any
  const out = [0, 1, 2].map(() => new Float64Array(y.length));
  add(Float64Array.of(passes.slopes([y], auxiliary, [out[0]], [out[1]])));
  passes.third([y], auxiliary, [out[2]]);
  add(...out);
  expect(hash.digest('hex').slice(0, 16)).toBe(stored[family]);
});
