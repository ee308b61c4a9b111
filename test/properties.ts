import fc from 'fast-check';

/**
 * Properties look at the same random inputs each time, so that a commit has one verdict; `POOLWISE_SEED=n` (any whole
 * number, `random` for a new one) looks at others.
 */
const seed = process.env.POOLWISE_SEED ?? '20261127';
if (seed !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
