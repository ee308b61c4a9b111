import { essBulk } from '../../diagnostics/index.ts';
import { InputError } from '../engine/errors.ts';
import { checkOptions, type OptionKinds } from '../engine/options.ts';
import { stream } from '../engine/rng.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';
import { calibrationVerdict } from './calibrationVerdict.ts';
import type { Named } from './geweke.ts';
import { checkLimits, failure, type Limits, type StatisticalResult, triedLater } from './limits.ts';
import { rankAmong, rankPValue } from './rankTests.ts';

/** Draws by name, all names equally many. */
export type NamedDraws = Readonly<Record<string, ArrayLike<number>>>;

/** A simulator and a sampler, of any program. */
export interface SamplerUnderTest<Data> {
  /** Parameters from the prior, and data from them. */
  readonly simulate: (seed: string) => Simulated<Data> | Promise<Simulated<Data>>;
  /** Draws of the parameters' posterior; null leaves the data set out, for reasons that the data alone give. */
  readonly draw: (seed: string, data: Data) => NamedDraws | null | Promise<NamedDraws | null>;
  /**
   * Functions of parameters and data to rank besides: the log likelihood finds a sampler that ignores part of the data,
   * which no parameter does (Modrak et al. 2023).
   */
  readonly quantities?: (parameters: Named, data: Data) => Named;
}

/** A data set, and the parameters that made it. */
export interface Simulated<Data> {
  readonly truth: Named;
  readonly data: Data;
}

/** Of `sbcOfSampler`. */
export interface SamplerSbcOptions extends Limits {
  /** Simulated data sets; 200 if left out. */
  readonly simulations?: number;
  /** Draws that the truth is ranked among, evenly spaced among those handed back; 63 if left out. */
  readonly draws?: number;
  readonly seed?: string | number;
  readonly onProgress?: (done: number, of: number) => void;
}

const optionKinds: OptionKinds<SamplerSbcOptions> = {
  simulations: 'a number',
  draws: 'a number',
  seed: 'a number or text',
  level: 'a number',
  warnLevel: 'a number',
  onProgress: 'a function',
};

/** Ranks of the truth, and whether they are uniform. */
export interface SamplerSbcResult extends StatisticalResult {
  readonly names: readonly string[];
  /** `ranks[quantity][data set]`, 0..draws. */
  readonly ranks: readonly Int32Array[];
  readonly draws: number;
  readonly leftOut: number;
  /** Data sets whose draws are worth fewer independent ones than half of those ranked: thinning them was not enough. */
  readonly short: number;
}

/**
 * Simulation-based calibration of anyone's sampler by plain functions: the truth that made the data is one more draw of their
 * posterior, so its rank among the draws is uniform. `simulate` is called with the seeds `${seed}/data/0` ..., `draw` with
 * `${seed}/fit/0` .... The draws have to be nearly independent: hand back many times as many as are ranked.
 * Throws InputError where draws lack a name or are too few. Sources: Talts et al. 2018; Modrak et al. 2023.
 */
export async function sbcOfSampler<Data>(
  sampler: SamplerUnderTest<Data>,
  options: SamplerSbcOptions = {},
): Promise<SamplerSbcResult> {
  checkOptions('sbcOfSampler', options, optionKinds);
  const { simulations = 200, draws = 63, seed = '1' } = options;
  wholeNumber('sbcOfSampler: simulations', simulations, 1);
  wholeNumber('sbcOfSampler: draws', draws, 7);
  checkLimits(options);
  const ranked: Ranked[] = [];
  let names: readonly string[] = [];
  for (let s = 0; s < simulations; s++) {
    const made = await triedLater(async () => {
      const { truth, data } = await sampler.simulate(`${seed}/data/${s}`);
      return { truth, data, drawn: await sampler.draw(`${seed}/fit/${s}`, data) };
    });
    options.onProgress?.(s + 1, simulations);
    if ('thrown' in made)
      return { ...failure(`calibration: data set ${s} ${made.thrown}`), ...resultOf([], [], draws, s) };
    const { truth, data, drawn } = made.value;
    if (drawn === null) continue;
    const among = thinned(drawn, Object.keys(truth), draws, `data set ${s}`);
    const complete = (parameters: Named): Named => ({
      ...parameters,
      ...sampler.quantities?.(parameters, data),
    });
    const whole = complete(truth);
    names = Object.keys(whole);
    ranked.push({
      ranks: ranksOf(`${seed}/ties/${s}`, whole, among.map(complete)),
      short: Object.keys(truth).some((name) => essBulk([drawn[name]]) < draws * leastWorth),
    });
  }
  const result = resultOf(names, ranked, draws, simulations - ranked.length);
  return { ...verdictOf(result, ranked.length, options), ...result };
}

