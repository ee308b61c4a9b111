export { bernoulli, binomial } from './binomial.ts';
export { gamma } from './gamma.ts';
export { poisson } from './poisson.ts';
