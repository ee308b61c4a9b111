import type * as poolwise from '../../src/index.ts';

/** What the digest needs of the library, from its sources or as it is compiled. */
export type Library = Pick<typeof poolwise, 'glmm' | 'halfNormal' | 'normal' | 'sample' | 'simulateHospital'>;

/** One fit a sampler, on the simulated hospital: everything between a seed and draws is on the way. */
const fits: readonly { formula: string; family: string; options: poolwise.SampleOptions }[] = [
  {
    formula: 'mobility ~ Age + Sex + log(WBC) + (1 | DID) + (1 | HID)',
    family: 'gaussian',
    options: { chains: 2, warmup: 60, draws: 40 },
  },
  {
    formula: 'mobility ~ Age + Sex + (1 + Age | DID)',
    family: 'gaussian',
    options: { chains: 1, warmup: 60, draws: 30 },
  },
  {
    formula: 'remission ~ Age * Married + poly(IL6, 2) + (1 | DID)',
    family: 'bernoulli',
    options: { chains: 2, warmup: 60, draws: 40 },
  },
  {
    formula: 'ntumors ~ CancerStage + LengthofStay + (1 + LengthofStay | DID)',
    family: 'poisson',
    options: { chains: 1, warmup: 60, draws: 30 },
  },
  {
    formula: 'ntumors ~ Age + (1 | HID)',
    family: 'poisson',
    options: { chains: 1, warmup: 60, draws: 40, sampler: 'nuts' },
  },
  {
    formula: 'mobility ~ Age + (1 + Age | DID) + (1 | HID)',
    family: 'gaussian',
    options: { chains: 1, warmup: 40, draws: 20, sampler: 'gibbs' },
  },
];

/** Chains of each fit. */
export const chainsOfFits: readonly number[] = fits.map(({ options }) => options.chains ?? 4);

/**
 * A digest of every bit of every draw of a few fits: strategy and FNV-1a hash a fit. The same on every engine, machine
 * and number of workers, or something between data and draws is not deterministic.
 */
export async function digestOfDraws(library: Library, workers: number): Promise<string[]> {
  const { glmm, halfNormal, normal, sample, simulateHospital } = library;
  const { table } = simulateHospital('digest', { doctors: 60, patients: 900 });
  const lines: string[] = [];
  for (const { formula, family, options } of fits) {
    const priors = { b: normal(0, 5), sd: halfNormal(3) };
    const fit = await sample(glmm(formula, table, { family, priors }), {
      ...options,
      seed: 'digest',
      workers,
    });
    lines.push(`${fit.sampler.strategy} ${hash(fit.draws.values)}`);
  }
  return lines;
}

/** FNV-1a over the bytes, in hexadecimal. */
function hash(arrays: readonly Float64Array[]): string {
  let h = 0x811c9dc5;
  for (const array of arrays)
    for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
      h = Math.imul(h ^ byte, 0x01000193);
  return (h >>> 0).toString(16).padStart(8, '0');
}
