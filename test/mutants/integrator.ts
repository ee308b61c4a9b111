import { type Mutant, mutants, type Run } from './mutant.ts';

const file = 'src/engine/hmc/leapfrog.ts';

const kick = 'for (let i = 0; i < p.length; i++) p[i] = p[i] + half * gradient[i];';
const firstKick = `${kick}\n  velocity(metric, p, pSharp);\n  for`;
const gradientThere = 'point.lp = target.logDensityAndGradient(theta, gradient);';

/** Leapfrog over a banana, under a metric that is not the unit. */
async function bananaIntegrator() {
  const { leapfrogOf } = await import('../../src/testing/integrator.ts');
  const { bananaDensity } = await import('../../src/testing/knownDensity.ts');
  const metric = { kind: 'diagonal', inverse: Float64Array.of(0.5, 1.5, 1) } as const;
  return leapfrogOf(bananaDensity(3, 0.7), { metric });
}

const reversible: Run = async (seed) => {
  const { checkReversible } = await import('../../src/testing/reversible.ts');
  return checkReversible(await bananaIntegrator(), { seed });
};

const volume: Run = async (seed) => {
  const { checkVolume } = await import('../../src/testing/volume.ts');
  return checkVolume(await bananaIntegrator(), { seed, points: 2, stepSize: 0.05 });
};

const energyOrder: Run = async (seed) => {
  const { checkEnergyOrder } = await import('../../src/testing/energyOrder.ts');
  return checkEnergyOrder(await bananaIntegrator(), { seed, stepSize: 0.05 });
};

export const ofIntegrators: readonly Mutant[] = [
  ...mutants('checkReversible', reversible, [
    [
      'the first half step left out',
      file,
      [firstKick, 'velocity(metric, p, pSharp);\n  for'],
      ['0.5 * stepSize', 'stepSize'],
    ],
    [
      'steps as long as the place asks for',
      file,
      ['0.5 * stepSize', '(0.5 * (stepSize /= 1 + 0.1 * theta[0] * theta[0]))'],
    ],
  ]),
  ...mutants('checkVolume', volume, [
    [
      'momentum that leaks away',
      file,
      [
        `${gradientThere}\n  ${kick}`,
        `${gradientThere}\n  ${kick.replace('p[i] + half', '0.999 * p[i] + half')}`,
      ],
    ],
    [
      'positions that drift outwards',
      file,
      ['theta[i] + stepSize * pSharp[i]', 'theta[i] + stepSize * pSharp[i] + 0.01 * stepSize * theta[i]'],
    ],
  ]),
  ...mutants('checkEnergyOrder', energyOrder, [
    [
      'the last half step by the force at the start',
      file,
      [gradientThere, gradientThere.replace('gradient)', 'gradient.slice())')],
    ],
    ['positions moved by momentum, the metric forgotten', file, ['stepSize * pSharp[i]', 'stepSize * p[i]']],
    ['a third of a step for a half', file, ['0.5 * stepSize', '0.33 * stepSize']],
  ]),
];
