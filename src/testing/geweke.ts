import { checkOptions, type OptionKinds } from '../engine/options.ts';
import { type Rng, stream } from '../engine/rng.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';
import { checkLimits, failure, judge, type Limits, type StatisticalResult, triedLater } from './limits.ts';
import { rankAmong, rankPValue } from './rankTests.ts';

/** Numbers by name. */
export type Named = Readonly<Record<string, number>>;

/** A model as it draws, and one transition of a sampler of its posterior; any of them may take its time. */
export interface JointSampler<Data> {
  /** Parameters from the prior. */
  readonly prior: (rng: Rng) => Named | Promise<Named>;
  /** Data given parameters. */
  readonly data: (rng: Rng, parameters: Named) => Data | Promise<Data>;
  /** Where the sampler goes from these parameters, given the data. */
  readonly transition: (rng: Rng, parameters: Named, data: Data) => Named | Promise<Named>;
  /** Functions of parameters and data to look at besides the parameters: a log likelihood, a mean of the data. */
  readonly quantities?: (parameters: Named, data: Data) => Named;
}

/** Of `geweke`. */
export interface GewekeOptions extends Limits {
  readonly seed?: string | number;
  /** Independent runs; 500 if left out. */
  readonly runs?: number;
  /** Rounds of a run, each a transition given the data and new data given the parameters; 10 if left out. */
  readonly rounds?: number;
}

const optionKinds: OptionKinds<GewekeOptions> = {
  seed: 'a number or text',
  runs: 'a number',
  rounds: 'a number',
  level: 'a number',
  warnLevel: 'a number',
};

/** Joint draws that an end is ranked among. */
const ranked = 31;

/**
 * Geweke's joint distribution test: parameters from the prior and data from them are a draw of the joint distribution, and stay
 * one while transitions of the sampler and new data take turns. The two ways of drawing it are compared. Geweke
 * compares means of one long run, whose autocorrelation has to be estimated; here many short runs start from the prior, so that every end
 * is an independent draw and its ranks among fresh joint draws are uniform, exactly. A fault grows with the rounds.
 * Sources: Geweke 2004, section 3; Gandy & Scott 2021 for the exact ranks.
 */
export async function geweke<Data>(
  model: JointSampler<Data>,
  options: GewekeOptions = {},
): Promise<StatisticalResult> {
  checkOptions('geweke', options, optionKinds);
  const { seed = '1', runs: count = 500, rounds = 10 } = options;
  wholeNumber('geweke: runs', count, 30);
  wholeNumber('geweke: rounds', rounds, 1);
  checkLimits(options);
  const ranks: number[][] = [];
  let names: readonly string[] = [];
  for (let r = 0; r < count; r++) {
    const run = await triedLater(async () => {
      const end = await roundsOf(stream(String(seed), 'rounds', r), model, rounds);
      const rng = stream(String(seed), 'joint', r);
      const fresh: Named[] = [];
      for (let f = 0; f < ranked; f++) fresh.push(await jointDraw(rng, model));
      return { end, fresh, rng };
    });
    if ('thrown' in run) return failure(`joint distribution: run ${r} ${run.thrown}`);
    const { end, fresh, rng } = run.value;
    names = Object.keys(fresh[0]);
    const own = names.map((name) =>
      rankAmong(
        rng,
        end[name] ?? Number.NaN,
        fresh.map((draw) => draw[name]),
      ),
    );
    const bad = own.indexOf(-1);
    if (bad >= 0) return failure(`joint distribution: run ${r} has no number for ${names[bad]}`);
    ranks.push(own);
  }
  const tests = names.map((name, q) => ({
    name,
    p: rankPValue(
      ranks.map((own) => own[q]),
      ranked,
    ),
  }));
  return judge(tests, options, {
    passes: `the joint distribution is kept as far as ${count} runs of ${rounds} rounds can tell`,
    fails: `the joint distribution is NOT kept, by ${count} runs of ${rounds} rounds`,
  });
}

async function jointDraw<Data>(rng: Rng, model: JointSampler<Data>): Promise<Named> {
  const parameters = await model.prior(rng);
  return withQuantities(model, parameters, await model.data(rng, parameters));
}

async function roundsOf<Data>(rng: Rng, model: JointSampler<Data>, rounds: number): Promise<Named> {
  let parameters = await model.prior(rng);
  let data = await model.data(rng, parameters);
  for (let round = 0; round < rounds; round++) {
    parameters = await model.transition(rng, parameters, data);
    data = await model.data(rng, parameters);
  }
  return withQuantities(model, parameters, data);
}

function withQuantities<Data>({ quantities }: JointSampler<Data>, parameters: Named, data: Data): Named {
  return quantities === undefined ? parameters : { ...parameters, ...quantities(parameters, data) };
}
