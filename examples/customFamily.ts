/**
 * A family of your own, one row: counts that are geometric, with log density, notation and a way to draw. Derivatives and
 * kernels come from the expression. As a check, the built-in negbinomial with its shape held at 1 is the same family.
 */
import {
  column,
  constant,
  expression as e,
  type Family,
  glmm,
  laplace,
  random,
  sample,
  summaryText,
} from 'poolwise';
import { mean } from 'poolwise/diagnostics';
import { readTable } from 'poolwise/node';

/** p(y) = mu^y / (1 + mu)^(y + 1) with mean mu = exp(eta). */
const geometric: Family = {
  name: 'geometric',
  response: 'count',
  parameters: [],
  links: { log: ({ y, eta }) => e.sub(e.mul(y, eta), e.mul(e.add(y, 1), e.log1pexp(eta))) },
  defaultLink: 'log',
  notation: 'Geometric(1 / (1 + mu_ij))',
  // the count of a poisson whose mean is exponential
  draw: (rng, { mu }) => random.poisson(rng, mu * random.gamma(rng, 1)),
};

const owls = await readTable('examples/data/owls.csv');
const formula = 'Calls ~ Food + Parent + offset(log(Brood)) + (1 | Nest)';
const own = glmm(formula, owls, { family: geometric });
const builtIn = glmm(formula, owls, { family: 'negbinomial', priors: { shape: constant(1) } });

const fit = await sample(own, { seed: 1 });
console.log(summaryText(fit));

const apart = Math.abs(laplace(own).logLik - laplace(builtIn).logLik);
console.log(`
Fed nestlings call exp(${mean(column(fit, 'b_FoodSatiated')).toFixed(2)}) times as often. The log likelihoods of this family and of
negbinomial with shape 1 at their maxima differ by ${apart.toExponential(0)}: they are the same family.`);
