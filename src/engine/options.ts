import { InputError } from './errors.ts';
import { nearestName } from './nearest.ts';

/** What an option takes, as messages say it after "must be". */
export type OptionKind =
  | 'a number'
  | 'text'
  | 'a number or text'
  | 'true or false'
  | 'a function'
  | 'an object'
  | 'anything';

/** Every key of a type of options with its kind; the compiler refuses a key too few or too many. */
export type OptionKinds<Options> = Readonly<Record<keyof Options, OptionKind>>;

const isOf: Readonly<Record<OptionKind, (value: unknown) => boolean>> = {
  'a number': (value) => typeof value === 'number',
  text: (value) => typeof value === 'string',
  'a number or text': (value) => typeof value === 'number' || typeof value === 'string',
  'true or false': (value) => typeof value === 'boolean',
  'a function': (value) => typeof value === 'function',
  'an object': (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  anything: () => true,
};

/** What the same is called in R (brms, lme4, rstan), Python and Stan; names of ours that a function has win over these. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  draws: ['iter', 'iter_sampling', 'num_samples', 'samples', 'n_samples', 'ndraws', 'n_iter', 'simulations'],
  simulations: ['nsim', 'n_sims', 'replicates'],
  replicates: ['nsim', 'n_boot', 'R', 'B', 'simulations'],
  warmup: ['iter_warmup', 'num_warmup', 'burnin', 'burn_in', 'tune'],
  chains: ['num_chains', 'n_chains', 'nchains'],
  workers: ['cores', 'threads', 'parallel_chains', 'parallel', 'ncpus', 'mc_cores', 'n_jobs'],
  seed: ['random_seed', 'random_state', 'set_seed'],
  targetAccept: ['adapt_delta', 'control', 'delta', 'target_accept'],
  maxDepth: ['max_treedepth', 'max_depth', 'treedepth'],
  metric: ['mass_matrix', 'metric_type'],
  sampler: ['algorithm', 'method', 'backend'],
  quadrature: ['nAGQ', 'n_quad', 'agq', 'nodes'],
  method: ['REML', 'reml'],
  level: ['conf_level', 'prob', 'confidence', 'ci', 'alpha'],
  priors: ['prior', 'set_prior'],
  missing: ['strict', 'na_action', 'dropna', 'na_rm'],
  factors: ['contrasts', 'levels'],
  onProgress: ['refresh', 'verbose', 'progress', 'progressbar'],
};

/**
 * Looks at an object of options before anything is done with it: throws InputError for a key that is none of them,
 * naming the one most likely meant, and for a value of the wrong kind. A value that is undefined counts as left out.
 * @param where the function's name, in front of the message
 */
export function checkOptions<Options>(where: string, options: Options, kinds: OptionKinds<Options>): void {
  const known = Object.keys(kinds);
  const given: unknown = options;
  if (!isOf['an object'](given))
    throw new InputError(
      `${where}: options must be an object with any of ${known.join(', ')}, got ${describeValue(given)}`,
    );
  for (const [key, value] of Object.entries(given as object)) {
    if (!Object.hasOwn(kinds, key)) throw unknownOption(where, key, known);
    const kind = kinds[key as keyof Options];
    if (value !== undefined && !isOf[kind](value))
      throw new InputError(`${where}: ${key} must be ${kind}, got ${describeValue(value)}`);
  }
}

function unknownOption(where: string, key: string, known: readonly string[]): InputError {
  const meant = nearestName(key, known) ?? fromElsewhere(key, known);
  const hint = meant === null ? '' : `. Did you mean "${meant}"?`;
  return new InputError(`${where}: no option "${key}" (have: ${known.join(', ')})${hint}`);
}

function fromElsewhere(key: string, known: readonly string[]): string | null {
  const plain = key.replaceAll('.', '_').toLowerCase();
  const means = (name: string): boolean =>
    elsewhere[name]?.some((other) => other.toLowerCase() === plain) ?? false;
  return known.find(means) ?? null;
}

/** A value as messages name it: short, and never a failure itself. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `"${value.length > 40 ? `${value.slice(0, 40)}...` : value}"`;
    case 'number':
    case 'boolean':
    case 'bigint':
    case 'undefined':
      return String(value);
    case 'function':
      return value.name === '' ? 'a function' : `the function ${value.name}`;
    case 'symbol':
      return 'a symbol';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return 'an array';
      if (value instanceof Promise) return 'a promise; put await before it';
      return ArrayBuffer.isView(value) ? 'a typed array' : 'an object';
  }
  return 'something else';
}
