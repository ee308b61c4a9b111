/**
 * A sampler of your own under test, with no model of poolwise: a random walk over the mean of five measurements, once as it should
 * be and once with an acceptance that halves the prior.
 */
import {
  checkDetailedBalance,
  geweke,
  normalDensity,
  type Rng,
  sbcOfSampler,
  stream,
} from 'poolwise/testing';

const prior = (rng: Rng) => ({ mu: 0.5 * rng.normal() });
const measure = (rng: Rng, mu: number) => Array.from({ length: 5 }, () => mu + rng.normal());

/** log p(y | mu) and log p(mu | y), up to constants. */
const logLikelihood = (mu: number, y: readonly number[]) =>
  y.reduce((sum, value) => sum - (value - mu) ** 2 / 2, 0);
const logPosterior = (mu: number, y: readonly number[]) => logLikelihood(mu, y) - (mu / 0.5) ** 2 / 2;

function step(rng: Rng, mu: number, y: readonly number[], halves: boolean): number {
  const proposal = mu + rng.normal();
  const ratio = logPosterior(proposal, y) - logPosterior(mu, y);
  return Math.log(rng.uniform()) < (halves ? ratio / 2 : ratio) ? proposal : mu;
}

function walk(seed: string, y: readonly number[], halves: boolean): number[] {
  const rng = stream(seed);
  let mu = 0;
  return Array.from({ length: 640 }, () => {
    for (let thin = 0; thin < 4; thin++) mu = step(rng, mu, y, halves);
    return mu;
  }).slice(10);
}

for (const halves of [false, true]) {
  console.log(halves ? '\nAn acceptance that halves its ratio:' : 'As it should be:');
  const calibration = await sbcOfSampler({
    simulate: (seed) => {
      const rng = stream(seed);
      const truth = prior(rng);
      return { truth, data: measure(rng, truth.mu) };
    },
    draw: (seed, y) => ({ mu: walk(seed, y, halves) }),
    quantities: ({ mu }, y) => ({ log_lik: logLikelihood(mu, y) }),
  });
  console.log(calibration.text);
  const joint = await geweke({
    prior,
    data: (rng, { mu }) => measure(rng, mu),
    transition: (rng, { mu }, y) => ({ mu: step(rng, mu, y, halves) }),
  });
  console.log(joint.text);
}

const target = normalDensity(Float64Array.of(1), Float64Array.of(0.5));
const kept = checkDetailedBalance((rng, [at]) => {
  const to = at + rng.normal();
  return Float64Array.of(Math.log(rng.uniform()) < 2 * ((at - 1) ** 2 - (to - 1) ** 2) ? to : at);
}, target);
console.log(`\nOne transition, from exact draws: ${kept.text}`);
