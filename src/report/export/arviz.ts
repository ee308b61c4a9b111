import type { Draws } from '../../../models/posterior/draws.ts';
import type { SamplerReport } from '../../../models/posterior/fit.ts';
import { version } from '../version.ts';
import { type ArvizArray, type Axes, samples } from './arvizArray.ts';
import { newOutcomes, rowLikelihoods } from './arvizOfRows.ts';
import { constantArrays, observedArrays } from './arvizRows.ts';
import type { ExportedFit } from './exportedFit.ts';
import { inChunks } from './inChunks.ts';
import { nestedPieces, objectPieces, type Pieces } from './jsonPieces.ts';
import { variablesOf } from './variables.ts';

/**
 * A fit as ArviZ's InferenceData in JSON, as its `to_json` writes and its `from_json` reads it: groups posterior (or prior, for
 * draws of the prior alone), sample_stats, observed_data, constant_data and, if asked, posterior_predictive (new outcomes at the
 * model's own rows) and log_likelihood, of which there are as many as rows x draws. Made piece by piece as it is read.
 * Throws InputError for these where the model has none, or they are too many.
 * Source: ArviZ, InferenceData schema specification.
 */
export function arvizJson(
  fit: ExportedFit,
  { predictive, logLikelihood }: { readonly predictive: boolean; readonly logLikelihood: boolean },
): Pieces {
  const { draws, sampler, model, imputations } = fit;
  const axes: Axes = draws;
  const ofPrior = sampler?.strategy === 'prior';
  const rows = imputations === undefined ? model : null; // each imputed set has other rows
  const groups = new Map<string, readonly ArvizArray[]>([
    [ofPrior ? 'prior' : 'posterior', parameterArrays(draws, axes)],
    [ofPrior ? 'sample_stats_prior' : 'sample_stats', sampler === null ? [] : statArrays(sampler, axes)],
    [ofPrior ? 'prior_predictive' : 'posterior_predictive', predictive ? [newOutcomes(fit)] : []],
    ['log_likelihood', logLikelihood ? [rowLikelihoods(fit)] : []],
    ['observed_data', rows === null ? [] : observedArrays(rows)],
    ['constant_data', rows === null ? [] : constantArrays(rows)],
  ]);
  return inChunks(() => inferenceData(groups, axes));
}

function* inferenceData(groups: ReadonlyMap<string, readonly ArvizArray[]>, axes: Axes): Generator<string> {
  const filled = [...groups].filter(([, arrays]) => arrays.length > 0);
  const arrays = filled.flatMap(([, all]) => all);
  const called = dimensionNames(arrays);
  const dims = new Map(arrays.map(({ name, dims }) => [name, dims.map(called)]));
  const labels = arrays.flatMap((array) => array.dims.map((dim) => [called(dim), dim.labels] as const));
  const numbered = (length: number): number[] => Array.from({ length }, (_, i) => i);
  const coords = { chain: numbered(axes.chains), draw: numbered(axes.draws), ...Object.fromEntries(labels) };
  const text = (value: unknown): Pieces => [JSON.stringify(value)];
  const about = { inference_library: 'poolwise', inference_library_version: version };
  const sampled = filled.filter(([, all]) => all[0].sampled);
  yield* objectPieces([
    ...filled.map(([group, own]) => [group, groupPieces(own, axes)] as const),
    ...sampled.map(([group]) => [`${group}_attrs`, text(about)] as const),
    ['attrs', text(about)],
    ['coords', text(coords)],
    ['dims', text(Object.fromEntries(dims))],
  ]);
  yield '\n';
}

function groupPieces(arrays: readonly ArvizArray[], axes: Axes): Pieces {
  const entries = arrays.map(({ name, sampled, dims, at }) => {
    const shape = [...(sampled ? [axes.chains, axes.draws] : []), ...dims.map(({ labels }) => labels.length)];
    return [name, nestedPieces(shape, at)] as const;
  });
  return objectPieces(entries);
}

/** Dimensions under names that no variable has, as the schema asks. */
function dimensionNames(arrays: readonly ArvizArray[]): (dim: { readonly name: string }) => string {
  const taken = new Set(arrays.map(({ name }) => name));
  return ({ name }) => {
    let free = name;
    while (taken.has(free)) free = `${free}_`;
    return free;
  };
}

function parameterArrays({ quantities, draws, values }: Draws, axes: Axes): ArvizArray[] {
  return variablesOf(quantities).map(({ name, dims, places }) => ({
    name,
    dims,
    sampled: true,
    at: samples(axes, places.length, (chain, draw, member) => values[chain][places[member] * draws + draw]),
  }));
}

/** Under the schema's names; what these draws have not, such as lp of draws of the prior or trees of a reference, is left out. */
function statArrays({ chains }: SamplerReport, axes: Axes): ArvizArray[] {
  const of = (name: string, at: (chain: number, draw: number) => number | boolean): ArvizArray[] =>
    Number.isNaN(at(0, 0)) ? [] : [{ name, dims: [], sampled: true, at: samples(axes, 1, at) }];
  const growsTrees = chains.some(({ stats }) => stats.treeDepth.some((depth) => depth > 0));
  return [
    ...of('lp', (c, d) => chains[c].stats.lp[d]),
    ...of('energy', (c, d) => chains[c].stats.energy[d]),
    ...of('acceptance_rate', (c, d) => chains[c].stats.acceptStat[d]),
    ...of('step_size', (c) => chains[c].stepSize),
    ...(growsTrees ? of('tree_depth', (c, d) => chains[c].stats.treeDepth[d]) : []),
    ...of('n_steps', (c, d) => chains[c].stats.nLeapfrog[d]),
    ...of('diverging', (c, d) => chains[c].stats.divergent[d] === 1),
  ];
}