/** Of the draws that are ranked. What few draws are worth is a rough estimate, so some data sets are short where none is. */
const leastWorth = 0.5;
const mostShort = 0.1;

/** A simulator and a sampler whose data can come in several sets of the same parameters. */
export interface PosteriorUnderTest<Data> {
  /** Another data set, of these parameters. */
  readonly simulate: (seed: string, parameters: Named) => Data | Promise<Data>;
  /** Draws of the parameters' posterior given all the data sets. */
  readonly draw: (seed: string, data: readonly Data[]) => NamedDraws | null | Promise<NamedDraws | null>;
  readonly quantities?: (parameters: Named, data: readonly Data[]) => Named;
}

/**
 * `sbcOfSampler` given observed data: truths are draws of their posterior (`draw` with the seed `${seed}/posterior`, which
 * has to hand back at least as many as `simulations`), and are ranked among draws given the observed and the simulated data.
 * Tests the sampler where the data are. Source: Sailynoja et al. 2025, "Posterior SBC".
 */
export async function posteriorSbcOfSampler<Data>(
  sampler: PosteriorUnderTest<Data>,
  observed: Data,
  options: SamplerSbcOptions = {},
): Promise<SamplerSbcResult> {
  const { simulations = 200, seed = '1' } = options;
  wholeNumber('posteriorSbcOfSampler: simulations', simulations, 1);
  const first = await triedLater(async () => sampler.draw(`${seed}/posterior`, [observed]));
  if ('thrown' in first || first.value === null) {
    const words = 'thrown' in first ? first.thrown : 'left out';
    return {
      ...failure(`calibration: the observed data ${words}`),
      ...resultOf([], [], options.draws ?? 63, 0),
    };
  }
  const truths = thinned(first.value, Object.keys(first.value), simulations, 'the observed data');
  let next = 0;
  const { quantities } = sampler;
  return sbcOfSampler<Data>(
    {
      simulate: async (own) => {
        const truth = truths[next++];
        return { truth, data: await sampler.simulate(own, truth) };
      },
      draw: (own, data) => sampler.draw(own, [observed, data]),
      ...(quantities === undefined
        ? {}
        : { quantities: (parameters: Named, data: Data) => quantities(parameters, [observed, data]) }),
    },
    options,
  );
}

interface Ranked {
  readonly ranks: readonly number[];
  readonly short: boolean;
}

function verdictOf(
  { names, ranks, draws, short }: Omit<SamplerSbcResult, keyof StatisticalResult>,
  runs: number,
  limits: Limits,
): StatisticalResult {
  if (runs === 0) return failure('calibration: no data set was fitted');
  const tests = names.map((name, q) => ({ name, p: rankPValue(ranks[q], draws) }));
  const verdict = calibrationVerdict(tests, runs, draws, limits);
  const note = `; in ${short} of ${runs} data sets the draws are worth fewer than ${Math.ceil(draws * leastWorth)} independent ones, ask for more`;
  return short <= mostShort * runs ? verdict : { ...verdict, text: verdict.text + note };
}

function resultOf(names: readonly string[], ranked: readonly Ranked[], draws: number, leftOut: number) {
  const ranks = names.map((_, q) => Int32Array.from(ranked, (run) => run.ranks[q]));
  return { names, ranks, draws, leftOut, short: ranked.filter(({ short }) => short).length };
}

/** `count` points, evenly spaced among the draws. */
function thinned(drawn: NamedDraws, names: readonly string[], count: number, of: string): Named[] {
  for (const name of names) {
    const length = drawn[name]?.length;
    if (length === undefined)
      throw new InputError(
        `sbcOfSampler: the draws of ${of} lack "${name}" (have: ${Object.keys(drawn).join(', ')})`,
      );
    if (length < count || length !== drawn[names[0]].length)
      throw new InputError(
        `sbcOfSampler: ${of} has ${length} draws of "${name}", need at least ${count}, and as many of every name`,
      );
  }
  return Array.from({ length: count }, (_, l) => {
    const at = Math.floor(((l + 0.5) * drawn[names[0]].length) / count);
    return Object.fromEntries(names.map((name) => [name, drawn[name][at]]));
  });
}

function ranksOf(seed: string, truth: Named, among: readonly Named[]): number[] {
  const rng = stream(seed);
  return Object.entries(truth).map(([name, value]) =>
    rankAmong(
      rng,
      value,
      among.map((draw) => draw[name]),
    ),
  );
}
