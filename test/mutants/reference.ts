import { type Mutant, mutants, type Run } from './mutant.ts';

const file = 'src/engine/hmc/referenceHmc.ts';

/** Five draws of reference HMC from exact draws of a density not so near the standard normal, off by a constant, as it may be. */
const transitions =
  (constant: number): Run =>
  async (seed) => {
    const { checkDetailedBalance } = await import('../../src/testing/detailedBalance.ts');
    const { referenceKernel } = await import('../../src/testing/kernel.ts');
    const { logisticDensity } = await import('../../src/testing/knownDensity.ts');
    const density = logisticDensity(3, 1.5);
    const shifted = {
      ...density,
      logDensityAndGradient: (theta: ArrayLike<number>, gradOut: Float64Array) =>
        density.logDensityAndGradient(theta, gradOut) + constant,
    };
    return checkDetailedBalance(referenceKernel(shifted, 1.3), density, { seed, runs: 500, transitions: 5 });
  };

export const ofReference: readonly Mutant[] = [
  ...mutants('checkDetailedBalance', transitions(0), [
    [
      'a whole kick for the first half',
      file,
      ['kickAndRotate(0.5 * step, sin, cos)', 'kickAndRotate(step, sin, cos)'],
    ],
    [
      'every proposal accepted',
      file,
      ["ending.kind === 'turned' ? Math.min(1, exp(-energyError)) : 0", "ending.kind === 'turned' ? 1 : 0"],
    ],
    [
      'the momentum left out of the energy at the end',
      file,
      ['-lp + 0.5 * dot(p, p) - before;', '-lp - before;'],
    ],
    [
      'a rotation that is none',
      file,
      [
        'const { sin, cos } = sincos(step);',
        'const { sin } = sincos(step);\n    const cos = 1 - 0.5 * step * step;',
      ],
    ],
  ]),
  ...mutants('checkDetailedBalance', transitions(-3e8), [
    [
      'log densities in single precision in the Metropolis test',
      file,
      ['const energyError = -lp +', 'const energyError = -Math.fround(lp) +'],
    ],
  ]),
];
