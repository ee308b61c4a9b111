import { type ScalarPrior, supportOf } from '../../models/priors/prior.ts';
import { endsOf } from '../../models/priors/support.ts';
import { integrate, logGamma } from './numeric.ts';

/** Densities from the textbook (Gelman et al., BDA3, appendix A), not logged; null where there is none. */
export function textbookPrior(prior: ScalarPrior, x: number): number | null {
  const t = (df: number, z: number, scale: number): number =>
    (Math.exp(logGamma((df + 1) / 2) - logGamma(df / 2)) / (Math.sqrt(df * Math.PI) * scale)) *
    (1 + (z / scale) ** 2 / df) ** (-(df + 1) / 2);
  const bell = (z: number, sd: number): number =>
    Math.exp(-0.5 * (z / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));
  switch (prior.kind) {
    case 'normal':
      return bell(x - prior.mean, prior.sd);
    case 'studentT':
      return t(prior.df, x - prior.location, prior.scale);
    case 'cauchy':
      return 1 / (Math.PI * prior.scale * (1 + ((x - prior.location) / prior.scale) ** 2));
    case 'halfNormal':
      return 2 * bell(x, prior.sd);
    case 'halfStudentT':
      return 2 * t(prior.df, x, prior.scale);
    case 'halfCauchy':
      return 2 / (Math.PI * prior.scale * (1 + (x / prior.scale) ** 2));
    case 'exponential':
      return prior.rate * Math.exp(-prior.rate * x);
    case 'gamma':
      return (
        (prior.rate ** prior.shape * x ** (prior.shape - 1) * Math.exp(-prior.rate * x)) /
        Math.exp(logGamma(prior.shape))
      );
    case 'invGamma':
      return (
        (prior.scale ** prior.shape * x ** (-prior.shape - 1) * Math.exp(-prior.scale / x)) /
        Math.exp(logGamma(prior.shape))
      );
    case 'beta':
      return (
        (x ** (prior.a - 1) * (1 - x) ** (prior.b - 1) * Math.exp(logGamma(prior.a + prior.b))) /
        Math.exp(logGamma(prior.a) + logGamma(prior.b))
      );
    case 'logNormal':
      return bell(Math.log(x) - prior.mean, prior.sd) / x;
    case 'truncated': {
      // Simpson's rule over the part that is kept, far out where it is open
      const { lower, upper } = endsOf(supportOf(prior) ?? { kind: 'real' });
      return (
        Number(textbookPrior(prior.of, x)) /
        integrate((v) => Number(textbookPrior(prior.of, v)), lower, upper, 4000)
      );
    }
    case 'uniform':
      return 1 / (prior.upper - prior.lower);
    case 'flat':
    case 'constant':
      return 1;
    case 'custom':
      return null;
  }
}
