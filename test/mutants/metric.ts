import { type Mutant, mutants, type Run } from './mutant.ts';

const metricFile = 'src/engine/hmc/metric.ts';
const chain = 'src/engine/hmc/chain.ts';

/** Ten draws of NUTS from exact draws of correlated normals, under their covariance or its diagonal. */
const normalsUnder =
  (kind: 'diagonal' | 'dense'): Run =>
  async (seed) => {
    const { checkDetailedBalance } = await import('../../src/testing/detailedBalance.ts');
    const { nutsKernel } = await import('../../src/testing/kernel.ts');
    const { normalDensity } = await import('../../src/testing/knownDensity.ts');
    const factor = Float64Array.of(1, 0, 1.2, 0.8);
    const inverse = Float64Array.of(1, 1.2, 1.2, 2.08);
    const density = normalDensity(Float64Array.of(0, 0), factor);
    const metric =
      kind === 'dense' ? { kind, inverse, factor } : ({ kind, inverse: Float64Array.of(1, 2.08) } as const);
    const kernel = nutsKernel(density, { stepSize: 0.7, metric, maxDepth: 5 });
    return checkDetailedBalance(kernel, density, { seed, runs: 400, transitions: 10 });
  };

/** Draws of a chain past its warmup, from exact draws of a funnel. */
const afterWarmup =
  (draws: number, maxDepth: number): Run =>
  async (seed) => {
    const { checkDetailedBalance } = await import('../../src/testing/detailedBalance.ts');
    const { funnelDensity } = await import('../../src/testing/knownDensity.ts');
    const { nutsChain } = await import('../../src/engine/hmc/chain.ts');
    const { unitMetric } = await import('../../src/engine/hmc/metric.ts');
    const { startCovariance } = await import('../../src/engine/hmc/metricAdaptation.ts');
    const { startStepSize } = await import('../../src/engine/hmc/stepSize.ts');
    const density = funnelDensity(2, 1.5);
    const settings = { warmup: 20, draws, metric: 'diagonal', targetAccept: 0.8, maxDepth } as const;
    return checkDetailedBalance(
      (rng, theta) => {
        const gradient = new Float64Array(2);
        const lp = density.logDensityAndGradient(theta, gradient);
        const place = {
          kind: 'nuts',
          state: { theta, gradient, lp },
          metric: unitMetric('diagonal', 2),
          adaptation: startStepSize(0.3, 0.8),
          warm: false,
          stage: 99,
          done: 0,
          measured: startCovariance('diagonal', 2),
        } as const;
        let last = theta;
        for (const step of nutsChain(rng, density, settings, { kind: 'resumed', place }))
          last = step.state.theta;
        return last;
      },
      density,
      { seed, runs: 600 },
    );
  };

const drawn = 'const stats = step(stepSize);\n    yield';

export const ofMetrics: readonly Mutant[] = [
  ...mutants('checkDetailedBalance', normalsUnder('dense'), [
    [
      'the Cholesky factor of a dense metric transposed',
      metricFile,
      ['s -= c[j * n + i] * pOut[j]', 's -= c[i * n + j] * pOut[j]'],
    ],
    [
      'momentum of the covariance, not of its inverse',
      metricFile,
      ['pOut[i] = s / c[i * n + i]', 'pOut[i] = s * c[i * n + i]'],
    ],
  ]),
  ...mutants('checkDetailedBalance', normalsUnder('diagonal'), [
    [
      'momentum by variances where sds belong',
      metricFile,
      ['Math.sqrt(metric.inverse[i])', 'metric.inverse[i]'],
    ],
  ]),
  ...mutants('checkDetailedBalance', afterWarmup(100, 1), [
    [
      'step size adaptation that goes on after warmup',
      chain,
      [
        drawn,
        `${drawn.replace('stepSize', 'currentStepSize(adaptation)').replace('\n', '\n    adaptation = updateStepSize(adaptation, stats.acceptStat);\n')}`,
      ],
    ],
  ]),
  ...mutants('checkDetailedBalance', afterWarmup(20, 5), [
    [
      'a step size found anew where each draw starts',
      chain,
      [drawn, drawn.replace('stepSize', 'findStepSize(rng, target, state, metric, stepSize)')],
    ],
  ]),
];
