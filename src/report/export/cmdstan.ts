import type { Draws } from '../../../models/posterior/draws.ts';
import type { ChainReport, SamplerReport } from '../../../models/posterior/fit.ts';
import { version } from '../version.ts';
import { inChunks } from './inChunks.ts';
import { type Variable, variablesOf } from './variables.ts';

/** A column of a CmdStan file, and what it is. */
interface StanColumn {
  /** `r_DID.17.1` in the file, `r_DID[17,1]` to whoever reads it. */
  readonly column: string;
  readonly variable: string;
  /** Ours, such as `r_DID[17,Intercept]`. */
  readonly name: string;
  readonly place: number;
}

/**
 * A fit as CmdStan writes its output: chain_1.csv, chain_2.csv, ..., which cmdstanr, rstan and posterior read. Variables are called as
 * ours where Stan allows; arrays have numbers for labels, and other signs become underscores: names.csv says what is what.
 * Source: CmdStan User's Guide, Stan CSV File Format.
 */
export function cmdstanFiles(draws: Draws, sampler: SamplerReport): ReadonlyMap<string, Iterable<string>> {
  const columns = stanColumns(draws);
  const chains = sampler.chains.map(
    (chain, c) => [`chain_${c + 1}.csv`, inChunks(() => chainFile(draws, sampler, chain, columns))] as const,
  );
  return new Map<string, Iterable<string>>([...chains, ['names.csv', inChunks(() => namesFile(columns))]]);
}

function stanColumns({ names, quantities }: Draws): StanColumn[] {
  const taken = new Set<string>();
  return variablesOf(quantities).flatMap((variable) => {
    const base = stanName(variable.name, taken);
    return variable.places.map((place, at): StanColumn => {
      const index = indexOf(variable, at);
      return {
        column: [base, ...index].join('.'),
        variable: index.length === 0 ? base : `${base}[${index.join(',')}]`,
        name: names[place],
        place,
      };
    });
  });
}

/** Letters, digits and underscores, a letter first, none of them twice. */
function stanName(name: string, taken: Set<string>): string {
  const plain = name.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^(?![A-Za-z])/, 'x');
  const own = plain.replace(/_$/, '_x'); // names that end in two of them are Stan's own
  let free = own;
  for (let n = 2; taken.has(free); n++) free = `${own}_${n}`;
  taken.add(free);
  return free;
}

/** From 1 along each dimension. */
function indexOf({ dims }: Variable, at: number): number[] {
  const index: number[] = [];
  let rest = at;
  for (const { labels } of [...dims].reverse()) {
    index.unshift((rest % labels.length) + 1);
    rest = Math.floor(rest / labels.length);
  }
  return index;
}

const samplerColumns = [
  ...['lp__', 'accept_stat__', 'stepsize__', 'treedepth__', 'n_leapfrog__', 'divergent__', 'energy__'],
];

function* chainFile(
  { draws, values }: Draws,
  sampler: SamplerReport,
  chain: ChainReport,
  columns: readonly StanColumn[],
): Generator<string> {
  yield comments(sampler, chain, draws);
  yield `${[...samplerColumns, ...columns.map(({ column }) => column)].join(',')}\n`;
  yield `# Adaptation terminated\n# Step size = ${number(chain.stepSize)}\n`;
  const { lp, acceptStat, treeDepth, nLeapfrog, divergent, energy } = chain.stats;
  for (let i = 0; i < draws; i++) {
    const stats = [lp[i], acceptStat[i], chain.stepSize, treeDepth[i], nLeapfrog[i], divergent[i], energy[i]];
    const own = columns.map(({ place }) => values[chain.chain][place * draws + i]);
    yield `${[...stats, ...own].map(number).join(',')}\n`;
  }
  yield elapsed(chain);
}

/** What CmdStan says of its settings, as far as it is so here: the metric is of other coordinates, so its numbers are left out. */
function comments({ settings, seed }: SamplerReport, { chain }: ChainReport, draws: number): string {
  const { warmup, targetAccept, maxDepth, metric } = settings;
  return [
    `# poolwise = ${version}`,
    '# stan_version_major = 2',
    '# stan_version_minor = 33',
    '# stan_version_patch = 0',
    '# model = poolwise_model',
    '# method = sample (Default)',
    '#   sample',
    `#     num_samples = ${draws}`,
    `#     num_warmup = ${warmup}`,
    '#     save_warmup = 0 (Default)',
    '#     thin = 1 (Default)',
    '#     adapt',
    '#       engaged = 1 (Default)',
    `#       delta = ${targetAccept}`,
    '#     algorithm = hmc (Default)',
    '#       hmc',
    '#         engine = nuts (Default)',
    '#           nuts',
    `#             max_depth = ${maxDepth}`,
    `#         metric = ${metric === 'dense' ? 'dense_e' : 'diag_e'}`,
    `# id = ${chain + 1}`,
    '# random',
    `#   seed = ${/^\d{1,9}$/.test(seed) ? seed : 0}`,
    '',
  ].join('\n');
}

function elapsed({ warmupSeconds, sampleSeconds }: ChainReport): string {
  const [warmup, sampling] = [warmupSeconds, sampleSeconds].map((s) => s.toFixed(3));
  const total = (warmupSeconds + sampleSeconds).toFixed(3);
  return [
    '# ',
    `#  Elapsed Time: ${warmup} seconds (Warm-up)`,
    `#                ${sampling} seconds (Sampling)`,
    `#                ${total} seconds (Total)`,
    '# ',
    '',
  ].join('\n');
}

/** As Stan spells it. */
function number(x: number): string {
  if (Number.isNaN(x)) return 'NaN';
  return Number.isFinite(x) ? String(x) : x > 0 ? 'inf' : '-inf';
}

function* namesFile(columns: readonly StanColumn[]): Generator<string> {
  yield 'column,variable,name\n';
  for (const { column, variable, name } of columns)
    yield `${[column, variable, name].map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\n`;
}
