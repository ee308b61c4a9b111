import type { SamplerName } from '../../src/run/plan.ts';
import type { CellDesign, CellFamily } from '../sbc/cells.ts';
import { type Mutant, mutants, type Run } from './mutant.ts';

/** Calibration of a sampler in this process, where what is broken is. */
const calibrated =
  (family: CellFamily, design: CellDesign, sampler: SamplerName, simulations: number): Run =>
  async (seed) => {
    const { cell } = await import('../sbc/cells.ts');
    const { sample } = await import('../../src/run/sample.ts');
    const { sbc } = await import('../../src/testing/sbc.ts');
    const { verdict } = await sbc(cell(family, design), {
      ...{ seed, simulations, draws: 15, warmup: 100 },
      sampler: (model, settings) => sample(model, { ...settings, sampler, chains: 1, workers: 0 }),
    });
    return verdict;
  };

const complete = 'src/engine/collapsed/complete.ts';
const priors = 'models/priors/logDensity.ts';

export const ofIntegrals: readonly Mutant[] = [
  ...mutants('sbc', calibrated('gaussian', 'few', 'collapsed', 30), [
    [
      'effects drawn with half of their noise',
      complete,
      ['((l * d * precision) / r + rng.normal()) / r', '((l * d * precision) / r + 0.5 * rng.normal()) / r'],
    ],
    [
      'coefficients drawn by their precision for their covariance',
      complete,
      ['zeta[f] = rng.normal();', 'zeta[f] = rng.normal() * m.factor[f * (n + 1)] ** 2;'],
    ],
  ]),
  ...mutants('sbc', calibrated('bernoulli', 'tiny', 'nuts', 100), [
    [
      'normal priors around 2',
      priors,
      ['return normal(x, prior.mean, prior.sd);', 'return normal(x, prior.mean + 2, prior.sd);'],
    ],
    [
      'the Jacobian of a group sd counted twice',
      'models/priors/support.ts',
      [
        "case 'positive':\n      return { value: mul(unit, exp(x)), logJacobian: add(x, log(unit)) };",
        "case 'positive':\n      return { value: mul(unit, exp(x)), logJacobian: add(mul(2, x), log(unit)) };",
      ],
    ],
  ]),
];
