import { expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { compileRowForce, compileRowKernel } from '../../src/engine/density/rowKernel.ts';
import { runKernel, trialOf } from './programs.ts';

/** Processor milliseconds of a call; wall time would count what else the machine does. */
function milliseconds(call: () => void): number {
  const before = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test.each(builtinFamilies.map((family) => family.name))(
  '%s: kernels are generated, and how fast',
  (family) => {
    const trials = ['a', 'b', 'c'].map((seed) =>
      trialOf({
        family,
        rows: 50,
        width: 5,
        hasIntercept: true,
        weights: false,
        offset: false,
        terms: [{ levels: 5, k: 1, sorted: true }],
        seed,
      }),
    );
    for (const compile of [compileRowKernel, compileRowForce]) {
      const times = trials.map(({ program }) => milliseconds(() => compile(program)).toFixed(1));
      console.log(`${family}, ${compile.name}: ${times.join(', ')} ms (the limit we set ourselves is 20)`);
    }
    expect(runKernel(compileRowKernel(trials[0].program), trials[0]).value).toBeLessThan(0);
  },
);
