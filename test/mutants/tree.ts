import { type Mutant, mutants, type Run } from './mutant.ts';

const nuts = 'src/engine/hmc/nuts.ts';

/** Five draws of NUTS from exact draws, by steps so large for one of two coordinates that weights matter, and many for the other. */
const transitions: Run = async (seed) => {
  const { checkDetailedBalance } = await import('../../src/testing/detailedBalance.ts');
  const { nutsKernel } = await import('../../src/testing/kernel.ts');
  const { normalDensity } = await import('../../src/testing/knownDensity.ts');
  const { unitMetric } = await import('../../src/engine/hmc/metric.ts');
  const density = normalDensity(Float64Array.of(0, 0), Float64Array.of(6, 0, 0, 1));
  const kernel = nutsKernel(density, { stepSize: 1.8, metric: unitMetric('diagonal', 2), maxDepth: 5 });
  return checkDetailedBalance(kernel, density, { seed, runs: 800, transitions: 5 });
};

/** As `transitions`, of two normals side by side. */
const skewedTransitions: Run = async (seed) => {
  const { checkDetailedBalance } = await import('../../src/testing/detailedBalance.ts');
  const { nutsKernel } = await import('../../src/testing/kernel.ts');
  const { mixtureDensity } = await import('../../src/testing/knownDensity.ts');
  const { unitMetric } = await import('../../src/engine/hmc/metric.ts');
  const density = mixtureDensity(2, 1.2, 0.3);
  const kernel = nutsKernel(density, { stepSize: 0.6, metric: unitMetric('diagonal', 2), maxDepth: 6 });
  return checkDetailedBalance(kernel, density, { seed, runs: 800, transitions: 5 });
};

export const ofTrees: readonly Mutant[] = [
  ...mutants('checkDetailedBalance', transitions, [
    [
      'a later half chosen too often inside a subtree',
      nuts,
      ['exp(second.logWeight - logWeight)', 'exp(second.logWeight - first.logWeight)'],
    ],
    ['always on to the new half of the tree', nuts, ['grown.logWeight > whole.logWeight ||', 'true ||']],
    ['subtrees that turn are kept', nuts, ['return !turned;', 'return true;']],
    [
      'weights of the energy error with the wrong sign',
      nuts,
      ['out.logWeight = -energyError', 'out.logWeight = energyError'],
    ],
    [
      'the weight of the tree not added up',
      nuts,
      ['whole.logWeight = logSumExp(whole.logWeight, grown.logWeight)', 'whole.logWeight = grown.logWeight'],
    ],
    [
      'momentum of one size',
      nuts,
      [
        'drawMomentum(rng, tuning.metric, left.p);',
        'drawMomentum(rng, tuning.metric, left.p);\n    for (let i = 0; i < n; i++) left.p[i] = Math.sign(left.p[i]);',
      ],
    ],
    [
      'a turned last half may be drawn from',
      nuts,
      [
        'if (!usable) {',
        "if (!usable) {\n        if (t.ending?.kind === 'turned') swapProposal(whole, grown);",
      ],
    ],
  ]),
  ...mutants('checkDetailedBalance', skewedTransitions, [
    [
      'half steps forwards in trees that grow backwards',
      'src/engine/hmc/leapfrog.ts',
      ['0.5 * stepSize', '0.5 * Math.abs(stepSize)'],
    ],
  ]),
];
