import { bernoulli } from './bernoulli.ts';
import { beta } from './beta.ts';
import { beta_binomial } from './betaBinomial.ts';
import { binomial } from './binomial.ts';
import { categorical } from './categorical.ts';
import { cumulative } from './cumulative.ts';
import { exponential } from './exponential.ts';
import type { Family } from './family.ts';
import { gamma } from './gamma.ts';
import { gaussian } from './gaussian.ts';
import { hurdle_gamma } from './hurdleGamma.ts';
import { hurdle_negbinomial } from './hurdleNegbinomial.ts';
import { hurdle_poisson } from './hurdlePoisson.ts';
import { inverse_gaussian } from './inverseGaussian.ts';
import { lognormal } from './lognormal.ts';
import { nbinom1 } from './nbinom1.ts';
import { negbinomial } from './negbinomial.ts';
import { poisson } from './poisson.ts';
import { skew_normal } from './skewNormal.ts';
import { sratio } from './sratio.ts';
import { student_t } from './studentT.ts';
import { truncated_negbinomial } from './truncatedNegbinomial.ts';
import { truncated_poisson } from './truncatedPoisson.ts';
import { weibull } from './weibull.ts';
import { zero_inflated_binomial } from './zeroInflatedBinomial.ts';
import { zero_inflated_negbinomial } from './zeroInflatedNegbinomial.ts';
import { zero_inflated_poisson } from './zeroInflatedPoisson.ts';

/** By their names, which editors complete. */
const families = {
  gaussian,
  student_t,
  skew_normal,
  lognormal,
  gamma,
  exponential,
  weibull,
  inverse_gaussian,
  hurdle_gamma,
  beta,
  bernoulli,
  binomial,
  beta_binomial,
  zero_inflated_binomial,
  cumulative,
  sratio,
  categorical,
  poisson,
  negbinomial,
  nbinom1,
  truncated_poisson,
  truncated_negbinomial,
  zero_inflated_poisson,
  zero_inflated_negbinomial,
  hurdle_poisson,
  hurdle_negbinomial,
} satisfies Record<string, Family>;

/** A family poolwise knows, or any text, which may name none. */
export type FamilyName = keyof typeof families | (string & {});

/** The families poolwise knows by name; the first is taken where none is named. */
export const builtinFamilies: readonly Family[] = Object.values(families);

export const defaultFamily = builtinFamilies[0].name;
