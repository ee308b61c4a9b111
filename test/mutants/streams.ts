import { type Mutant, mutants, type Run } from './mutant.ts';

/** Five draws of NUTS from exact draws that need no normals. */
const logistics: Run = async (seed) => {
  const { checkDetailedBalance } = await import('../../src/testing/detailedBalance.ts');
  const { nutsKernel } = await import('../../src/testing/kernel.ts');
  const { logisticDensity } = await import('../../src/testing/knownDensity.ts');
  const { unitMetric } = await import('../../src/engine/hmc/metric.ts');
  const density = logisticDensity(2, 0.6);
  const kernel = nutsKernel(density, { stepSize: 0.9, metric: unitMetric('diagonal', 2), maxDepth: 4 });
  return checkDetailedBalance(kernel, density, { seed, runs: 400, transitions: 5 });
};

/** Exact draws that need gamma variates, against the density by NUTS. */
const gammas: Run = async (seed) => {
  const { checkDetailedBalance } = await import('../../src/testing/detailedBalance.ts');
  const { nutsKernel } = await import('../../src/testing/kernel.ts');
  const { logGammaDensity } = await import('../../src/testing/knownDensity.ts');
  const { unitMetric } = await import('../../src/engine/hmc/metric.ts');
  const density = logGammaDensity(2, 0.6);
  const kernel = nutsKernel(density, { stepSize: 0.8, metric: unitMetric('diagonal', 2), maxDepth: 4 });
  return checkDetailedBalance(kernel, density, { seed, runs: 200 });
};

/** Differences of two chains of one run, which are those of independent draws. */
const twoChains: Run = async (seed) => {
  const { checkMoments } = await import('../../src/testing/moments.ts');
  const { normalDensity } = await import('../../src/testing/knownDensity.ts');
  const { runChain } = await import('../../src/run/runChain.ts');
  const density = normalDensity(Float64Array.of(1), Float64Array.of(1));
  const quantities = [{ kind: 'own', parameter: 'x', support: { kind: 'real' } }] as const;
  const settings = { warmup: 100, draws: 100, metric: 'diagonal', targetAccept: 0.8, maxDepth: 6 } as const;
  const drawsOf = (own: string, chain: number): Float64Array => {
    const steps = runChain({ chain, seed: own, settings, target: { kind: 'function', density, quantities } });
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value.values;
    }
  };
  return checkMoments(
    (own) => {
      const [a, b] = [drawsOf(own, 0), drawsOf(own, 1)];
      return Array.from(a, (value, i) => [value - b[i]]);
    },
    normalDensity(Float64Array.of(0), Float64Array.of(Math.SQRT2)),
    { seed, runs: 16 },
  );
};

const rng = 'src/engine/rng.ts';

export const ofStreams: readonly Mutant[] = [
  ...mutants('checkDetailedBalance', logistics, [
    ['the second normal of a pair is the first again', rng, ['spare[0] = y * scale', 'spare[0] = x * scale']],
    ['normals that are a little too wide', rng, ['(-2 * log(s)) / s', '(-2.5 * log(s)) / s']],
    [
      'the same momentum at every draw',
      'src/engine/hmc/nuts.ts',
      [
        'drawMomentum(rng, tuning.metric, left.p);',
        'drawMomentum({ ...rng, normal: () => Math.SQRT1_2 }, tuning.metric, left.p);',
      ],
    ],
  ]),
  ...mutants('checkDetailedBalance', gammas, [
    [
      'gamma variates of small shapes by the wrong power',
      'src/engine/rng/gamma.ts',
      ['pow(rng.uniform(), 1 / shape)', 'pow(rng.uniform(), shape)'],
    ],
  ]),
  ...mutants('checkMoments', twoChains, [
    [
      'all chains on the stream of the first',
      'src/run/runChain.ts',
      ["stream(task.seed, 'chain', chain)", "stream(task.seed, 'chain', 0)"],
    ],
    ['the path left out of the name of a stream', rng, ["[seed, ...path].join('/')", 'seed']],
  ]),
];
