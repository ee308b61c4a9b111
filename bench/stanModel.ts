import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { essBulk } from '../diagnostics/index.ts';
import { runBench, runCommand } from './command.ts';
import { openStan, type StanReady, type StanSession } from './stanSession.ts';
import type { FileModel } from './zoo.ts';

/** What ours.ts prints. */
export interface OurCall {
  readonly names: readonly string[];
  readonly chains: number;
  readonly draws: number;
  readonly chainSeconds: number;
  readonly strategy: string;
  readonly gradientsPerDraw: number;
  readonly divergences: number;
}

/** How many chains, and how long. */
export interface Turns {
  /** Stan chains, each followed by a call of ours. */
  readonly turns: number;
  readonly stanWarmup: number;
  readonly stanDraws: number;
  readonly adaptDelta: number;
  /** Draws a chain of ours; its warmup is the sampler's own choice. */
  readonly draws: number;
}

/** One side of the comparison, all its turns together. */
export interface Side {
  readonly chains: number;
  readonly draws: number;
  readonly chainSeconds: number;
  readonly minEss: number;
  readonly minEssOf: string;
  readonly essPerSecond: number;
  readonly gradientsPerDraw: number;
  readonly divergences: number;
}

export interface StanRow {
  readonly name: string;
  readonly quantities: number;
  readonly sampler: string;
  readonly stan: Side;
  readonly ours: Side;
  /** Ours over theirs, in effective samples per chain-second of the worst quantity. */
  readonly ratio: number;
  readonly compileSeconds: number;
  /** Of `poolwise fit` with its defaults, the summary printed. */
  readonly commandSeconds: number;
  readonly versions: Omit<StanReady, 'compileSeconds'>;
}

/** Draws of named quantities, a chain at a time: `chains[c].get(name)`. */
type Chain = ReadonlyMap<string, Float64Array>;

interface Turn {
  readonly chains: readonly Chain[];
  readonly seconds: number;
  readonly gradientsPerDraw: number;
  readonly divergences: number;
}

/** Compares a model, a turn each: Stan, ours, Stan, ours, ... so that a busy machine slows both. */
export async function compareModel(model: FileModel, turns: Turns): Promise<StanRow> {
  const folder = mkdtempSync(join(tmpdir(), 'poolwise-'));
  try {
    const stan = await openStan(model, folder);
    const theirs: Turn[] = [];
    const ours: Turn[] = [];
    let sampler = '';
    for (let turn = 1; turn <= turns.turns; turn++) {
      theirs.push(await stanTurn(stan, folder, turn, turns));
      const { strategy, ...mine } = await ourTurn(model, folder, turn, turns);
      ours.push(mine);
      sampler = strategy;
    }
    await stan.close();
    const { compileSeconds, ...versions } = stan.ready;
    const names = sameNames(theirs[0], ours[0]);
    const sides = { stan: sideOf(theirs, names), ours: sideOf(ours, names) };
    const { seconds: commandSeconds } = await runCommand(model);
    return {
      name: model.name,
      quantities: names.length,
      sampler,
      ...sides,
      ratio: sides.ours.essPerSecond / sides.stan.essPerSecond,
      compileSeconds,
      commandSeconds,
      versions,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function stanTurn(stan: StanSession, folder: string, turn: number, turns: Turns): Promise<Turn> {
  const out = join(folder, 'stan.bin');
  const { stanWarmup: warmup, stanDraws, adaptDelta } = turns;
  const request = { seed: turn, warmup, draws: stanDraws, adapt_delta: adaptDelta, out };
  const { names, draws, ...chain } = await stan.chain(request);
  return {
    chains: readChains(out, names, 1, draws),
    seconds: chain.warmupSeconds + chain.sampleSeconds,
    gradientsPerDraw: chain.gradients / draws,
    divergences: chain.divergences,
  };
}

async function ourTurn(
  model: FileModel,
  folder: string,
  turn: number,
  turns: Turns,
): Promise<Turn & { strategy: string }> {
  const out = join(folder, 'ours.bin');
  const options = JSON.stringify({ seed: turn, draws: turns.draws, workers: 1 }); // alone, as the chain of Stan is
  const call = await runBench<OurCall>('ours.js', [model.name, options, out]);
  const { chainSeconds: seconds, gradientsPerDraw, divergences, strategy } = call;
  const chains = readChains(out, call.names, call.chains, call.draws);
  return { chains, seconds, gradientsPerDraw, divergences, strategy };
}

function readChains(path: string, names: readonly string[], chains: number, draws: number): Chain[] {
  const bytes = readFileSync(path);
  const values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return Array.from({ length: chains }, (_, c) => {
    const of = (q: number): Float64Array => {
      const start = (c * names.length + q) * draws;
      return values.subarray(start, start + draws);
    };
    return new Map(names.map((name, q) => [name, of(q)]));
  });
}

/** Every quantity must be on both sides. */
function sameNames(theirs: Turn, ours: Turn): string[] {
  const [a, b] = [theirs.chains[0], ours.chains[0]];
  const lone = [...a.keys(), ...b.keys()].filter((name) => !(a.has(name) && b.has(name)));
  if (lone.length > 0)
    throw new Error(`bench: ${lone.length} quantities on one side only: ${lone.slice(0, 5).join(', ')}`);
  return [...b.keys()];
}

function sideOf(turns: readonly Turn[], names: readonly string[]): Side {
  const chains = turns.flatMap((t) => t.chains);
  const chainSeconds = turns.reduce((sum, t) => sum + t.seconds, 0);
  const drawsOf = (name: string) => chains.map((chain) => chain.get(name) as Float64Array);
  const sizes = names.map((name) => essBulk(drawsOf(name)));
  const minEss = Math.min(...sizes); // NaN, cannot tell, if any is
  return {
    chains: chains.length,
    draws: drawsOf(names[0])[0].length,
    chainSeconds,
    minEss,
    minEssOf: names[sizes.findIndex((size) => Object.is(size, minEss))],
    essPerSecond: minEss / chainSeconds,
    gradientsPerDraw: turns.reduce((sum, t) => sum + t.gradientsPerDraw, 0) / turns.length,
    divergences: turns.reduce((sum, t) => sum + t.divergences, 0),
  };
}
